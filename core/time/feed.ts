import type { Engine } from '../stage/engine.js';

/** A source of frames whose times are known beforehand: a capture, or the journal of another run. */
export interface Feed {
  /** When its next frame arrives, in nanoseconds; Infinity at the end. */
  readonly nextAt: number;
  /** Hands that frame to the engine, and moves on. */
  deliver(engine: Engine): void;
}
