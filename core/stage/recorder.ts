import type { StageChange } from './stage-change.js';

/**
 * What the engine tells the outside while it works. In virtual time it goes to files at once, in a lane through a ring
 * to the writer thread; calls return at once and never throw.
 */
export interface Recorder {
  /** A frame entered the run at a port: the journal. `captured` bytes of its `length` are in memory. */
  arrival(port: number, at: number, memory: Uint8Array, start: number, captured: number, length: number): void;
  /** A frame crossed from another lane onto this arc of the graph: the journal. */
  crossing(arc: number, at: number, memory: Uint8Array, start: number, length: number): void;
  /** The scenarios' clock started at `startedAt`, which this engine heard at `at`: the journal. */
  clock(at: number, startedAt: number): void;
  /** From `at` on this many slots may be in use, because the machine's memory is low or is so no more: the journal. */
  memory(at: number, slots: number): void;
  /** From `at` on a stage has what was set from outside: the journal. */
  change(at: number, stage: number, change: StageChange): void;
  /** From `at` on another version of a hook of the plan runs, by the file of its bundle: the journal. */
  reload?(at: number, hook: number, bundle: string): void;
  /**
   * A frame's life ended: `fate` is OUT, or the number of its cause of death, or ABSORBED minus the reason's number.
   * The bytes are those it had then; none for a frame that never had a slot.
   */
  fate(id: number, at: number, stage: number, fate: number, memory: Uint8Array, start: number, length: number): void;
  /** A frame at a side of a stage that is captured; `fate` as above for what ended there, OUT for what came or left. */
  tap(
    stage: number,
    side: number,
    id: number,
    at: number,
    fate: number,
    memory: Uint8Array,
    start: number,
    length: number,
  ): void;
  /**
   * A stage made a frame, `parent` being the one it was made for (-1: none). Only for whoever must tell frames of two runs
   * apart: no file has it. No bytes when memory refused it.
   */
  birth?(id: number, stage: number, parent: number, memory: Uint8Array, start: number, length: number): void;
  /** A cause of death got its number; before its first fate. */
  cause(number: number, name: string): void;
  /** A hook's capture: the frame as it was at this moment. */
  capture(
    stage: number,
    hook: string,
    at: number,
    memory: Uint8Array,
    start: number,
    length: number,
    comment: string,
  ): void;
  /** A hook has its seat at a stage: before the first of its alterations. */
  seat?(stage: number, seat: number, hook: string): void;
  /**
   * A hook did something to a frame (-1: to none), the ground truth. `what` is one of ALTERATIONS, and the numbers are:
   * held: nanoseconds; duplicated, replaced: the new frame's id; modified: first byte × 65536 + last, and length now × 65536
   * + before; injected: after how many nanoseconds, and 1 if back; routed: the arc; stage-set: rate and delay,
   * NaN for what was not set. A recorder without it does not want to know.
   */
  alteration?(
    at: number,
    stage: number,
    seat: number,
    phase: number,
    id: number,
    what: number,
    first: number,
    second: number,
  ): void;
  /** A line for events.jsonl. */
  event(at: number, stage: string, hook: string, event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Fate of a frame that left at a port; causes of death count from 0. */
export const OUT = -1;
/** Fate of an absorbed frame: this minus the number of the reason. */
export const ABSORBED = -2;

/** Sides of a stage at which frames are captured, as bits: before its preamble hooks, behind its episode hooks, and inside. */
export const ENTRY = 1;
export const EXIT = 2;
export const DEATHS = 4;

/** Writes nothing down. */
export const silent: Recorder = {
  arrival() {},
  crossing() {},
  clock() {},
  memory() {},
  change() {},
  fate() {},
  tap() {},
  cause() {},
  capture() {},
  event() {},
};
