import type { Rng } from '../../sdk/rng.js';
import { Best } from './best.js';
import type { Chooser } from './chooser.js';
import type { Load } from './load.js';

/**
 * `greatest-free`: argmax free_i = cap_i - q_i over the open arcs.
 *
 * Units: bytes or frames, as the plan counts; a queue that has no limit in that unit has infinite room, and two such tie
 * however long they are. Random draws per frame: one if two or more are tied, else none.
 */
export class GreatestFreeChooser implements Chooser {
  private readonly best: Best;

  constructor(
    rng: Rng,
    private readonly loads: readonly Load[],
    private readonly count: 'bytes' | 'frames',
  ) {
    this.best = new Best(rng, loads.length);
  }

  choose(open: Int32Array, count: number): number {
    const { best, loads } = this;
    const inBytes = this.count === 'bytes';
    for (let i = 0; i < count; i++) {
      const load = loads[open[i]];
      best.offer(open[i], inBytes ? load.freeBytes : load.freeFrames);
    }
    return best.take();
  }
}
