import { PASSES } from '../effect.js';
import type { FrameCounts } from './frame-counts.js';
import type { Loss } from './loss.js';

/**
 * Loses one frame, and every n-th from it on: `first`, `first + every`, `first + 2 every` …, counted from 1.
 *
 * Units: frames, those that come to the loss effect. Random draws per frame: none. Overflow: none.
 * Source: KauNet's packet patterns.
 */
export class EveryNthLoss implements Loss {
  constructor(
    private readonly frames: FrameCounts,
    private readonly cause: number,
    private readonly first: number,
    private readonly every: number,
  ) {}

  judge(slot: number): number {
    const past = ++this.frames.counts[this.frames.place(slot)] - this.first;
    return past >= 0 && past % this.every === 0 ? this.cause : PASSES;
  }
}
