import type { Nanos } from '../../sdk/units.js';
import type { Fault } from '../fault.js';
import type { HookTexts, StageChange } from '../stage/stage-change.js';
import { limitFaults } from './limits.js';
import { readHookOption } from './live-hook-options.js';
import type { LiveSeat } from './live-seats.js';
import { EVERY_STAGE, LIVE_SETTINGS, type LiveSetting } from './live-setting-names.js';
import { didYouMean } from './nearest.js';
import type { Plan, StagePlan } from './plan.js';
import { changeSetting, SETTING_NAMES } from './plan-settings.js';
import type { ReadFile } from './resolving.js';

export interface LiveChange {
  /** Ordinal of the stage. */
  readonly stage: number;
  readonly change: StageChange;
}

/** What a run is set to: its plan as far as it was changed, and the hooks at its stages. */
export interface LiveState {
  readonly plan: Plan;
  readonly seats: readonly LiveSeat[];
}

export interface LiveChanges extends LiveState {
  readonly changes: readonly LiveChange[];
  /** With faults nothing is to be changed. */
  readonly faults: readonly Fault[];
}

/**
 * Reads what `hookline set` was given, `NAME=VALUE` each, in the words of `--set`; later ones win. `place` is a stage, or
 * `link` or `all` for every one. The state that comes back, with the effects, scenarios and options now asked for, is what
 * the next change is read against.
 */
export const readLiveSettings = (
  { plan, seats }: LiveState,
  place: string,
  words: readonly string[],
  readFile: ReadFile,
): LiveChanges => {
  const faults: Fault[] = [];
  const refuse = (file: string, message: string, hint?: string): void =>
    void faults.push({ file, line: 0, column: 0, message, ...(hint === undefined ? {} : { hint }) });
  const names = plan.stages.map(({ name }) => name);
  const isStage = names.includes(place);
  if (!isStage && !(EVERY_STAGE as readonly string[]).includes(place)) {
    const places = [...names, isLink(names) ? 'link' : 'all'];
    const { hint = `as in ${places.join(', ')}` } = didYouMean(place, places);
    refuse(place, 'no such stage', hint);
  }
  // Faults of the settings are told beside that of the place.
  const meant = (stage: number): boolean => !isStage || names[stage] === place;
  const changed = plan.stages.map((): StageChange => ({}));
  let after = plan;
  let seated = seats;
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals)).trim();
    if (name === '') {
      refuse(word, 'expected NAME=VALUE', 'as in delay=80ms, loss=1% or attacker.chance=2%');
      continue;
    }
    const text = word.slice(equals + 1);
    if (!isLive(name)) {
      if (name.includes('.') && !SETTING_NAMES.includes(`link.${name}`)) {
        const read = readHookOption(seated, meant, name, text);
        for (const { message, hint } of read.faults) refuse(word, message, hint);
        for (const { stage, hooks } of read.changes) changed[stage] = withTexts(changed[stage]!, hooks);
        seated = read.seats;
        continue;
      }
      const could = `what can: ${LIVE_SETTINGS.join(', ')}, and options of hooks as in attacker.chance`;
      if (SETTING_NAMES.includes(`link.${name}`))
        refuse(word, `${name} cannot be changed while the run goes on`, could);
      else refuse(word, `no setting '${name}'`, didYouMean(name, LIVE_SETTINGS).hint ?? could);
      continue;
    }
    // The words of a link are those of every stage: here it has only those that are meant.
    const part = { ...after, stages: after.stages.filter((_, i) => meant(i)) };
    const read = changeSetting(part, `link.${name}`, text, readFile);
    faults.push(...read.faults.map(fault => (fault.file === '' ? { ...fault, file: word } : fault)));
    if (read.plan === undefined) continue;
    const whyNot = name === 'queue' ? queueFault(text, part.stages) : undefined;
    if (whyNot !== undefined) {
      refuse(word, whyNot);
      continue;
    }
    const asked = [...read.plan.stages];
    const stages = after.stages.map((stage, i) => (meant(i) ? asked.shift()! : stage));
    stages.forEach((stage, i) => {
      if (meant(i)) changed[i] = { ...changed[i], ...changeOf(name, stage) };
    });
    // Rate and delay stand in rows of the table, which stays as it was; the limit is that of the queue there is.
    if (name !== 'rate' && name !== 'delay' && name !== 'queue') after = { ...after, stages };
  }
  if (faults.length === 0) {
    for (const { path, message, hint } of limitFaults(after)) refuse(path.join('.'), message, hint);
  }
  if (faults.length > 0) return { changes: [], plan, seats, faults };
  const changes = changed.flatMap((change, stage) => (Object.keys(change).length > 0 ? [{ stage, change }] : []));
  return { changes, plan: after, seats: seated, faults };
};

const isLink = (names: readonly string[]): boolean => names.join(' ') === 'up down';

const withTexts = (change: StageChange, more: HookTexts): StageChange => {
  const hooks: Record<string, Readonly<Record<string, string>>> = { ...change.hooks };
  for (const [name, texts] of Object.entries(more)) hooks[name] = { ...hooks[name], ...texts };
  return { ...change, hooks };
};

const isLive = (name: string): name is LiveSetting => (LIVE_SETTINGS as readonly string[]).includes(name);

/** Frames wait in a queue: another discipline would have to take them over. */
const queueFault = (text: string, stages: readonly StagePlan[]): string | undefined => {
  if (/^[a-z]/i.test(text.trim()) && !/^(auto|none|bdp|jiffies)\b/i.test(text.trim())) {
    return 'the discipline of a queue stays as it is while the run goes on: expected a limit, as in 64KiB or 100 frames';
  }
  return stages.some(({ queue }) => queue.discipline === 'infinite') ? 'an infinite queue has no limit' : undefined;
};

/** The number, limit or table that a stage is to have by this setting. */
const changeOf = (name: LiveSetting, { scenario, effects, queue }: StagePlan): StageChange => {
  switch (name) {
    case 'rate':
    case 'delay':
      return { [name]: scenario.rows[0]![name] };
    case 'jitter':
      return { jitter: effects.jitter!.span as Nanos };
    case 'loss':
    case 'duplicate':
      return { [name]: (effects[name] as { readonly chance: number }).chance };
    case 'ber':
      return { ber: effects.ber!.rate };
    case 'mtu':
      return { mtu: effects.mtu!.size };
    case 'queue':
      return { queue };
    case 'scenario':
      return { scenario };
  }
};
