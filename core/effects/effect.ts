import type { Frame } from '../../sdk/frame.js';
import type { FrameStore } from '../frame/store.js';
import type { QueueLimit } from '../plan/effects/queue-plan.js';

/** What a judge or a queue says of a frame that goes on; everything from 0 on is the number of a cause of death. */
export const PASSES = -1;

/** What an effect may ask of the stage it is part of. */
export interface EffectHost {
  readonly store: FrameStore;
  /** A flyweight to point at a slot: valid inside one call. */
  readonly frame: Frame;
  /** The number of a cause of death, as in `loss:gilbert`; to be asked for once, when the effect is made. */
  cause(name: string): number;
  /** Counts the frame dead and frees its slot. */
  drop(slot: number, cause: number): void;
  /** A second frame of the same bytes, booked as born here; -1 when memory refused it, which is booked as well. */
  twin(slot: number): number;
  /** A frame of these bytes, booked as born here for the one in `like` (-1: for none); -1 as above. */
  bear(bytes: Uint8Array, like: number): number;
  /** Books the frame as absorbed, others standing in its place: the number of a reason of ABSORBED. Frees its slot. */
  absorb(slot: number, why: number): void;
  /** Sends a frame back to where the one in `like` came from. Its bytes are copied. */
  reply(frame: Frame, like: number): void;
}

/** Decides over each frame that has been sent: losses and bit errors. */
export interface Judge {
  /** PASSES, or the number of the cause the frame dies of. May change the frame's bytes. */
  judge(slot: number, now: number): number;
}

/** A span in nanoseconds to add to each frame's delay, which may be negative. */
export interface Jitter {
  next(): number;
}

/** The line before the pacer, with the discipline that keeps it short. */
export interface Queue {
  readonly frames: number;
  readonly bytes: number;
  /** Infinity where there is no such limit. */
  limitBytes: number;
  limitFrames: number;
  /** Whether it is to see the frames as well that need not wait: their waiting times are part of its reckoning. */
  readonly judgesAll: boolean;
  /** Takes the frame (PASSES), or tells the cause to drop it for. May drop waiting ones by itself. */
  push(slot: number, now: number): number;
  /** Takes out the next frame to send; -1 when none is left. May drop and mark frames on the way. */
  shift(now: number): number;
  /** Another limit from now on, at this rate in bits per second; one that is `auto` is set by `limitBytes`. */
  setLimit(limit: QueueLimit, rate: number): void;
  /** The rate at which it is emptied, in bits per second, from now on. */
  setRate(rate: number, now: number): void;
}

/** Sends one frame after the other. */
export interface Pacing {
  /** Bits per second asked for; a model of its own may have another. */
  rate: number;
  /** The frame being sent; -1 when idle. */
  readonly sending: number;
  /** When it ends; Infinity while standing still or idle. */
  readonly finishAt: number;
  /** The scenario's clock started: for models that go by a recorded time. */
  start?(at: number): void;
  /** Begins to send `length` bytes; it must be idle. */
  begin(slot: number, length: number, now: number): void;
  /** The frame being sent, which ends now. Idle then. */
  end(): number;
  /** What is left of the frame being sent takes the new rate; 0 stands still, Infinity takes no time. */
  setRate(rate: number, now: number): void;
}

/** Frames under way, each with its due time. */
export interface Flight {
  readonly frames: number;
  /** Due time of the next frame; Infinity when none is under way. */
  readonly nextDue: number;
  /** Stage-local sequence of the next frame. */
  readonly nextOrder: number;
  push(slot: number, now: number, delay: number, route: number, order: number): void;
  /** The next frame, taken out; there must be one. */
  shift(): number;
  /** Holds all of them `span` nanoseconds longer. */
  postpone(span: number): void;
}

/** Holds frames that have arrived at the far end back again: reordering, slots. */
export interface Holdback {
  readonly frames: number;
  /** When the next held frame goes on; Infinity when none will by itself. */
  readonly nextAt: number;
  /** True: the frame goes on now; false: it is held. What it releases has `nextAt` of now. */
  pass(slot: number, now: number): boolean;
  /** The frame whose time has come, taken out; there must be one. */
  shift(now: number): number;
}
