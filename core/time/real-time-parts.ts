import type { Frame } from '../../sdk/frame.js';
import type { Engine } from '../stage/engine.js';

/** Receives batches into places armed with memory: the part of a packet receiver that the driver uses. */
export interface Receiver {
  readonly batch: number;
  arm(i: number, offset: number, capacity: number): void;
  receive(n: number): number;
  start(i: number): number;
  length(i: number): number;
  wireLength(i: number): number;
  stampNs(i: number): number;
}
export interface Sender {
  push(offset: number, length: number): boolean;
  flush(): number;
  readonly failed: number;
}

/** Where the driver writes what it measures about itself, and hears that it is to stop. */
export interface DriverReadings {
  /** READING_CELLS cells: see READING. */
  readonly cells: Float64Array;
  readonly stopped: boolean;
  readonly lateness: { record(ns: number): void };
  readonly clamps: { record(ns: number): void };
}

export interface RealTimeParts {
  readonly engine: Engine;
  /** The ports whose frames enter this lane, by ordinal. */
  readonly inlets: readonly { readonly port: number; readonly receiver: Receiver }[];
  /** Senders by port ordinal; undefined for ports this lane does not send to. */
  readonly outlets: readonly (Sender | undefined)[];
  /** Sleeps until a socket has something, the lane is woken, or the time is over. */
  readonly wait: (timeoutNs: number) => void;
  /** CLOCK_MONOTONIC in nanoseconds. */
  readonly clock: () => number;
  /** What to take from a receive stamp to get CLOCK_MONOTONIC; measured anew each second. */
  readonly stampOffset: () => number;
  /** CLOCK_MONOTONIC at logical time 0. */
  readonly origin: number;
  /** Logical time at which the lane ends by itself. */
  readonly until: number;
  readonly readings: DriverReadings;
  /** Once a pass: hands the engine what has come from other threads, the arrival of their frames clamped to `now`. */
  readonly takeFromOutside: (now: number) => void;
  readonly cross: (arc: number, frame: Frame, at: number) => void;
  /** From which lateness on a frame for this port counts as late, in nanoseconds. */
  readonly lateFrom: (port: number) => number;
  /** Spins for the last part of a wait, in nanoseconds, and for this share of the time at most; see SpinBudget. */
  readonly spinNs: number;
  readonly spinShare: number;
  /** Longest time without sleep, in nanoseconds; Infinity unless the thread has real-time priority. */
  readonly busyMost: number;
}
