/** A bit in the units of credit: the bits per second that flow in during a nanosecond. */
const BIT = 1e9;
/** Products below it are exact, with room for a sum. */
const EXACT = 2 ** 52;

/**
 * The level of a bucket into which credit flows at a rate, full at first.
 *
 * Units: bits, nanoseconds, bits per second. Random draws: none. The level is held exactly, as whole bits and billionths
 * of one, up to a depth of 1 GiB and 1 Tbit/s. Overflow: what does not fit is lost. Rate 0 adds nothing; Infinity fills.
 */
export class Bucket {
  private bits: number;
  /** Billionths of a bit, a whole number from 0 to 1e9 - 1. */
  private part = 0;
  private at = 0;

  constructor(
    private readonly depth: number,
    private rate: number,
  ) {
    this.bits = depth;
  }

  /** Another rate flows in from `now` on. */
  setRate(rate: number, now: number): void {
    this.fill(now);
    this.rate = rate;
  }

  /** Lets in what has come until `now`. */
  fill(now: number): void {
    const elapsed = now - this.at;
    this.at = now;
    if (this.bits === this.depth || this.rate === 0) return;
    if (this.rate === Number.POSITIVE_INFINITY) {
      this.bits = this.depth;
      this.part = 0;
      return;
    }
    const credit = elapsed * this.rate;
    if (credit < EXACT) {
      const sum = credit + this.part;
      const whole = Math.floor(sum / BIT);
      this.bits += whole;
      this.part = sum - whole * BIT;
    } else if (credit > (this.depth - this.bits + 1) * BIT * 1.001) this.bits = this.depth;
    else this.pour(elapsed);
    if (this.bits >= this.depth) {
      this.bits = this.depth;
      this.part = 0;
    }
  }

  /** The whole nanoseconds, rounded down, until it holds `bits`; Infinity if it never will. Fill it first. */
  wait(bits: number): number {
    const missing = (bits - this.bits) * BIT - this.part;
    const { rate } = this;
    if (missing <= 0 || rate === Number.POSITIVE_INFINITY) return 0;
    if (rate === 0) return Number.POSITIVE_INFINITY;
    // Of whole numbers below 2^53 no quotient rounds across a whole number: frames up to 1 MiB.
    return Math.floor(missing / rate);
  }

  /** Takes bits out, as far as below nothing. */
  take(bits: number): void {
    this.bits -= bits;
  }

  /** `elapsed` x rate in exact steps of ten binary digits, for products past the exact integers. */
  private pour(elapsed: number): void {
    const { rate } = this;
    const seconds = Math.floor(elapsed / BIT);
    const nanos = elapsed - seconds * BIT;
    let bits = 0;
    let part = 0;
    for (let shift = 20; shift >= 0; shift -= 10) {
      const digits = (nanos >>> shift) & 1023;
      const sum = part * 1024 + digits * rate;
      const whole = Math.floor(sum / BIT);
      bits = bits * 1024 + whole;
      part = sum - whole * BIT;
    }
    part += this.part;
    this.bits += seconds * rate + bits + (part >= BIT ? 1 : 0);
    this.part = part >= BIT ? part - BIT : part;
  }
}
