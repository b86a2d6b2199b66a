import type { Rng } from '../../sdk/rng.js';
import type { Chooser } from './chooser.js';

/**
 * `random`: every open arc with the same probability.
 *
 * Units: none. Random draws per frame: one, also if only one arc is open. Ties: none.
 */
export class RandomChooser implements Chooser {
  constructor(private readonly rng: Rng) {}

  choose(open: Int32Array, count: number): number {
    return open[this.rng.below(count)];
  }
}
