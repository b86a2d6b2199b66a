import type { Frame } from './frame.js';
import type { Options, OptionValues } from './option.js';
import type { Right } from './rights.js';
import type { Rng } from './rng.js';
import type { BitRate, Nanos } from './units.js';
import type { Verdict } from './verdict.js';

/** A link's two ways: `up` from client to server, `down` back. */
export type Direction = 'up' | 'down';

/** The types a per-frame column can have; all hold numbers and start at 0. */
export const COLUMN_KINDS = ['u8', 'u32', 'i32', 'f64'] as const;
// By index, so that the compiler shows the words and not this name.
/** The types a per-frame column can have; all hold numbers and start at 0. */
export type ColumnKind = (typeof COLUMN_KINDS)[number];
/** A hook's columns by name. */
export type Columns = Record<string, ColumnKind>;
/** A frame as one hook sees it: `frame.my` holds the hook's own columns of this frame. */
export type HookFrame<C extends Columns> = Frame & { readonly my: { -readonly [K in keyof C]: number } };

/** The stage a hook stands at, with live readings. */
export interface StageView {
  /** As the plan calls it: `up`, `down`, or a stage of a graph. */
  readonly name: string;
  /** The waiting frames, before the one being sent. */
  readonly queue: { readonly frames: number; readonly bytes: number; readonly limitBytes: number };
  /** Frames that have left the pacer and not yet the delay. */
  readonly inFlight: number;
  /** The capacity in force, in bit/s; Infinity without a limit. */
  readonly rate: BitRate;
  /** The delay in force, one way. */
  readonly delay: Nanos;
  /** Changes settings of this stage, from now until the scenario's next row. */
  set(settings: { readonly rate?: BitRate; readonly delay?: Nanos }): void;
}

/** What a handler may use besides the frame. One object per stage and hook: destructure it freely. */
export interface Context<O extends Options = Options, S = unknown> {
  /** The stage that the hook stands at. */
  readonly stage: StageView;
  /** The way this stage leads. */
  readonly direction: Direction;
  /** Logical time since the run's start. */
  readonly now: Nanos;
  /** As the plan has them; when one is set while a run goes on, another object from the next call on. `state` stays. */
  readonly options: OptionValues<O>;
  /** What `state` made: one for each scope. */
  readonly state: S;
  /** The substream of this stage and hook. */
  readonly rng: Rng;
  /** Lines for people; goes to events.jsonl and the terminal. Bounded: past the bound lines are counted, not kept. */
  readonly log: {
    info(text: string, fields?: Record<string, unknown>): void;
    warn(text: string, fields?: Record<string, unknown>): void;
  };
  /** Adds `by` (default 1) to the named counter of this hook; it appears in the report. */
  count(name: string, by?: number): void;
  /** Writes one event for programs into events.jsonl; bounded as `log`. */
  emit(event: string, fields?: Record<string, unknown>): void;
  /** Writes the frame, as it is now, into this hook's capture file of the run (pcapng), off the lane's thread. */
  capture(frame: Frame, comment?: string): void;
  /** Runs `task` when `span` of logical time has passed. */
  after(span: Nanos, task: (now: Nanos) => void): void;
  /**
   * Sends a frame of the hook's own: `onward` with the next hook of this stage (default), or `back` into the entry of
   * the paired stage. The bytes are copied at once. Injected at the same instant it follows the frame at hand.
   */
  inject(frame: Frame, how?: { readonly after?: Nanos; readonly toward?: 'onward' | 'back' }): void;
  /** Names of the stages among which the frame at hand is dispatched when it leaves this one; none where there is no fork. */
  readonly routes: readonly string[];
  /**
   * Chooses one of `routes` for the frame at hand, in place of the dispatch policy: a flood's copies are not made, and under
   * back-pressure the frame waits for this arc. Copies, fragments and replacements that it becomes go there as well. Throws a RangeError for another name, and an Error outside handlers of frames.
   */
  route(stage: string): void;
}

