import type { Rng } from '../../sdk/rng.js';
import { Best } from './best.js';
import type { Chooser } from './chooser.js';
import type { Load } from './load.js';

/**
 * `greatest-adjusted-free`: argmax free_i (1 - d_i) over the open arcs, with `timesRate` free_i (1 - d_i) r_i.
 *
 * An arc that is full, that lost everything lately or, with `timesRate`, stands still is worth 0, whatever the other factors.
 * Else an infinite factor (no limit, no rate) outweighs every finite one and two outweigh one; among arcs with as many
 * of them the finite factors decide, so that of unlimited queues those that lose less are taken.
 *
 * Units: bytes or frames, as the plan counts; bits per second. Random draws per frame: one if two or more are tied, else none.
 */
export class GreatestAdjustedFreeChooser implements Chooser {
  private readonly best: Best;

  constructor(
    rng: Rng,
    private readonly loads: readonly Load[],
    private readonly count: 'bytes' | 'frames',
    private readonly timesRate: boolean,
  ) {
    this.best = new Best(rng, loads.length);
  }

  choose(open: Int32Array, count: number, _slot: number, now: number): number {
    const { best, loads } = this;
    for (let i = 0; i < count; i++) {
      const load = loads[open[i]];
      const free = this.count === 'bytes' ? load.freeBytes : load.freeFrames;
      const rate = this.timesRate ? load.rate : 1;
      const kept = 1 - load.dropRate(now);
      // A limit lowered under a full queue leaves less than nothing.
      if (!(free > 0 && rate > 0 && kept > 0)) best.offer(open[i], 0);
      else {
        const rank = (free === Number.POSITIVE_INFINITY ? 1 : 0) + (rate === Number.POSITIVE_INFINITY ? 1 : 0);
        const room = free === Number.POSITIVE_INFINITY ? 1 : free;
        best.offer(open[i], room * kept * (rate === Number.POSITIVE_INFINITY ? 1 : rate), rank);
      }
    }
    return best.take();
  }
}
