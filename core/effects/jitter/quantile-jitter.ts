import type { Rng } from '../../../sdk/rng.js';
import type { Jitter } from '../effect.js';
import { NormalDriver } from '../normal-driver.js';
import type { Quantile } from './quantiles.js';

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
export class QuantileJitter implements Jitter {
  private readonly table = new Float64Array(CELLS + 1);
  private readonly driver: NormalDriver;

  /** `span` in nanoseconds; `correlation` in [0, 1) of one frame's z with the next one's. */
  constructor(quantile: Quantile, span: number, correlation: number, rng: Rng) {
    this.driver = new NormalDriver(rng, correlation);
    for (let i = 0; i <= CELLS; i++) this.table[i] = span * quantile(i / CELLS_PER_Z - REACH);
  }

  next(): number {
    const at = (this.driver.next() + REACH) * CELLS_PER_Z;
    const { table } = this;
    if (at <= 0) return Math.floor(table[0]! + 0.5);
    if (at >= CELLS) return Math.floor(table[CELLS]! + 0.5);
    const cell = at | 0;
    const low = table[cell]!;
    return Math.floor(low + (at - cell) * (table[cell + 1]! - low) + 0.5);
  }
}
