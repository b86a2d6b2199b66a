import type { Frame } from '../../sdk/frame.js';
import type { Causes } from '../frame/causes.js';
import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import type { EditWatch } from './alteration.js';
import type { HookMarker } from './hook-marker.js';
import type { HookFailure } from './hook-seat.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';

/** What the stages of one engine share. */
export interface EngineServices {
  readonly plan: Plan;
  readonly stages: readonly Stage[];
  readonly store: FrameStore;
  readonly ledger: Ledger;
  readonly causes: Causes;
  readonly recorder: Recorder;
  readonly marker: HookMarker;
  /** The lane's one flyweight: valid inside one handler call. */
  readonly frame: Frame;
  /** Looks after it. */
  readonly edits: EditWatch;
  /** Hooks that take longer than their plan allows, to be detached between frames, as a change: a replay has no clock to judge by. */
  readonly slow: { readonly stage: number; readonly hook: string }[];
  /** Logical time. */
  now(): number;
  /** A stage's next deadline has changed. */
  reschedule(stage: Stage): void;
  /** The frame leaves its stage, and is no longer the stage's; false when it has to wait there. */
  leave(stage: Stage, slot: number, now: number): boolean;
  /** The frame is the first in the stage's exit line; `tried`: it could not go on a moment ago. */
  await(stage: Stage, slot: number, tried: boolean): void;
  /** The frame, first in the exit line of its stage, is tried again at once, though nothing has become free for it. */
  again(slot: number): void;
  /** The frame leaves the run by this port. */
  out(port: number, slot: number, now: number): void;
  /** Where a frame goes that is sent back for the one in `like`, or of a stage's own accord (-1): see WayBack. */
  wayBack(stage: Stage, like: number): number;
  /** A frame sent back by a stage goes that way now. Its bytes are copied. */
  sendBack(stage: Stage, frame: Frame, way: number): void;
  /** Names of the stages that a frame may take next; none where nothing is chosen. */
  routes(slot: number): readonly string[];
  /** The frame will take this one of its `routes`. Throws a RangeError for another. */
  choose(slot: number, stage: string): void;
  /** The id of the `count`-th frame that a stage makes itself. */
  birthId(ordinal: number, count: number): number;
  /** A handler threw and its policy is to stop. */
  fail(failure: HookFailure): void;
}
