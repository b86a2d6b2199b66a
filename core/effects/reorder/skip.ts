import type { Rng } from '../../../sdk/rng.js';
import { normalQuantile } from '../arithmetic.js';
import { NormalDriver } from '../normal-driver.js';

/**
 * netem's reordering: some frames skip the delay and overtake all that are under way (sch_netem.c, netem_enqueue).
 * After `gap` - 1 delayed frames each further one skips with probability `chance`, until one has: `gap: 5` alone lets
 * the 5th, 10th, 15th … skip.
 *
 * Random draws per frame: one, also for a frame that cannot skip. With correlation r the draws are an AR(1) of the
 * standard normal (NormalDriver), and a frame skips when z < Φ⁻¹(chance): the share of frames stays `chance`, which
 * netem's own mixing of uniform numbers does not keep.
 */
export class Skip {
  private count = 0;
  private readonly below: number;
  private readonly driver: NormalDriver | undefined;

  /** `gap` from 1; `chance` in [0, 1]; `correlation` in [0, 1). */
  constructor(
    private readonly gap: number,
    private readonly chance: number,
    correlation: number,
    private readonly rng: Rng,
  ) {
    this.below = normalQuantile(chance);
    if (correlation > 0) this.driver = new NormalDriver(rng, correlation);
  }

  /** Whether the next frame skips its delay. */
  skips(): boolean {
    const { driver } = this;
    const drawn = driver === undefined ? this.rng.u32() < this.chance * 4294967296 : driver.next() < this.below;
    if (this.count < this.gap - 1 || !drawn) {
      this.count++;
      return false;
    }
    this.count = 0;
    return true;
  }
}
