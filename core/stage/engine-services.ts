import type { Frame } from '../../sdk/frame.js';
import type { Causes } from '../frame/causes.js';
import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import type { HookMarker } from './hook-marker.js';
import type { HookFailure } from './hook-seat.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';

/** What the stages of one engine share. */
export interface EngineServices {
  readonly plan: Plan;
  readonly store: FrameStore;
  readonly ledger: Ledger;
  readonly causes: Causes;
  readonly recorder: Recorder;
  readonly marker: HookMarker;
  /** The lane's one flyweight: valid inside one handler call. */
  readonly frame: Frame;
  /** Logical time. */
  now(): number;
  /** A stage's next deadline has changed. */
  reschedule(stage: Stage): void;
  /** The frame leaves the path; its slot is no longer the stage's. */
  leave(stage: Stage, slot: number, now: number): void;
  /** A frame injected toward `back` enters the paired stage now. */
  sendBack(stage: Stage, frame: Frame): void;
  /** The id of the `count`-th frame that a stage makes itself. */
  birthId(ordinal: number, count: number): number;
  /** A handler threw and its policy is to stop. */
  fail(failure: HookFailure): void;
}
