import type { Frame } from './frame.js';
import type { Direction, ScenarioChange } from './hook.js';
import type { Options, OptionTexts } from './option.js';
import type { RigStage } from './rig-stage.js';
import type { Nanos } from './units.js';

/** What became of frames during one call. */
export interface Outcome {
  /** Frames that went on, in order; each is its own copy and may be given to the rig again, columns and id kept. */
  readonly passed: Frame[];
  /** When each of `passed` went on. */
  readonly times: Nanos[];
  /** The stage that was chosen for each of `passed` by `route`; undefined: it was left to the dispatch policy. */
  readonly routes: (string | undefined)[];
  /** Frames injected toward `back`. */
  readonly back: Frame[];
  /** Reasons of the frames dropped, in order. */
  readonly dropped: string[];
}

/** in + born = out + dropped + absorbed + held + kept. */
export interface RigLedger {
  /** Frames given to a handler. */
  readonly in: number;
  /** Frames that the hook made: copies, replacements, injected ones. */
  readonly born: number;
  /** Frames that went on, or `back`. */
  readonly out: number;
  /** Frames that were dropped. */
  readonly dropped: number;
  /** Frames that others have replaced. */
  readonly absorbed: number;
  /** Frames that wait for their time. */
  readonly held: number;
  /** Frames whose ticket has not been used. */
  readonly kept: number;
}

/** What a rig may be told; everything has a default. */
export interface RigSetup<O extends Options> {
  /** Default 1. */
  readonly seed?: number;
  /** As texts ('2%') or as values; the rest have their defaults. */
  readonly options?: OptionTexts<O>;
  /** Default `up`. */
  readonly direction?: Direction;
  /** Names of the stages behind a pretended fork; default none. */
  readonly routes?: readonly string[];
}

/** One hook at one pretended stage. Logical time stands still but for `advance`. */
export interface Rig<S> {
  /** Logical time, from 0. */
  readonly now: Nanos;
  /** The hook's state. */
  readonly state: S;
  /** The pretended stage: set what the hook shall read. */
  readonly stage: RigStage;
  /** The way of the stage: may be set between two frames. */
  direction: Direction;
  /** What the hook has counted, by name. */
  readonly counters: ReadonlyMap<string, number>;
  /** What it has emitted, in order. */
  readonly events: readonly { readonly at: Nanos; readonly event: string; readonly fields: Record<string, unknown> }[];
  /** Its lines for people, in order. */
  readonly logs: readonly {
    readonly level: 'info' | 'warn';
    readonly text: string;
    readonly fields: Record<string, unknown>;
  }[];
  /** Frames it has captured: copies, as they were then. */
  readonly captures: readonly { readonly at: Nanos; readonly frame: Frame; readonly comment: string }[];
  /** The account so far. */
  readonly ledger: RigLedger;
  /** The frame's bytes are copied; a hook without the handler passes it, and so does one whose `filter`, `nth` or `every` leaves it out. Throws what the handler throws. */
  preamble(frame: Frame): Outcome;
  /** As `preamble`, on exit from the stage. */
  episode(frame: Frame): Outcome;
  /** Lets logical time pass: what was held, copied, injected or waited for comes in order of (time, sequence). */
  advance(span: Nanos): Outcome;
  /** A row of the scenario comes into force; what is not given stays as it is. */
  scenario(change: Partial<ScenarioChange>): Outcome;
  /** Throws an Error unless the ledger is exact. */
  settle(): RigLedger;
  /** Calls the hook's `teardown`. */
  teardown(): void;
}
