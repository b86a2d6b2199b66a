import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/**
 * Outages at a fixed beat: `up` nanoseconds without loss, then `down` nanoseconds in which every frame is lost, and
 * again. Begins with `up` at logical time 0.
 *
 * Units: nanoseconds; a frame counts at the instant at which it has been sent. Random draws per frame: none. Overflow: none.
 */
export class OutageCycle implements Loss {
  private readonly cycle: number;

  constructor(
    private readonly cause: number,
    private readonly up: number,
    down: number,
  ) {
    this.cycle = up + down;
  }

  judge(_slot: number, now: number): number {
    return now % this.cycle >= this.up ? this.cause : PASSES;
  }
}
