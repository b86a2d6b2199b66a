import type { Rng } from '../../../sdk/rng.js';
import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/**
 * The Gilbert–Elliott model: a good and a bad state, each with its own probability of loss.
 *
 * Units: probabilities per frame; `p` good to bad, `r` bad to good, `badLoss` (1-h) and `goodLoss` (1-k).
 * Random draws per frame: two, the state's change and then the loss. Overflow: none.
 * Starts good; a frame meets the state that the frames before it left behind, as in netem.
 * Share lost (r goodLoss + p badLoss) / (p + r).
 * Source: Elliott, Estimates of Error Rates for Codes on Burst-Noise Channels (Bell System Technical Journal 42,
 * 1963); netem's `loss gemodel p r 1-h 1-k`.
 */
export class GilbertElliottLoss implements Loss {
  private bad = false;

  constructor(
    private readonly rng: Rng,
    private readonly cause: number,
    private readonly p: number,
    private readonly r: number,
    private readonly badLoss: number,
    private readonly goodLoss: number,
  ) {}

  judge(): number {
    const { rng, bad } = this;
    if (rng.float() < (bad ? this.r : this.p)) this.bad = !bad;
    return rng.float() < (bad ? this.badLoss : this.goodLoss) ? this.cause : PASSES;
  }
}
