import type { Rng } from '../../sdk/rng.js';
import { Best } from './best.js';
import type { Chooser } from './chooser.js';
import type { Load } from './load.js';

/**
 * `lowest-drop-rate`: argmin d_i over the open arcs; what d is and how an unused arc is forgiven, drop-rate.ts says.
 *
 * Units: shares of frames. Random draws per frame: one if two or more are tied, as all are until something dies; else none.
 */
export class LowestDropRateChooser implements Chooser {
  private readonly best: Best;

  constructor(
    rng: Rng,
    private readonly loads: readonly Load[],
  ) {
    this.best = new Best(rng, loads.length);
  }

  choose(open: Int32Array, count: number, _slot: number, now: number): number {
    const { best, loads } = this;
    for (let i = 0; i < count; i++) best.offer(open[i], -loads[open[i]].dropRate(now));
    return best.take();
  }
}