/** A row of the scenario coming into force at this stage. */
export interface ScenarioChange {
  /** When it came into force, in logical time. */
  readonly at: Nanos;
  /** The route of the row. */
  readonly route: number;
  /** The capacity from now on, in bit/s. */
  readonly rate: BitRate;
  /** The delay from now on, one way. */
  readonly delay: Nanos;
  /** Whether the row before had another route. */
  readonly routeChanged: boolean;
}

/** A verdict, or nothing, which lets the frame go on. The compiler names it where a handler returns something else. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without any return statement is one that passes frames.
export type VerdictOrNothing = Verdict | void;
/** Handlers are synchronous: they run inline for every frame, between two others. */
export type Handler<O extends Options, S, C extends Columns> = (
  frame: HookFrame<C>,
  ctx: Context<O, S>,
) => VerdictOrNothing;
/** What other functions of a hook return. A promise is none: whatever is in it would come too late. */
// biome-ignore lint/suspicious/noConfusingVoidType: void alone would take anything, a promise as well.
export type Nothing = void | undefined;

/** A hook: plain data and functions, default-exported, one a file. */
export interface Hook<O extends Options = Options, S = unknown, C extends Columns = Columns> {
  /** Lower-case words joined by hyphens; part of every drop cause and counter. */
  readonly name: string;
  /** One sentence for `--help` and the docs. */
  readonly about?: string;
  /** What a user can set, by name: `option` makes each. */
  readonly options?: O;
  /** Numbers the hook keeps beside each frame, without an object per frame. */
  readonly columns?: C;
  /** Whose state it is: each stage's own (default), the link's (both directions), or the whole run's. */
  readonly scope?: 'stage' | 'link' | 'run';
  /** `pre` hooks run before, `post` hooks after the others of their side, otherwise in the plan's order. */
  readonly order?: 'pre' | 'post';
  /** Only frames that fit this filter (docs/filter.md) reach its handlers; others pass. One a side where they differ. */
  readonly filter?: string | { readonly preamble?: string; readonly episode?: string };
  /** Of the frames that fit, only those at these places, as in `3`, `3-5`, `1,4`, `3 of flow`: counted from 1, on each side by itself. */
  readonly nth?: string | number;
  /** Of the frames that fit, only every so-manieth, as in `10` or `10 of flow`. Not beside `nth`. */
  readonly every?: string | number;
  /** What it cannot do without. The plan may grant less: what then is refused is counted, and told beforehand. */
  readonly needs?: readonly Right[];
  /** Says that the hook reads clocks or draws from Math.random: its runs are then not reproducible. */
  readonly impure?: boolean;
  /** Makes the hook's state, once per scope. */
  state?(options: OptionValues<O>): S;
  /** Before the first frame. */
  setup?(ctx: Context<O, S>): Nothing;
  // Both as Handler has them, written out: the compiler shows what they are to be, and not a name.
  /** On entry to the stage. */
  preamble?: (frame: HookFrame<C>, ctx: Context<O, S>) => VerdictOrNothing;
  /** On exit from the stage. */
  episode?: (frame: HookFrame<C>, ctx: Context<O, S>) => VerdictOrNothing;
  /** When a row of the scenario has come into force at the stage. */
  onScenarioChange?(change: ScenarioChange, ctx: Context<O, S>): Nothing;
  /** After reloading: takes over the state of the hook's former version. */
  adopt?(former: unknown, ctx: Context<O, S>): S;
  /** After the last frame. */
  teardown?(ctx: Context<O, S>): Nothing;
}

/** Any hook, its own types forgotten: what loaders and engines hold. */
// biome-ignore lint/suspicious/noExplicitAny: handlers take their options contravariantly; only any accepts every hook.
export type AnyHook = Hook<any, any, any>;

// Named, so that the compiler shows these names instead of what they are made of.
/** The options of a hook that declares none. */
export interface NoOptions extends Record<never, never> {}
/** The columns of a hook that declares none. */
export interface NoColumns extends Record<never, never> {}

/** Declares a hook. It returns its argument: the call is there so that TypeScript infers options, state and columns. */
export const defineHook = <O extends Options = NoOptions, S = undefined, C extends Columns = NoColumns>(
  hook: Hook<O, S, C>,
): Hook<O, S, C> => hook;
