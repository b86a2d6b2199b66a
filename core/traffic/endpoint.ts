import type { Frame } from '../../sdk/frame.js';

/** Hands a frame to the port; its bytes are copied at once. */
export type Send = (frame: Frame) => void;

/** A traffic program at a port in virtual time: arithmetic over logical time, without clock, socket or Math.random. */
export interface Endpoint {
  /** When it next wants to act by itself, in nanoseconds since the run's start; Infinity for never. */
  nextDeadline(): number;
  /** Acts: called with `now` equal to the deadline it gave. */
  fire(now: number, send: Send): void;
  /** A frame has left the path at this port. Valid until it returns. Called for every frame, wanted or not. */
  receive(frame: Frame, now: number, send: Send): void;
  /** True when it will send nothing more, whatever arrives: lets a run without duration end. */
  done(): boolean;
  /** Figures for the report, in units named by their keys (`goodputBps`, `rttP50Ns` …). */
  summary(): Readonly<Record<string, number | string>>;
  /** Its round-trip time over the run, smoothed where it keeps only that, for the picture; absent where it measures none. Nanoseconds. */
  samples?(): readonly { readonly at: number; readonly srttNs: number }[];
}
