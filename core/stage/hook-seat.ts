import type { Frame } from '../../sdk/frame.js';
import { type FrameSelector, selectorOf } from '../../sdk/frame-selector.js';
import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import type { Verdict } from '../../sdk/verdict.js';
import { type Causes, MANY_REASONS } from '../frame/causes.js';
import type { HookPlan } from '../plan/plan.js';
import { ALTERATIONS } from './alteration.js';
import type { CallTimer } from './call-timer.js';
import type { ColumnBank, HookCells } from './hook-columns.js';
import type { HookContext } from './hook-context.js';
import { EPISODE, PREAMBLE } from './hook-marker.js';
import type { Powers } from './powers.js';

/** A hook as a plan uses it, its options read. */
export interface UsedHook extends Omit<HookPlan, 'file' | 'options' | 'places'> {
  readonly hook: AnyHook;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The reason under which drops are counted that have no cause of their own any more. */
const MANY = 'too-many-reasons';

/** A handler that threw. */
export interface HookFailure {
  readonly stage: string;
  readonly hook: string;
  readonly phase: string;
  /** The frame's id; -1 outside handlers of frames. */
  readonly frame: number;
  readonly error: unknown;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a handler may return nothing, which TypeScript spells void.
export type FrameHandler = (frame: Frame, ctx: HookContext) => Verdict | void;

/**
 * A hook's place at one stage, with what is counted there. The place and the name stay while the run lasts; the hook in it
 * may be another version tomorrow: see `take`.
 */
export class HookSeat {
  errors = 0;
  /** Frames it was called for. */
  calls = 0;
  /** Versions that took the place of the first. */
  reloads = 0;
  /** Frames it dropped, by reason, with the number of the cause `hook:NAME:reason`. */
  readonly drops = new Map<string, { readonly cause: number; frames: number }>();
  /** What it did, counted by the numbers of ALTERATIONS. */
  readonly did = new Float64Array(ALTERATIONS.length);
  /** Set by `onError: detach`: the hook is no longer called. */
  detached = false;
  /** What was set of its options while the run goes on. */
  readonly texts: Record<string, string> = {};

  hook!: AnyHook;
  ctx!: HookContext;
  /** By phase; undefined: it is not called on this side. */
  readonly handlers: [FrameHandler | undefined, FrameHandler | undefined] = [undefined, undefined];
  /** By phase: the frames it is called for; undefined: all. */
  readonly selectors: [FrameSelector | undefined, FrameSelector | undefined] = [undefined, undefined];
  /** What `frame.my` is for this hook; reads and writes the columns of the slot pointed at. */
  my!: HookCells;

  constructor(
    readonly index: number,
    readonly name: string,
    readonly used: UsedHook,
    /** What it may do; undefined: everything. */
    readonly powers: Powers | undefined,
    /** Measures some of its calls; undefined where there is no clock. */
    readonly timer: CallTimer | undefined,
    private readonly columns: ColumnBank,
  ) {}

  get onError(): UsedHook['onError'] {
    return this.used.onError;
  }

  /** Seats this version of the hook: from now on its handlers are called. */
  take(hook: AnyHook, ctx: HookContext): void {
    const sees = this.powers === undefined || this.powers.observes;
    this.hook = hook;
    this.ctx = ctx;
    this.handlers[PREAMBLE] = sees ? (hook.preamble as FrameHandler | undefined) : undefined;
    this.handlers[EPISODE] = sees ? (hook.episode as FrameHandler | undefined) : undefined;
    this.selectors[PREAMBLE] = selectorOf('preamble', hook, this.used);
    this.selectors[EPISODE] = selectorOf('episode', hook, this.used);
    this.my = this.columns.cells(hook.columns ?? {});
  }

  /** The options with these read anew. Throws the option's own RangeError, and an Error for one that is not declared. */
  reread(texts: Readonly<Record<string, string>>): Record<string, unknown> {
    const values: Record<string, unknown> = { ...this.ctx.options };
    const declared = (this.hook.options ?? {}) as Readonly<Record<string, Option<unknown>>>;
    for (const [name, text] of Object.entries(texts)) {
      if (!Object.hasOwn(declared, name)) throw new Error(`hook ${this.name} has no option '${name}'`);
      values[name] = declared[name]!.parse(text);
    }
    return values;
  }

  /** Options are set while the run goes on: what `reread` has made of these texts. */
  set(texts: Readonly<Record<string, string>>, options: Record<string, unknown>): void {
    this.ctx.options = options;
    Object.assign(this.texts, texts);
  }

  /** Counts a frame dropped for this reason; returns the number of its cause. */
  dropped(reason: string, causes: Causes): number {
    let drop = this.drops.get(reason);
    if (drop === undefined) {
      const cause = causes.ofHook(`hook:${this.name}:${reason}`);
      // Past all causes there is one for all, here as well: a hook that makes a reason per frame must not fill the memory.
      const known = causes.names[cause] === MANY_REASONS ? MANY : reason;
      if (known === MANY && !this.drops.has(MANY))
        this.ctx.emit('warn', { text: `no more causes of death: '${reason}' counts as ${MANY_REASONS}` });
      drop = this.drops.get(known) ?? { cause, frames: 0 };
      this.drops.set(known, drop);
    }
    drop.frames++;
    return drop.cause;
  }
}
