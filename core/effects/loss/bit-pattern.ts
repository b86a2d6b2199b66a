import { PASSES } from '../effect.js';
import type { FrameCounts } from './frame-counts.js';
import type { Loss } from './loss.js';

const LOST = '1'.charCodeAt(0);

/**
 * Loses frames by a text of 0 and 1, one letter a frame: 1 is lost. After the last letter it begins again, or lets
 * everything pass.
 *
 * Units: frames, those that come to the loss effect. Random draws per frame: none. Overflow: none.
 * Source: KauNet's packet patterns.
 */
export class BitPatternLoss implements Loss {
  private readonly lost: Uint8Array;

  constructor(
    private readonly frames: FrameCounts,
    private readonly cause: number,
    pattern: string,
    private readonly loop: boolean,
  ) {
    this.lost = Uint8Array.from(pattern, letter => (letter.charCodeAt(0) === LOST ? 1 : 0));
  }

  judge(slot: number): number {
    const { lost, frames } = this;
    const { counts } = frames;
    const place = frames.place(slot);
    const at = counts[place];
    if (at >= lost.length) return PASSES;
    counts[place] = this.loop && at === lost.length - 1 ? 0 : at + 1;
    return lost[at] === 1 ? this.cause : PASSES;
  }
}
