import { addressOf, check, foreign, nativeMemory } from './foreign.js';

const CLOCK_REALTIME = 0;
const TRIES = 9;

/** CLOCK_MONOTONIC in ns; exact for 104 days of uptime. About 85 ns: read it once per pass. */
export const monotonic = (): number => {
  const time = process.hrtime();
  return time[0] * 1e9 + time[1];
};

export interface ClockOffset {
  /** CLOCK_REALTIME counted from `baseSec`, less CLOCK_MONOTONIC, in ns. */
  readonly offsetNs: number;
  /** The reading is right to within half of this many ns. */
  readonly widthNs: number;
}

/**
 * How far the clock of receive stamps is ahead of the clock of deadlines: `stampNs - offsetNs` is on CLOCK_MONOTONIC.
 * The narrowest of several readings, each between two of the monotonic clock. CLOCK_REALTIME is slewed and stepped, so
 * measure again each second.
 */
export const realtimeOffset = (baseSec: number): ClockOffset => {
  const libc = foreign();
  const memory = nativeMemory(16);
  const time = new Uint32Array(memory.buffer);
  const address = addressOf(memory);
  let offsetNs = 0;
  let widthNs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) {
    const before = monotonic();
    check(libc.clockGettime(CLOCK_REALTIME, address), 'cannot read CLOCK_REALTIME');
    const after = monotonic();
    if (after - before >= widthNs) continue;
    widthNs = after - before;
    const seconds = time[0]! + time[1]! * 4294967296;
    offsetNs = (seconds - baseSec) * 1e9 + time[2]! - before - Math.floor(widthNs / 2);
  }
  return { offsetNs, widthNs };
};
