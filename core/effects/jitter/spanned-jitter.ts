import type { Jitter } from '../effect.js';

/** Jitter whose span a scenario may change. */
export interface SpannedJitter extends Jitter {
  /** A span in whole nanoseconds from now on; a correlated process goes on as it was. Not for every frame. */
  setSpan(span: number): void;
}
