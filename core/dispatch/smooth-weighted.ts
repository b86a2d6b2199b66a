import type { Chooser } from './chooser.js';

/**
 * `weighted` with `smooth`: in proportion to the weights without drawing, and spread out. Of weights 5, 1, 1 it makes
 * a a b a c a a, not a a a a a b c.
 *
 * Every open arc gains its weight, the richest is chosen (of equals the first) and pays what all of them gained. With
 * whole weights and all arcs open each arc gets exactly its share in every round of Σw frames.
 * A closed arc neither gains nor counts: the open ones share in proportion to their own weights meanwhile, and when it
 * opens again it goes on from where it stood, without a burst to make up for. An arc of weight 0 is never chosen: with no
 * other open the answer is -1.
 *
 * Units: weights, finite and at least 0. Random draws per frame: none. Ties: the first in order.
 * Source: nginx, "Upstream: smooth weighted round-robin balancing" (2012), ngx_http_upstream_get_peer.
 */
export class SmoothWeightedChooser implements Chooser {
  private readonly weights: Float64Array;
  private readonly gained: Float64Array;

  constructor(weights: readonly number[]) {
    this.weights = Float64Array.from(weights);
    this.gained = new Float64Array(weights.length);
  }

  choose(open: Int32Array, count: number): number {
    const { weights, gained } = this;
    let sum = 0;
    let chosen = -1;
    for (let i = 0; i < count; i++) {
      const arc = open[i];
      const weight = weights[arc];
      if (weight === 0) continue;
      sum += weight;
      gained[arc] += weight;
      if (chosen < 0 || gained[arc] > gained[chosen]) chosen = arc;
    }
    if (chosen >= 0) gained[chosen] -= sum;
    return chosen;
  }
}
