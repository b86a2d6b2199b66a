import type { Rng } from '../../../sdk/rng.js';
import { PASSES } from '../effect.js';
import type { FrameCounts } from './frame-counts.js';
import type { Loss } from './loss.js';

/**
 * Losses by how many frames in a row have been lost: `chances[n]` is the probability after n losses in a row, the last
 * one holds for all longer rows. A 0 at the end bounds the length of a burst.
 *
 * Units: probabilities. Random draws per frame: one. Overflow: none.
 * Source: the `pattern` of rattan's Loss cell.
 */
export class ConsecutiveLoss implements Loss {
  private readonly chances: Float64Array;

  constructor(
    private readonly rng: Rng,
    private readonly frames: FrameCounts,
    private readonly cause: number,
    chances: readonly number[],
  ) {
    this.chances = Float64Array.from(chances);
  }

  judge(slot: number): number {
    const { chances, frames } = this;
    const { counts } = frames;
    const place = frames.place(slot);
    const row = counts[place];
    const last = chances.length - 1;
    if (this.rng.float() >= chances[Math.min(row, last)]) {
      counts[place] = 0;
      return PASSES;
    }
    counts[place] = row + 1;
    return this.cause;
  }
}
