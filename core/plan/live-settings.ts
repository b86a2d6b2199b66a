import type { Nanos } from '../../sdk/units.js';
import type { Fault } from '../fault.js';
import type { StageChange } from '../stage/stage-change.js';
import { limitFaults } from './limits.js';
import { LIVE_PLACES, LIVE_SETTINGS, type LiveSetting } from './live-setting-names.js';
import { didYouMean } from './nearest.js';
import type { Plan, StagePlan } from './plan.js';
import { changeSetting, SETTING_NAMES } from './plan-settings.js';
import type { ReadFile } from './resolve.js';

export interface LiveChange {
  /** Ordinal of the stage. */
  readonly stage: number;
  readonly change: StageChange;
}

export interface LiveChanges {
  readonly changes: readonly LiveChange[];
  /** The plan with the effects and scenarios now asked for: the next change is read against it. */
  readonly plan: Plan;
  /** With faults nothing is to be changed. */
  readonly faults: readonly Fault[];
}

/**
 * Reads what `hookline set` was given, `NAME=VALUE` each, in the words of `--set`; later ones win. `plan` is the run's, as
 * far as it was changed before.
 */
export const readLiveSettings = (
  plan: Plan,
  place: string,
  words: readonly string[],
  readFile: ReadFile,
): LiveChanges => {
  const faults: Fault[] = [];
  const refuse = (file: string, message: string, hint?: string): void =>
    void faults.push({ file, line: 0, column: 0, message, ...(hint === undefined ? {} : { hint }) });
  if (!(LIVE_PLACES as readonly string[]).includes(place)) {
    const { hint = `as in ${LIVE_PLACES.join(', ')}` } = didYouMean(place, LIVE_PLACES);
    refuse(place, 'no such stage', hint);
  }
  // Faults of the settings are told beside that of the place.
  const section = (LIVE_PLACES as readonly string[]).includes(place) ? place : 'link';
  const meant = (stage: StagePlan): boolean => section === 'link' || stage.direction === section;
  const changed = plan.stages.map((): StageChange => ({}));
  let after = plan;
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals)).trim();
    if (name === '') {
      refuse(word, 'expected NAME=VALUE', 'as in delay=80ms or loss=1%');
      continue;
    }
    if (!isLive(name)) {
      const known = SETTING_NAMES.includes(`${section}.${name}`);
      const could = `what can: ${LIVE_SETTINGS.join(', ')}`;
      if (known) refuse(word, `${name} cannot be changed while the run goes on`, could);
      else refuse(word, `no setting '${name}'`, didYouMean(name, LIVE_SETTINGS).hint ?? could);
      continue;
    }
    const text = word.slice(equals + 1);
    const read = changeSetting(after, `${section}.${name}`, text, readFile);
    faults.push(...read.faults.map(fault => (fault.file === '' ? { ...fault, file: word } : fault)));
    if (read.plan === undefined) continue;
    const { stages: before } = after;
    const { stages: asked } = read.plan;
    const whyNot = name === 'queue' ? queueFault(text, before.filter(meant)) : undefined;
    if (whyNot !== undefined) {
      refuse(word, whyNot);
      continue;
    }
    asked.forEach((stage, i) => {
      if (meant(stage)) changed[i] = { ...changed[i], ...changeOf(name, stage) };
    });
    // Rate and delay stand in rows of the table, which stays as it was; the limit is that of the queue there is.
    if (name !== 'rate' && name !== 'delay' && name !== 'queue') after = read.plan;
  }
  if (faults.length === 0) {
    for (const { path, message, hint } of limitFaults(after)) refuse(path.join('.'), message, hint);
  }
  const changes = changed.flatMap((change, stage) => (Object.keys(change).length > 0 ? [{ stage, change }] : []));
  return faults.length > 0 ? { changes: [], plan, faults } : { changes, plan: after, faults };
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
