import type { LoadableHook } from '../hooks/load.js';
import type { Plan } from '../plan/plan.js';
import type { FromLane, LaneTask } from './lane-task.js';
import type { LanePart } from './partition.js';
import type { HangPlace } from './watchdog.js';

/** What a hang cost, and where it was. */
export interface Hang {
  readonly lane: number;
  readonly stage: string;
  readonly hook: string;
  readonly place: HangPlace;
  /** What was called: `preamble`, `setup`, `after` … */
  readonly phase: string;
  /** Whether a frame was in the hook's hands. */
  readonly hadFrame: boolean;
  /** Logical time in nanoseconds. */
  readonly at: number;
}

/** What the lanes of one run are made from, and who hears of them. */
export interface LaneSetOptions {
  readonly plan: Plan;
  readonly parts: readonly LanePart[];
  readonly bundles: readonly LoadableHook[];
  /** The hooks' own names, in the plan's order. */
  readonly hookNames: readonly string[];
  readonly hookFolder: string;
  /** Bytes of frame memory by lane. */
  readonly storeBytes: readonly number[];
  /** Where the journal, fates, captures and events go; nothing is written without it. */
  readonly folder?: string;
  readonly capturing: boolean;
  readonly priority: LaneTask['priority'];
  /** See SpinBudget. */
  readonly spinNs: number;
  readonly spinShare: number;
  /** How long a hook call may take before it is ended, in ms. */
  readonly hangLimitMs?: number;
  /** What hooks log and emit when nothing is written. */
  readonly onEvent: (event: Extract<FromLane, { kind: 'event' }>) => void;
  readonly onHang: (hang: Hang) => void;
  /** A worker is gone with its frames, and another has taken over its sockets. */
  readonly onLost: (lane: number, why: string) => void;
  /** A lane has ended by itself (a hook failed, the plan's duration is over, it was lost for good), or the writer has failed. */
  readonly onEnd: () => void;
}
