const NANOS = 1e9;

/**
 * Serialisation at a rate, by a virtual clock: `start = max(arrival, free)`, `free = start + 8 x length / rate`.
 *
 * Units: nanoseconds, bits per second. Random draws per frame: none.
 * The exact end of a frame is the rational `finishAt + rest / rate`; it leaves at the whole nanosecond `finishAt`
 * below it, and the rest is carried into the next frame of the same busy spell, so that a backlog leaves at
 * floor(t0 + n x 8 x length x 1e9 / rate) exactly. An idle link banks no credit. When the rate changes, the part of
 * the frame not yet sent is rescaled: its work left is exact in bit-nanoseconds. Rate 0 stands still; Infinity takes
 * no time. All products stay below 2^53 for frames up to 64 KiB and rates up to 1 Tbit/s.
 */
export class Pacer {
  rate = Number.POSITIVE_INFINITY;
  /** The frame being sent; -1 when idle. */
  sending = -1;
  /** When it ends; Infinity while standing still or idle. */
  finishAt = Number.POSITIVE_INFINITY;
  /** Numerator of the fraction of a nanosecond by which the exact end lies behind `finishAt`; below `rate`. */
  private rest = 0;
  /** Work left of the frame at rate 0, in bits x 1e9. */
  private stalled = 0;
  private freeAt = Number.NEGATIVE_INFINITY;

  /** Begins to send `length` bytes; the pacer must be idle. */
  begin(slot: number, length: number, now: number): void {
    this.sending = slot;
    // Exactly at the end of the frame before, the carried fraction still belongs to this busy spell; later it does not.
    this.serve(now, length * 8 * NANOS + (now === this.freeAt ? this.rest : 0));
  }

  /** The frame being sent, which ends now. The pacer is idle then. */
  end(): number {
    const slot = this.sending;
    this.sending = -1;
    this.freeAt = this.finishAt;
    this.finishAt = Number.POSITIVE_INFINITY;
    return slot;
  }

  /** Changes the rate at `now`; what is left of the frame being sent takes the new one. */
  setRate(rate: number, now: number): void {
    if (rate === this.rate) return;
    if (this.sending < 0) {
      this.rate = rate;
      this.rest = 0;
      return;
    }
    let left = 0;
    if (this.rate === 0) left = this.stalled;
    else if (this.rate !== Number.POSITIVE_INFINITY) left = (this.finishAt - now) * this.rate + this.rest;
    this.rate = rate;
    this.serve(now, left);
  }

  private serve(now: number, work: number): void {
    const rate = this.rate;
    // No work is left of a frame that ends at the very instant of the change: it has been sent, also when all stands now.
    if (rate === Number.POSITIVE_INFINITY || work === 0) {
      this.finishAt = now;
      this.rest = 0;
    } else if (rate === 0) {
      this.finishAt = Number.POSITIVE_INFINITY;
      this.stalled = work;
      this.rest = 0;
    } else {
      // The quotient of two doubles may round across a whole number; the remainder tells and mends it.
      let whole = Math.floor(work / rate);
      let rest = work - whole * rate;
      if (rest < 0) {
        whole--;
        rest += rate;
      } else if (rest >= rate) {
        whole++;
        rest -= rate;
      }
      this.finishAt = now + whole;
      this.rest = rest;
    }
  }
}
