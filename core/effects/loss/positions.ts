import { PASSES } from '../effect.js';
import type { FrameCounts } from './frame-counts.js';
import type { Loss } from './loss.js';

/**
 * Loses the frames at given places: the n-th frame, counted from 1.
 *
 * Units: frames, those that come to the loss effect. Random draws per frame: none. Overflow: none.
 * Source: KauNet's packet patterns (Garcia, Alfredsson, Brunström, 2006 to 2013).
 */
export class PositionLoss implements Loss {
  private readonly positions: Float64Array;

  /** `positions` in any order. */
  constructor(
    private readonly frames: FrameCounts,
    private readonly cause: number,
    positions: readonly number[],
  ) {
    this.positions = Float64Array.from(positions).sort();
  }

  judge(slot: number): number {
    const place = this.frames.place(slot);
    return this.has(++this.frames.counts[place]) ? this.cause : PASSES;
  }

  private has(position: number): boolean {
    const { positions } = this;
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (positions[middle] < position) low = middle + 1;
      else high = middle;
    }
    return positions[low] === position;
  }
}
