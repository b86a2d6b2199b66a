import type { Rng } from '../../../sdk/rng.js';
import { NormalDriver } from '../normal-driver.js';
import type { Quantile } from './quantiles.js';
import type { SpannedJitter } from './spanned-jitter.js';

const CELLS = 4096;
/** The table covers z within ±6.5, beyond which one value in 10¹⁰ lies: such a value is taken as the one at its end. */
const REACH = 6.5;
const CELLS_PER_Z = CELLS / (2 * REACH);

/**
 * Jitter of a continuous distribution (quantiles.ts), correlated or not.
 *
 * Unit: whole nanoseconds, added to the frame's delay; below 0 for distributions around 0. The sum is the stage's: it
 * never sends a frame back in time, a total below 0 counts as 0. Random draws per frame: one (NormalDriver), also where
 * nothing is correlated. Overflow: none. The quantile is a table of straight lines over z, 4096 cells of 1/315: off by
 * less than 2e-5 of a span and of the value, 1.4e-4 spans where netem's tables are cut; then rounded to nanoseconds.
 */
export class QuantileJitter implements SpannedJitter {
  private readonly table = new Float64Array(CELLS + 1);
  private readonly driver: NormalDriver;

  /** `span` in nanoseconds; `correlation` in [0, 1) of one frame's z with the next one's. */
  constructor(
    quantile: Quantile,
    private span: number,
    correlation: number,
    rng: Rng,
  ) {
    this.driver = new NormalDriver(rng, correlation);
    for (let i = 0; i <= CELLS; i++) this.table[i] = quantile(i / CELLS_PER_Z - REACH);
  }

  setSpan(span: number): void {
    this.span = span;
  }

  next(): number {
    const at = (this.driver.next() + REACH) * CELLS_PER_Z;
    return Math.floor(this.span * this.valueAt(at) + 0.5);
  }

  private valueAt(at: number): number {
    const { table } = this;
    if (at <= 0) return table[0]!;
    if (at >= CELLS) return table[CELLS]!;
    const cell = at | 0;
    const low = table[cell]!;
    return low + (at - cell) * (table[cell + 1]! - low);
  }
}
