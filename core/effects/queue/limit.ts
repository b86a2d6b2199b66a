import type { QueueLimit } from '../../plan/effects/queue-plan.js';
import type { Fifo } from './fifo.js';

/** The largest frame of a 1500-byte MTU, in bytes: Ethernet header and payload. */
export const FULL_FRAME = 1514;

/** The clock and the MTU of the 2000 emulator. */
const HZ = 100;
const MTU = 1500;

/**
 * The 2000 emulator's queue in full-size frames: ceil(jiffies x rate / (8 x HZ x MTU)), rate in bits per second, MTU in
 * bytes, HZ 100: as many as the line sends in so many jiffies. Four of them are 40 ms: 1 Mbit/s 4 frames, 10 Mbit/s 34,
 * 45 Mbit/s 150, 100 Mbit/s 334. With the rate in bytes and the MTU in bits it would come out 64 times smaller.
 */
export const jiffiesFrames = (rate: number, jiffies: number): number => Math.ceil((jiffies * rate) / (8 * HZ * MTU));

/**
 * The limit in bytes at `rate` of one that follows the rate; undefined for the others, and for a link that stands still,
 * which keeps its buffer. Infinity at a rate without end. At least one full-size frame: a limit below that would drop
 * every large frame and pass the small ones.
 *
 * Jiffies are counted in bytes of full-size frames, 1514 each: counted in frames, small ones would starve.
 */
export const limitAtRate = (limit: QueueLimit, rate: number): number | undefined => {
  if (rate === 0) return undefined;
  if (limit.limit === 'time') return Math.max(FULL_FRAME, Math.floor((rate * limit.span) / 8e9));
  if (limit.limit === 'jiffies') return FULL_FRAME * Math.max(1, jiffiesFrames(rate, limit.jiffies));
  return undefined;
};

/**
 * The limits of a queue. `auto` is set from outside, as the stage sizes it by delay and route; until then, and until a
 * rate is known to a limit that follows it, there is none.
 */
export abstract class LimitedQueue {
  /** Disciplines that control the waiting time look at every frame. */
  readonly judgesAll: boolean = true;
  limitBytes: number;
  limitFrames: number;

  constructor(private limit: QueueLimit) {
    this.limitBytes = limit.limit === 'bytes' ? limit.bytes : Number.POSITIVE_INFINITY;
    this.limitFrames = limit.limit === 'frames' ? limit.frames : Number.POSITIVE_INFINITY;
  }

  /**
   * Whether a frame of `length` bytes more would pass a limit. The first one always fits: a discipline that judges all
   * frames is asked about those as well that need not wait.
   */
  protected isFull(line: Fifo, length: number): boolean {
    return line.frames > 0 && (line.bytes + length > this.limitBytes || line.frames >= this.limitFrames);
  }

  /** Another limit from now on, at this rate. What waits beyond it goes on waiting. One that is `auto` is set from outside. */
  setLimit(limit: QueueLimit, rate: number): void {
    this.limit = limit;
    this.limitFrames = limit.limit === 'frames' ? limit.frames : Number.POSITIVE_INFINITY;
    this.limitBytes = limit.limit === 'bytes' ? limit.bytes : (limitAtRate(limit, rate) ?? Number.POSITIVE_INFINITY);
  }

  /** The rate at which the queue is emptied, in bits per second, from now on. */
  setRate(rate: number, _now: number): void {
    const bytes = limitAtRate(this.limit, rate);
    if (bytes !== undefined) this.limitBytes = bytes;
  }
}
