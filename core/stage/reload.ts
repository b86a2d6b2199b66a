import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import { type Fault, InputError } from '../fault.js';
import type { HookPlan } from '../plan/plan.js';
import type { Engine } from './engine.js';
import { HookContext } from './hook-context.js';
import { ADOPT, PHASES, SETUP, SETUP_ANEW, STATE } from './hook-marker.js';
import type { HookSeat, UsedHook } from './hook-seat.js';
import type { Stage } from './stage.js';

/** Another version of a hook that is to run. */
export interface HookVersion {
  /** Place of the hook in the plan. */
  readonly index: number;
  /** With the options it was started with. */
  readonly plan: HookPlan;
  readonly hook: AnyHook;
  /** The file of its bundle, for the journal. */
  readonly bundle: string;
}

/** A version threw while it was to begin; `cause` is what it threw. */
export class ReloadFailure extends Error {
  constructor(hook: string, stage: string, phase: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`hook ${hook} threw in its ${phase} at stage ${stage}: ${why}`, { cause });
  }
}

/**
 * Why a version cannot take the place of the one that runs; undefined: it can. Lanes were divided by the scope of the
 * hooks' states, and places in the chain by their order.
 */
export const whyNotReload = (former: AnyHook, next: AnyHook): Pick<Fault, 'message' | 'hint'> | undefined => {
  const hint = 'start the run anew for it';
  if (next.name !== former.name)
    return { message: `the hook is called ${next.name} now and runs as ${former.name}`, hint };
  for (const key of ['scope', 'order'] as const) {
    if (next[key] !== former[key])
      return {
        message: `hook ${next.name} has ${key} ${next[key] ?? 'unsaid'} now and runs with ${former[key] ?? 'none'}`,
        hint: `${key} stays as it is while a run goes on; ${hint}`,
      };
  }
  return undefined;
};

/** The texts of a hook's options: those of the plan, and of those set live the ones that it still declares. */
export const liveTexts = (
  { options: declared = {} }: AnyHook,
  planned: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...planned,
  ...Object.fromEntries(Object.entries(set).filter(([name]) => Object.hasOwn(declared, name))),
});

/** A seat, and what it is to have. */
interface Taking {
  readonly stage: Stage;
  readonly seat: HookSeat;
  readonly ctx: HookContext;
}

/**
 * Puts another version of a hook into all its seats at the engine's present: all at this instant, or none. What the former
 * version holds, keeps and has planned stays; its state goes to `adopt`, or a new one is made and `setup` is called. Its
 * counters and draws go on. True when the state was adopted.
 *
 * `used` is the hook as it was seated. Throws, the former version going on, an InputError for options that the version
 * refuses, and a ReloadFailure for what it throws.
 */
export const reloadHook = (engine: Engine, used: UsedHook, version: HookVersion): boolean => {
  engine.advance(engine.now());
  const { hook, plan, index, bundle } = version;
  // Nothing happens after a failure, and nothing more is journalled.
  if (engine.failure !== undefined) return false;
  const keeping = { frames: 0 };
  const taking = engine.stages.flatMap(stage =>
    stage.chain.seats.flatMap((seat): Taking[] => {
      if (seat.used !== used) return [];
      const values = valuesOf(hook, plan, seat);
      const { ctx } = seat;
      return [{ stage, seat, ctx: HookContext.following(ctx, stage.host, seat.index, seat.name, values, keeping) }];
    }),
  );
  const [first] = taking;
  if (first === undefined) return false;
  const adopts = prepare(engine, hook, taking, first);
  for (const { stage, seat, ctx } of taking) {
    seat.ctx.retired = true;
    seat.take(hook, ctx);
    // What the former version was detached for may be mended in this one.
    seat.detached = false;
    seat.timer?.anew();
    seat.reloads++;
    stage.chain.refresh();
  }
  const now = engine.now();
  engine.recorder.reload?.(now, index, bundle);
  engine.recorder.event(now, '', hook.name, 'reload', {
    bundle,
    state: adopts ? 'adopted' : 'new',
    stages: taking.map(({ stage }) => stage.plan.name),
  });
  // Behind the record: what it planned is its own, and a replay finds it there.
  for (const { stage, seat, ctx } of taking) {
    stage.chain.callTask(seat, SETUP, () => ctx.begin());
    stage.settle();
  }
  return adopts;
};

/** Calls what a version is called for before it is in force; true when it adopts its state. What it throws leaves no trace. */
const prepare = (engine: Engine, hook: AnyHook, taking: readonly Taking[], first: Taking): boolean => {
  const adopts = hook.adopt !== undefined;
  const isShared = hook.scope === 'link' || hook.scope === 'run';
  const forget = taking.map(({ seat }) => seat.ctx.remember());
  try {
    for (const each of taking) {
      const { seat, ctx } = each;
      if (isShared && each !== first) ctx.state = first.ctx.state;
      else if (adopts) ctx.state = call(engine, each, ADOPT, () => hook.adopt!(seat.ctx.state, ctx));
      else ctx.state = call(engine, each, STATE, () => hook.state?.(ctx.options));
    }
    if (!adopts) for (const each of taking) call(engine, each, SETUP_ANEW, () => hook.setup?.(each.ctx));
  } catch (error) {
    for (const each of forget) each();
    throw error;
  }
  return adopts;
};

/** Whoever loads a version has checked its options, each at its place: here they are read again by what they are at this seat. */
const valuesOf = (hook: AnyHook, plan: HookPlan, { texts }: HookSeat): Record<string, unknown> => {
  const declared = (hook.options ?? {}) as Readonly<Record<string, Option<unknown>>>;
  const refuse = (message: string): never => {
    throw new InputError([{ file: plan.file, line: 0, column: 0, message }]);
  };
  const given = liveTexts(hook, plan.options, texts);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(declared, name)) refuse(`no option '${name}' of hook ${hook.name}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, option]) => {
      const text = given[name] ?? option.fallback ?? refuse(`hook ${hook.name} needs option ${name}`);
      try {
        return [name, option.parse(text)];
      } catch (error) {
        return refuse(`option ${name} of hook ${hook.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
};

/** Calls the version under the eyes of the watchdog. */
const call = <T>({ marker }: Engine, { stage, seat }: Taking, phase: number, work: () => T): T => {
  marker.enter(stage.ordinal, seat.index, phase, -1);
  try {
    return work();
  } catch (error) {
    throw new ReloadFailure(seat.name, stage.plan.name, PHASES[phase]!, error);
  } finally {
    marker.leave();
  }
};
