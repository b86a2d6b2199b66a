import type { Pacing } from '../effect.js';
import { Bucket } from './bucket.js';

/**
 * A token bucket, with tc-tbf's meaning of rate, burst, peak rate and minburst: a frame leaves whole, at the first moment
 * at which both buckets hold it, so that in any while no more than burst + rate x time has left.
 *
 * Units: bits per second, bytes, nanoseconds. Random draws per frame: none.
 * The exact moment is a rational number; the frame leaves at the whole nanosecond below it, and what the bucket owes for
 * the fraction is held, so that nothing drifts. Buckets start full and fill while the link is idle.
 * Overflow: a frame longer than `longest` can never be sent. As in tc it is dropped before it is queued, by the stage,
 * cause `pacing:burst`.
 * Rate changes: the credit in the bucket stays, the new rate flows in from that instant (tc fills the buckets anew).
 * Rate 0 stands still, also what the bucket would let go; Infinity leaves the peak rate alone to pace.
 * Source: Linux net/sched/sch_tbf.c; tc-tbf(8).
 */
export class TokenBucket implements Pacing {
  rate = Number.POSITIVE_INFINITY;
  sending = -1;
  finishAt = Number.POSITIVE_INFINITY;
  private readonly main: Bucket;
  private readonly peak: Bucket | undefined;
  private bits = 0;

  /** `peak`: the most that leaves over short whiles, with a bucket of its own. */
  constructor(burst: number, peak?: { readonly rate: number; readonly burst: number } | undefined) {
    this.main = new Bucket(burst * 8, this.rate);
    this.peak = peak && new Bucket(peak.burst * 8, peak.rate);
  }

  begin(slot: number, length: number, now: number): void {
    this.sending = slot;
    this.bits = length * 8;
    this.main.fill(now);
    this.peak?.fill(now);
    this.plan(now);
  }

  end(): number {
    const { sending, finishAt, main, peak } = this;
    main.fill(finishAt);
    main.take(this.bits);
    if (peak) {
      peak.fill(finishAt);
      peak.take(this.bits);
    }
    this.sending = -1;
    this.finishAt = Number.POSITIVE_INFINITY;
    return sending;
  }

  setRate(rate: number, now: number): void {
    if (rate === this.rate) return;
    this.rate = rate;
    this.main.setRate(rate, now);
    // A frame that ends at the very instant of the change has been sent.
    if (this.sending < 0 || this.finishAt <= now) return;
    this.peak?.fill(now);
    this.plan(now);
  }

  private plan(now: number): void {
    if (this.rate === 0) {
      this.finishAt = Number.POSITIVE_INFINITY;
      return;
    }
    const wait = this.main.wait(this.bits);
    this.finishAt = now + (this.peak ? Math.max(wait, this.peak.wait(this.bits)) : wait);
  }
}
