import type { Rng } from '../../../sdk/rng.js';
import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

const GOOD = 1;
const GOOD_IN_BURST = 2;
const LOST_IN_BURST = 3;
const LOST_ALONE = 4;

/**
 * A Markov chain of four states: 1 good, 2 good within a burst, 3 lost within a burst, 4 a loss by itself.
 *
 *     4 ──1──► 1 ──p13──► 3 ──p32──► 2
 *     4 ◄─p14─ 1 ◄─p31─── 3 ◄─p23─── 2
 *
 * Units: probabilities per frame. Random draws per frame: one, the transition; also out of state 4, which has one way
 * only. Overflow: none. Starts in state 1; the chain steps first, and the frame meets the state it comes to.
 * Weights of the states: 1, p13 p32 / (p31 p23), p13 / p31, p14, over their sum; lost are 3 and 4.
 * Source: Salsano, Ludovici, Ordine, Giannuzzi, Definition of a general and intuitive loss model for packet networks
 * (2012); netem's `loss state p13 p31 p32 p23 p14`.
 */
export class FourStateLoss implements Loss {
  private state = GOOD;

  constructor(
    private readonly rng: Rng,
    private readonly cause: number,
    private readonly p13: number,
    private readonly p31: number,
    private readonly p32: number,
    private readonly p23: number,
    private readonly p14: number,
  ) {}

  judge(): number {
    const draw = this.rng.float();
    switch (this.state) {
      case GOOD:
        if (draw < this.p14) this.state = LOST_ALONE;
        else if (draw < this.p14 + this.p13) this.state = LOST_IN_BURST;
        break;
      case GOOD_IN_BURST:
        if (draw < this.p23) this.state = LOST_IN_BURST;
        break;
      case LOST_IN_BURST:
        if (draw < this.p32) this.state = GOOD_IN_BURST;
        else if (draw < this.p32 + this.p31) this.state = GOOD;
        break;
      default:
        this.state = GOOD;
    }
    return this.state >= LOST_IN_BURST ? this.cause : PASSES;
  }
}
