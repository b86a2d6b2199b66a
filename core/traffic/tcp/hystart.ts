import type { Acked } from './congestion.js';

/** RFC 9406 §4.3. */
const MIN_RTT_THRESH_NS = 4e6;
const MAX_RTT_THRESH_NS = 16e6;
const MIN_RTT_DIVISOR = 8;
const N_RTT_SAMPLE = 8;
const CSS_GROWTH_DIVISOR = 4;
const CSS_ROUNDS = 5;

/**
 * HyStart++ (RFC 9406): leaves slow start when a round's least round trip has grown, before the queue overflows. First the
 * window grows at a quarter of the pace for five rounds (conservative slow start), in case the growth was a passing one.
 */
export class HyStart {
  private roundEnd = 0;
  private samples = 0;
  private leastNow = Number.POSITIVE_INFINITY;
  private leastBefore = Number.POSITIVE_INFINITY;
  /** The least round trip when conservative slow start began; Infinity outside of it. */
  private baseline = Number.POSITIVE_INFINITY;
  private rounds = 0;

  /** By how many segments to grow for this acknowledgement in slow start; -1: leave it, the threshold is the window. */
  growth(ack: Acked): number {
    if (ack.una >= this.roundEnd) {
      this.roundEnd = ack.nxt;
      this.leastBefore = this.leastNow;
      this.leastNow = Number.POSITIVE_INFINITY;
      this.samples = 0;
      if (this.baseline !== Number.POSITIVE_INFINITY && ++this.rounds >= CSS_ROUNDS) return -1;
    }
    if (ack.rttNs >= 0) {
      this.leastNow = Math.min(this.leastNow, ack.rttNs);
      this.samples += 1;
    }
    if (this.samples >= N_RTT_SAMPLE) this.judge();
    return this.baseline === Number.POSITIVE_INFINITY ? ack.segments : ack.segments / CSS_GROWTH_DIVISOR;
  }

  private judge(): void {
    if (this.baseline !== Number.POSITIVE_INFINITY) {
      // Back below where it began: the growth was spurious, slow start goes on.
      if (this.leastNow < this.baseline) this.baseline = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.leastNow === Number.POSITIVE_INFINITY || this.leastBefore === Number.POSITIVE_INFINITY) return;
    const threshold = Math.max(MIN_RTT_THRESH_NS, Math.min(this.leastBefore / MIN_RTT_DIVISOR, MAX_RTT_THRESH_NS));
    if (this.leastNow >= this.leastBefore + threshold) {
      this.baseline = this.leastNow;
      this.rounds = 0;
    }
  }
}
