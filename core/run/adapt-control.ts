import { spanText } from '../../sdk/quantity.js';
import type { Plan } from '../plan/plan.js';
import type { JournalChanges } from '../report/capture-feed.js';
import type { UsedHook } from '../stage/hook-seat.js';
import { seatName } from '../stage/seat-hooks.js';
import type { HookTexts } from '../stage/stage-change.js';
import type { ReplayHooks } from './replay-hooks.js';

/**
 * What a control record of a journal says to changed hooks: options that were set in the run are set again, but those that
 * a hook has no more, or whose text it refuses. `note` hears of these.
 */
export const adaptControl = (
  plan: Plan,
  hooks: ReplayHooks,
  note: (text: string) => void,
): NonNullable<JournalChanges['adapt']> => {
  const seats = plan.stages.map(({ name }) => seatsAt(name, hooks.load()));
  return (record, at) => {
    if (record.kind !== 'set' || record.change.hooks === undefined) return record;
    const { stage, change } = record;
    const kept: Record<string, Record<string, string>> = {};
    for (const [seat, texts] of Object.entries(change.hooks as HookTexts)) {
      for (const [option, text] of Object.entries(texts)) {
        const use = seats[stage]!.get(seat);
        // A hook as it ran, perhaps in a later version, took it.
        const isOwn = use !== undefined && !hooks.changed.has(use.hook.name);
        if (isOwn || takes(use, option, text)) {
          kept[seat] ??= {};
          kept[seat][option] = text;
        } else {
          const said = `${seat}.${option}=${text} at ${plan.stages[stage]!.name}`;
          note(`${said}, set after ${spanText(at)} of the run, is left out: the hook takes it no more`);
        }
      }
    }
    return { ...record, change: { ...change, hooks: kept } };
  };
};

const seatsAt = (stage: string, used: readonly UsedHook[]): Map<string, UsedHook> => {
  const seats = new Map<string, UsedHook>();
  for (const use of used.filter(({ stages }) => stages.includes(stage))) {
    const twins = [...seats.values()].filter(({ hook }) => hook.name === use.hook.name).length;
    seats.set(seatName(use.hook.name, twins), use);
  }
  return seats;
};

const takes = (use: UsedHook | undefined, option: string, text: string): boolean => {
  const declared = use?.hook.options?.[option];
  if (declared === undefined) return false;
  try {
    declared.parse(text);
    return true;
  } catch {
    return false;
  }
};
