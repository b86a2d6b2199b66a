import type { Rng } from '../../../sdk/rng.js';
import { ln } from '../arithmetic.js';

const TWO_21 = 2097152;
const TWO_53 = 9007199254740992;

/** -ln(1 - p) for p in (0, 0.5]. Below a thousandth by its series: 1 - p would round away what p says. */
const decay = (p: number): number =>
  p < 1e-3 ? p * (1 + p * (1 / 2 + p * (1 / 3 + p * (1 / 4 + p * (1 / 5))))) : -ln(1 - p);

/**
 * Where the bad bits are in the one endless stream of bits that crosses a link: each bit is bad with the probability
 * `rate`, whatever the others are.
 *
 * The good bits up to the next bad one are drawn at once from the geometric distribution, by inversion:
 * floor(ln u / ln(1 - rate)) (Devroye, Non-Uniform Random Variate Generation, X.2.1). Frames take their bits from the
 * stream one after the other, so that a gap reaches over as many of them as it likes.
 *
 * Random draws: two a gap (53 bits, so that rates down to 1e-12 keep their shape): one gap at the start, one for each
 * bad bit, one when the rate changes; none at rate 0, and never one a bit.
 */
export class BadBits {
  /** Good bits before the next bad one; Infinity at rate 0. */
  gap = Number.POSITIVE_INFINITY;
  private scale = 0;

  constructor(
    private readonly rng: Rng,
    private rate: number,
  ) {
    this.begin();
  }

  /** The rate from the next bit on. The stream has no memory, so the gap under way is drawn anew. */
  setRate(rate: number): void {
    if (rate === this.rate) return;
    this.rate = rate;
    this.begin();
  }

  /** Leaves the bad bit at `gap` behind: `gap` then counts to the one after it, from the same place as before. */
  next(): void {
    this.gap += 1 + this.draw();
  }

  /** Passes over `bits`, good and bad ones. */
  pass(bits: number): void {
    while (this.gap < bits) this.next();
    this.gap -= bits;
  }

  private begin(): void {
    if (this.rate > 0) {
      this.scale = 1 / decay(this.rate);
      this.gap = this.draw();
    } else this.gap = Number.POSITIVE_INFINITY;
  }

  private draw(): number {
    const { rng } = this;
    const u = (rng.u32() * TWO_21 + (rng.u32() >>> 11) + 1) / TWO_53;
    return Math.floor(-ln(u) * this.scale);
  }
}
