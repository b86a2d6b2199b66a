import type { Rng } from '../../sdk/rng.js';
import { Best } from './best.js';
import type { Chooser } from './chooser.js';
import type { Load } from './load.js';

/**
 * `shortest-queue`: argmin q_i over the open arcs, what is being sent included.
 *
 * Units: bytes or frames, as the plan counts. Random draws per frame: one if two or more are tied, else none. An arc
 * without a rate never has a queue: it ties with the empty ones.
 * Source: join the shortest queue (Winston, Optimality of the shortest line discipline, 1977).
 */
export class ShortestQueueChooser implements Chooser {
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
      best.offer(open[i], -(inBytes ? load.bytes : load.frames));
    }
    return best.take();
  }
}
