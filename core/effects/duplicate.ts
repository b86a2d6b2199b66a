import type { Rng } from '../../sdk/rng.js';
import type { DuplicatePlan } from '../plan/effects/duplicate.js';

/**
 * Says how often a frame is to be doubled; the stage makes the copies, each a frame of its own in the ledger. Copy n goes
 * on n x `spacing` after the frame; copies are not doubled again.
 *
 * Units: probability per frame, copies beside the frame itself, nanoseconds. Random draws per frame: one.
 * Overflow: none here; a copy that memory refuses is booked by the stage.
 * Source: netem's `duplicate`, which has one copy and no spacing.
 */
export class Duplicate {
  /** Nanoseconds between one copy and the next. */
  readonly spacing: number;
  private chance: number;
  private readonly most: number;

  /** `rng` is the stage's own substream for duplicates. */
  constructor(
    plan: DuplicatePlan,
    private readonly rng: Rng,
  ) {
    this.spacing = plan.spacing;
    this.chance = plan.chance;
    this.most = plan.copies;
  }

  /** How many copies of this frame there shall be: 0, or the plan's number. One draw. */
  copies(): number {
    return this.rng.float() < this.chance ? this.most : 0;
  }

  /** The share of frames doubled from now on, 0 to 1. */
  setChance(chance: number): void {
    this.chance = chance;
  }
}
