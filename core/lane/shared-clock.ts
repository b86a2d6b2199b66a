import { signalEvent } from '../port/event-fd.js';
import type { ScenarioClock } from '../stage/scenario-clock.js';

/** Nanoseconds plus one; 0: not started. */
const CELLS = 1;

/** The memory of a clock that lanes share. */
export const clockMemory = (): SharedArrayBuffer => new SharedArrayBuffer(CELLS * 8);

/**
 * The scenario's clock of several lanes: one compare-and-swap decides whose frame started it, so that both directions
 * have the same instant. The lane that wins wakes the others (`wakeFds`), which may be asleep beyond the first row.
 */
export const sharedClock = (memory: SharedArrayBuffer, wakeFds: readonly number[]): ScenarioClock => {
  const cell = new BigInt64Array(memory);
  const timeOf = (value: bigint): number => (value === 0n ? Number.POSITIVE_INFINITY : Number(value - 1n));
  return {
    read: () => timeOf(Atomics.load(cell, 0)),
    start: at => {
      const before = Atomics.compareExchange(cell, 0, 0n, BigInt(at) + 1n);
      if (before !== 0n) return timeOf(before);
      for (const fd of wakeFds) signalEvent(fd);
      return at;
    },
  };
};
