import type { Rng } from '../../../sdk/rng.js';
import { normalCdf } from '../arithmetic.js';
import { NormalDriver } from '../normal-driver.js';
import { DISTRIBUTION_UNIT } from './distribution-file.js';
import type { SpannedJitter } from './spanned-jitter.js';

/**
 * Jitter by a user's table, as netem uses one (sch_netem.c, tabledist): an entry t, each equally likely, stands for
 * span x t / 8192, halves rounded away from 0.
 *
 * Unit: whole nanoseconds, added to the frame's delay (a total below 0 counts as 0). Random draws per frame: one; the
 * entry is at draw x entries / 2³², where netem takes the remainder of the division by their number, which favours the
 * first ones. With correlation the entry is at Φ(z) x entries: a table in rising order, as netem's are, then has
 * neighbouring values one after the other. Overflow: none.
 */
export class TableJitter implements SpannedJitter {
  private readonly values: Float64Array;
  private readonly driver: NormalDriver | undefined;

  /** `table` of whole numbers in units of 1/8192 span, at least one; `span` in nanoseconds; `correlation` in [0, 1). */
  constructor(
    private readonly table: readonly number[],
    span: number,
    correlation: number,
    private readonly rng: Rng,
  ) {
    this.values = new Float64Array(table.length);
    this.setSpan(span);
    if (correlation > 0) this.driver = new NormalDriver(rng, correlation);
  }

  setSpan(span: number): void {
    for (let i = 0; i < this.table.length; i++) this.values[i] = scaled(span, this.table[i]!);
  }

  next(): number {
    const count = this.values.length;
    const { driver } = this;
    if (driver === undefined) return this.values[this.rng.below(count)]!;
    const at = Math.floor(normalCdf(driver.next()) * count);
    return this.values[at < count ? at : count - 1]!;
  }
}

/**
 * span x entry / 8192 in two parts, as tabledist does it: the span's whole multiples of 8192, and its remainder with
 * rounding. Neither product leaves the whole numbers that a double holds.
 */
const scaled = (span: number, entry: number): number => {
  const remainder = (span % DISTRIBUTION_UNIT) * entry;
  const half = remainder >= 0 ? DISTRIBUTION_UNIT / 2 : -DISTRIBUTION_UNIT / 2;
  // 0 is added last: a product of nothing and a negative entry would leave -0.
  return Math.trunc((remainder + half) / DISTRIBUTION_UNIT) + Math.floor(span / DISTRIBUTION_UNIT) * entry + 0;
};
