import { BENCH_HOOKS } from './bench-hooks.js';
import { comparePlans } from './compare-plans.js';
import { median } from './machine.js';

const LINK = 'rate: 100Mbit/s, delay: 20ms';
const ROUNDS = 9;

export interface HookCost {
  /** Nanoseconds a frame that each hook adds, alone. */
  readonly added: Readonly<Record<string, number>>;
  /** The most that a frame through one of them takes from the heap, in bytes. */
  readonly garbage: number;
}

/** What hooks cost a frame: the median of the differences to a stage without them, each of the same round. */
export const hookCost = async (): Promise<HookCost> => {
  const added: Record<string, number> = {};
  let garbage = 0;
  for (const name of Object.keys(BENCH_HOOKS)) {
    const pair = await comparePlans(LINK, LINK, ROUNDS, name);
    added[name] = Math.round(median(pair.costs.map(([without, cost]) => cost - without)));
    garbage = Math.max(garbage, pair.garbage);
  }
  return { added, garbage: Number(garbage.toFixed(2)) };
};
