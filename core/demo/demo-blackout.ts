import type { UsedHook } from '../stage/hook-seat.js';
import type { Blackout } from './story-text.js';

/** When the demo's own hook is at work, by its options; undefined if the plan has been given another. */
export const blackoutOf = (hooks: readonly UsedHook[]): Blackout | undefined => {
  const values = hooks.find(({ hook }) => hook.name === 'ack-blackout')?.values;
  if (values === undefined) return undefined;
  return { from: Number(values['from']) / 1e9, until: Number(values['until']) / 1e9 };
};
