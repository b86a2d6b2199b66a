import type { Rng } from '../../../sdk/rng.js';
import type { FrameStore } from '../../frame/store.js';
import { type Judge, PASSES } from '../effect.js';

/**
 * One flipped bit in a share of the frames, anywhere in them, however long they are; the frame goes on. Not a bit error
 * rate: a long frame is hit no more often than a short one.
 *
 * Units: probability per frame. Random draws per frame: two, whether it is hit and which bit; the second also when it is
 * not. Overflow: none. Checksums are not amended.
 * Source: netem's `corrupt`.
 */
export class Corrupt implements Judge {
  constructor(
    private readonly store: FrameStore,
    private readonly rng: Rng,
    private chance: number,
  ) {}

  judge(slot: number): number {
    const { store, rng } = this;
    const hit = rng.float() < this.chance;
    const bit = rng.below(store.length[slot] * 8);
    if (hit) store.memory[store.start[slot] + (bit >>> 3)] ^= 1 << (bit & 7);
    return PASSES;
  }

  /** The share of frames hit from now on, 0 to 1. */
  setChance(chance: number): void {
    this.chance = chance;
  }
}
