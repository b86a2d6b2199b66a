import type { Frame } from '../../sdk/frame.js';
import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import type { Verdict } from '../../sdk/verdict.js';
import type { Causes } from '../frame/causes.js';
import type { FrameStore } from '../frame/store.js';
import type { HookPlan } from '../plan/plan.js';
import type { HookContext } from './hook-context.js';

/** A hook as a plan uses it, its options read. */
export interface UsedHook extends Omit<HookPlan, 'file' | 'options' | 'places'> {
  readonly hook: AnyHook;
  readonly values: Readonly<Record<string, unknown>>;
}

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

/** One hook at one stage: its handlers, its context and its columns. */
export class HookSeat {
  errors = 0;
  /** Frames it dropped, by reason, with the number of the cause `hook:NAME:reason`. */
  readonly drops = new Map<string, { readonly cause: number; frames: number }>();
  /** Set by `onError: detach`: the hook is no longer called. */
  detached = false;
  readonly preamble: FrameHandler | undefined;
  readonly episode: FrameHandler | undefined;
  /** What `frame.my` is for this hook; reads and writes the columns of the slot pointed at. */
  readonly my: Record<string, number> & { slot: number };

  constructor(
    readonly index: number,
    readonly name: string,
    readonly hook: AnyHook,
    readonly onError: UsedHook['onError'],
    readonly ctx: HookContext,
    store: FrameStore,
  ) {
    // Bound once: handlers are called as methods of the hook's own object, though they need no `this`.
    this.preamble = hook.preamble && (hook.preamble as FrameHandler).bind(hook);
    this.episode = hook.episode && (hook.episode as FrameHandler).bind(hook);
    this.my = columnsOf(hook, store);
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

  /** Counts a frame dropped for this reason; returns the number of its cause. Throws a RangeError past all causes. */
  dropped(reason: string, causes: Causes): number {
    let drop = this.drops.get(reason);
    if (drop === undefined) {
      drop = { cause: causes.number(`hook:${this.name}:${reason}`), frames: 0 };
      this.drops.set(reason, drop);
    }
    drop.frames++;
    return drop.cause;
  }
}

const columnsOf = (hook: AnyHook, store: FrameStore): Record<string, number> & { slot: number } => {
  const my = { slot: 0 };
  for (const [name, kind] of Object.entries(hook.columns ?? {})) {
    const column = store.column(kind as 'f64');
    Object.defineProperty(my, name, {
      enumerable: true,
      get: () => column[my.slot],
      set: (value: number) => {
        column[my.slot] = value;
      },
    });
  }
  return my;
};
