import type { Frame } from '../../sdk/frame.js';
import type { Causes } from '../frame/causes.js';
import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import type { HookMarker } from './hook-marker.js';
import type { Recorder } from './recorder.js';
import type { ScenarioClock } from './scenario-clock.js';

/** Where frames go that leave the path, or this engine. */
export interface Egress {
  /** The frame leaves at this port at `at`; the slot is the driver's from here on. */
  send(port: number, slot: number, at: number): void;
  /** A frame for an arc whose stage another engine has. The bytes are copied at once. */
  cross(arc: number, frame: Frame, at: number): void;
}

export interface EngineParts {
  readonly plan: Plan;
  /** Ordinals of the stages that this engine runs. */
  readonly stages: readonly number[];
  readonly store: FrameStore;
  readonly ledger: Ledger;
  readonly causes: Causes;
  readonly recorder: Recorder;
  readonly egress: Egress;
  readonly marker: HookMarker;
  /** METER_LENGTH cells for each stage of the plan, by ordinal. */
  readonly meters?: Float64Array;
  /** Sides of each stage of the plan of which the recorder hears, as bits, by ordinal: see ENTRY; none if not given. */
  readonly captured?: Uint8Array;
  /** What the engines of a run share of their scenarios' clock; one of its own when there is only this engine. */
  readonly clock?: ScenarioClock;
  /** A clock to time hooks by, in nanoseconds; only where time is real. */
  readonly stopwatch?: () => number;
  /** True in a replay: frames that crossed from another engine come from the journal instead. */
  readonly crossingsGiven?: boolean;
}

/** Cells of a port's counts. */
export const PORT = { framesIn: 0, bytesIn: 1, framesOut: 2, bytesOut: 3 } as const;
export const PORT_CELLS = 4;
