import type { Jitter } from './effect.js';

/**
 * Per-frame delays from a trace: the n-th frame takes the n-th line (`order: free` lets them overtake each other as
 * they say; `keep` holds a frame until its forerunner has left).
 *
 * Unit: whole nanoseconds, added to the stage's own delay, which is 0 unless the plan says otherwise. Random draws per
 * frame: none. At the trace's end it starts again, or its last delay holds. Overflow: none.
 */
export class DelayTrace implements Jitter {
  private readonly delays: Float64Array;
  private at = 0;

  /** At least one delay, in nanoseconds. */
  constructor(
    delays: readonly number[],
    private readonly loop: boolean,
  ) {
    this.delays = Float64Array.from(delays);
  }

  next(): number {
    const { delays } = this;
    const delay = delays[this.at]!;
    if (this.at < delays.length - 1) this.at++;
    else if (this.loop) this.at = 0;
    return delay;
  }
}
