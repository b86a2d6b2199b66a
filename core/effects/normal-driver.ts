import type { Rng } from '../../sdk/rng.js';
import { normalQuantile } from './arithmetic.js';

/** Cells of the table of the normal quantile between its tails. */
const CELLS = 4096;
/** Cells at either end in which the quantile bends too much for straight lines: there it is computed. */
const TAIL = 64;

const table = new Float64Array(CELLS + 1);
let filled = false;

const fill = (): void => {
  for (let i = 1; i < CELLS; i++) table[i] = normalQuantile(i / CELLS);
  filled = true;
};

/**
 * Standard normal numbers that may hang together: z' = r z + √(1 - r²) e, an autoregressive process of order 1 (G. Box,
 * G. Jenkins, "Time Series Analysis", §3.2). Each z is exactly standard normal from the first one on, and z of k frames
 * apart correlate by r^k.
 *
 * Unit: standard deviations. Random draws per number: one, e = Φ⁻¹((draw + ½) / 2³²), so that none lies beyond 6.34
 * when r is 0. The quantile is a table of straight lines between 1/64 and 63/64 (error below 1.1e-5) and computed outside.
 * netem mixes uniform numbers instead (sch_netem.c, get_crandom), which narrows their distribution as r grows.
 */
export class NormalDriver {
  private z = 0;
  private fresh = true;
  private readonly rest: number;

  /** `correlation` r in [0, 1). */
  constructor(
    private readonly rng: Rng,
    private readonly correlation: number,
  ) {
    this.rest = Math.sqrt(1 - correlation * correlation);
    if (!filled) fill();
  }

  next(): number {
    const u = (this.rng.u32() + 0.5) / 4294967296;
    const at = u * CELLS;
    let e: number;
    if (at >= TAIL && at < CELLS - TAIL) {
      const cell = at | 0;
      const low = table[cell]!;
      e = low + (at - cell) * (table[cell + 1]! - low);
    } else e = normalQuantile(u);
    if (this.correlation === 0) return e;
    this.z = this.fresh ? e : this.correlation * this.z + this.rest * e;
    this.fresh = false;
    return this.z;
  }
}
