import type { PacingPlan } from '../../plan/effects/pacing.js';
import type { Pacing } from '../effect.js';
import { Pacer } from '../pace.js';
import { DeliveryTrace } from './delivery-trace.js';
import { JiffyPacing } from './jiffy.js';
import { TokenBucket } from './token-bucket.js';
import { wireBytes } from './wire-bytes.js';

/** How a stage sends. */
export interface PacingParts {
  readonly pacing: Pacing;
  /** The length to begin a frame with; undefined: the frame's own. */
  readonly wireBytes: ((length: number) => number) | undefined;
  /** A frame that takes more bytes on the line never leaves: drop it before it is queued. */
  readonly longest: number;
}

/** Why a frame longer than `longest` dies. */
export const BURST_CAUSE = 'pacing:burst';

/** The model of the plan; the rate is set by the stage. `model` clock is the pacer of a stage without the section. */
export const makePacing = (plan: PacingPlan): PacingParts => {
  const parts = { wireBytes: wireBytes(plan), longest: Number.POSITIVE_INFINITY };
  switch (plan.model) {
    case 'clock':
      return { ...parts, pacing: new Pacer() };
    case 'token-bucket': {
      const { burst, peak } = plan;
      return { ...parts, pacing: new TokenBucket(burst, peak), longest: Math.min(burst, peak?.burst ?? burst) };
    }
    case 'trace':
      return { ...parts, pacing: new DeliveryTrace(plan) };
    case 'jiffy':
      return { ...parts, pacing: new JiffyPacing(plan.hz, plan.carry) };
  }
};
