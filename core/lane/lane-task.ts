import type { MessagePort } from 'node:worker_threads';
import type { Fault } from '../fault.js';
import type { LoadableHook } from '../hooks/load.js';
import type { Plan } from '../plan/plan.js';
import type { LaneOutcome } from '../report/lane-outcome.js';

/** What a lane's worker is given: plain data, shared memory and descriptors of the process. */
export interface LaneTask {
  readonly lane: number;
  readonly plan: Plan;
  /** Ordinals of its stages. */
  readonly stages: readonly number[];
  /** One for each hook of the plan, in its order. */
  readonly bundles: readonly LoadableHook[];
  /** Where bundles are written and loaded from. */
  readonly hookFolder: string;
  readonly control: SharedArrayBuffer;
  /** The scenarios' clock: see sharedClock. */
  readonly clock: SharedArrayBuffer;
  /** The way to the writer; absent when nothing is written. */
  readonly ring?: SharedArrayBuffer;
  /** Whether the bytes of frames that left or died are wanted. */
  readonly capturing: boolean;
  readonly storeBytes: number;
  /** Frames injected toward `back` from other lanes come by these rings. */
  readonly crossingsIn: readonly SharedArrayBuffer[];
  /** By arc of the graph: the ring and the wake-up of the lane that has its stage; null for its own. */
  readonly crossingsOut: readonly ({ readonly ring: SharedArrayBuffer; readonly wakeFd: number } | null)[];
  readonly wakeFd: number;
  /** Whether to ask for SCHED_FIFO, or a better nice value at least. */
  readonly priority: 'fifo' | 'nice' | 'none';
  /** See SpinBudget. */
  readonly spinNs: number;
  readonly spinShare: number;
  readonly messages: MessagePort;
  /** See ChangeInbox. */
  readonly changes: MessagePort;
}

/** Sockets, opened just before the run begins, by port ordinal: so that little from before is waiting in them. */
export interface LaneBind {
  readonly kind: 'bind';
  readonly receive: readonly { readonly port: number; readonly fd: number }[];
  readonly send: readonly { readonly port: number; readonly fd: number }[];
  /** CLOCK_REALTIME seconds that receive stamps are counted from. */
  readonly baseSec: number;
}

/**
 * From the main thread to a lane, in this order: `bind` makes all ready and calls the hooks' setup; `go` runs it, with
 * `origin` the CLOCK_MONOTONIC of logical time 0 in nanoseconds; `resume` goes on after a hook was ended from outside,
 * and its reason becomes the frame's cause.
 */
export type ToLane =
  | LaneBind
  | { readonly kind: 'go'; readonly origin: number }
  | { readonly kind: 'resume'; readonly reason: string };

/** From a lane to the main thread. */
export type FromLane =
  | { readonly kind: 'ready'; readonly threadId: number; readonly priority: 'fifo' | 'nice' | 'none' }
  /** Bound: it runs as soon as it is told to. */
  | { readonly kind: 'bound' }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  /** What a hook logs or emits in a run that writes nothing. */
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly stage: string;
      readonly hook: string;
      readonly event: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  /** A cause of death got its number: known to the main thread even if the lane is lost. */
  | { readonly kind: 'cause'; readonly number: number; readonly name: string };

/** How a lane ended. */
export interface LaneEnd {
  readonly outcome: LaneOutcome;
  readonly failure?: {
    readonly stage: string;
    readonly hook: string;
    readonly phase: string;
    readonly frame: number;
    readonly message: string;
    readonly stack: string;
    readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  };
}
