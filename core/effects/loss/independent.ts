import type { Rng } from '../../../sdk/rng.js';
import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/**
 * Independent losses: every frame is lost with the same probability, whatever became of the others.
 *
 * Units: a probability. Random draws per frame: one, also at 0 and 1. Overflow: none.
 * Resolution 2^-32. Source: Bernoulli trials; netem's `loss random`.
 */
export class IndependentLoss implements Loss {
  constructor(
    private readonly rng: Rng,
    private readonly cause: number,
    private chance: number,
  ) {}

  judge(): number {
    return this.rng.float() < this.chance ? this.cause : PASSES;
  }

  setChance(chance: number): void {
    this.chance = chance;
  }
}
