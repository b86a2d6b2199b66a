import type { Rng } from '../../sdk/rng.js';
import type { Chooser } from './chooser.js';

/**
 * `weighted`: P(i) = w_i / Σw over the arcs that are open. An arc of weight 0 is never chosen: with no other open the
 * answer is -1.
 *
 * Units: weights, finite and at least 0, need not add up to anything. Random draws per frame: one, also if only one arc is
 * open; none for -1. Ties: none. Resolution 2^-32 of Σw.
 */
export class WeightedChooser implements Chooser {
  private readonly weights: Float64Array;

  constructor(
    private readonly rng: Rng,
    weights: readonly number[],
  ) {
    this.weights = Float64Array.from(weights);
  }

  choose(open: Int32Array, count: number): number {
    const { weights } = this;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[open[i]];
    if (sum === 0) return -1;
    const mark = this.rng.float() * sum;
    let passed = 0;
    let chosen = -1;
    for (let i = 0; i < count; i++) {
      const arc = open[i];
      if (weights[arc] === 0) continue;
      chosen = arc;
      passed += weights[arc];
      if (mark < passed) break;
    }
    return chosen;
  }
}
