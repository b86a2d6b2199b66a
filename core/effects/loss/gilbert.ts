import type { Rng } from '../../../sdk/rng.js';
import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/**
 * The simple Gilbert model: a good state, in which nothing is lost, and a bad one, in which everything is.
 *
 * Units: probabilities per frame; `p` good to bad, `r` bad to good. Random draws per frame: one, the state's change.
 * Overflow: none. Starts good; a frame meets the state that the frames before it left behind.
 * Share lost p / (p + r), mean burst 1 / r frames, bursts geometric. p = 1 - r is independent loss.
 * Source: Gilbert, Capacity of a Burst-Noise Channel (Bell System Technical Journal 39, 1960), with h = 0; netem's
 * `loss gemodel p r`.
 */
export class GilbertLoss implements Loss {
  private bad = false;

  constructor(
    private readonly rng: Rng,
    private readonly cause: number,
    private readonly p: number,
    private readonly r: number,
  ) {}

  judge(): number {
    const lost = this.bad;
    if (this.rng.float() < (lost ? this.r : this.p)) this.bad = !lost;
    return lost ? this.cause : PASSES;
  }
}
