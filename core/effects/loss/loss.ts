import type { Judge } from '../effect.js';

/** A loss model at work in one stage. */
export interface Loss extends Judge {
  /**
   * The share of frames lost from now on, 0 to 1, as a scenario's column sets it. Only independent losses have one
   * number that says all; every other model is without.
   */
  setChance?(chance: number): void;
}
