import type { BitErrorPlan, CorruptPlan } from './bit-errors.js';
import type { CapacityPlan } from './capacity.js';
import type { DelayTracePlan } from './delay-trace.js';
import type { DuplicatePlan } from './duplicate.js';
import type { JitterPlan } from './jitter.js';
import type { LossPlan } from './loss.js';
import type { MtuPlan } from './mtu.js';
import type { PacingPlan } from './pacing.js';
import type { ReorderPlan } from './reorder.js';
import type { SlotPlan } from './slot.js';

/** The effects of a stage beside rate, queue and delay, in the order in which a frame meets them. Absent: none. */
export interface EffectsPlan {
  readonly mtu?: MtuPlan;
  readonly capacity?: CapacityPlan;
  readonly pacing?: PacingPlan;
  readonly loss?: LossPlan;
  readonly ber?: BitErrorPlan;
  readonly corrupt?: CorruptPlan;
  readonly duplicate?: DuplicatePlan;
  readonly jitter?: JitterPlan;
  readonly delayTrace?: DelayTracePlan;
  readonly slot?: SlotPlan;
  readonly reorder?: ReorderPlan;
}
