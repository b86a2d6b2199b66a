import type { CapacityPlan } from '../plan/effects/capacity.js';

/**
 * The most a stage holds, waiting, being sent and under way together: netem's `limit`, which counts frames.
 *
 * Units: frames, or bytes of whole frames. Random draws per frame: none. Overflow: the frame that comes is dropped
 * (`capacity`). Frames that hooks hold or keep do not count: they are not on the link.
 */
export class Capacity {
  private readonly frames: number;
  private readonly bytes: number;

  constructor(
    plan: CapacityPlan,
    /** What a frame dies of for which there is no room. */
    readonly cause: number,
  ) {
    this.frames = 'frames' in plan ? plan.frames : Number.POSITIVE_INFINITY;
    this.bytes = 'bytes' in plan ? plan.bytes : Number.POSITIVE_INFINITY;
  }

  /** Whether a frame of `length` bytes has room beside what is held. */
  hasRoom(frames: number, bytes: number, length: number): boolean {
    return frames < this.frames && bytes + length <= this.bytes;
  }
}
