import { basename } from 'node:path';
import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import { seatName } from '../stage/seat-hooks.js';
import type { Plan } from './plan.js';
import { isPath } from './resolve-hooks.js';

/** A hook at a stage, as its options are set while a run goes on. */
export interface LiveSeat {
  /** Ordinal of the stage. */
  readonly stage: number;
  /** Place of the hook in the plan. */
  readonly hook: number;
  /** As events and causes of drops have it. */
  readonly name: string;
  /** Its file without folder and ending: `--set` knows it by that as well. */
  readonly file: string;
  readonly declared: Readonly<Record<string, Option<unknown>>>;
  /** What the plan or `hookline set` says of its options; the others have their defaults. */
  readonly given: Readonly<Record<string, string>>;
}

/** Every hook at every stage, in the plan's order; `hooks[i]` is what the plan's i-th hook declares. */
export const liveSeats = (plan: Plan, hooks: readonly AnyHook[]): LiveSeat[] =>
  plan.stages.flatMap(({ name: at }, stage) => {
    const here: LiveSeat[] = [];
    const twins = new Map<string, number>();
    plan.hooks.forEach(({ file, stages, options }, i) => {
      if (!stages.includes(at)) return;
      const { name } = hooks[i]!;
      const before = twins.get(name) ?? 0;
      twins.set(name, before + 1);
      const declared = (hooks[i]!.options ?? {}) as LiveSeat['declared'];
      const stem = isPath(file) ? basename(file).replace(/\.[cm]?[jt]s$/, '') : file;
      here.push({ stage, hook: i, name: seatName(name, before), file: stem, declared, given: options });
    });
    return here;
  });

/** What can be named while a run goes on: its stages, its hooks, and their options as `thief.chance`. */
export interface LiveNames {
  readonly stages: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly about: string;
    readonly fallback?: string | undefined;
    readonly choices?: readonly string[] | undefined;
  }[];
  /** By the names they declare; an older version does not announce them. */
  readonly hooks?: readonly string[];
}

export const liveNames = (plan: Plan, hooks: readonly AnyHook[]): LiveNames => {
  const seats = liveSeats(plan, hooks);
  const options = seats.flatMap(({ name, declared }) =>
    Object.entries(declared).map(([option, { about, fallback, choices }]) => ({
      name: `${name}.${option}`,
      about,
      fallback,
      choices,
    })),
  );
  return {
    stages: plan.stages.map(({ name }) => name),
    options: [...new Map(options.map(option => [option.name, option])).values()],
    hooks: [...new Set(hooks.map(({ name }) => name))],
  };
};

/** All options of a hook as they are now, in the words they were set by. */
export const optionTexts = ({ declared, given }: LiveSeat): Record<string, string> =>
  Object.fromEntries(
    Object.entries(declared).map(([name, { fallback }]): [string, string] => [name, given[name] ?? fallback ?? '']),
  );
