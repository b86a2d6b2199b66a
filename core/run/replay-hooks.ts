import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, InputError } from '../fault.js';
import { bundleHook } from '../hooks/bundle.js';
import { dropHook, type LoadableHook, loadHook } from '../hooks/load.js';
import { type PendingSetting, settlePending } from '../plan/command-line.js';
import { checkHookOptions } from '../plan/hook-options.js';
import { didYouMean } from '../plan/nearest.js';
import type { HookPlan, Plan } from '../plan/plan.js';
import type { JournalChanges } from '../report/capture-feed.js';
import type { UsedHook } from '../stage/hook-seat.js';
import { reloadHook } from '../stage/reload.js';
import type { LanesFile } from './lanes-file.js';

/** How a replay's hooks are to differ from those of the run. */
export interface HookChanges {
  /** Paths, or names of shipped ones: each takes the place of the run's hook that declares the same name. */
  readonly hooks: readonly string[];
  /** `NAME.OPTION=VALUE`, by the declared name. */
  readonly sets: readonly string[];
  /** Declared names of hooks to leave out. */
  readonly without: readonly string[];
}

/** Hooks for a replay. */
export interface ReplayHooks {
  /** What is different, in words, a line each. */
  readonly said: readonly string[];
  /** Names of those that are not the run's own, or not there. */
  readonly changed: ReadonlySet<string>;
  /** Loads them for one lane, so that lanes share no variables of a module, as in the run. */
  load(): UsedHook[];
  /** What brings the hooks that one lane has `loaded` to the versions that they were reloaded to. */
  reloads(loaded: readonly UsedHook[]): NonNullable<JournalChanges['reload']>;
}

interface Seat {
  /** Place in the plan. */
  readonly index: number;
  readonly plan: HookPlan;
  readonly bundle: LoadableHook;
  readonly folder: string;
}

/** The hooks as they were run. */
export const ownHooks = (folder: string, plan: Plan, file: LanesFile): ReplayHooks =>
  hooksOf(folder, ownSeats(folder, plan, file), [], new Set());

/**
 * The same, changed; `scratch` is where bundles of given hooks are kept. Throws an InputError with every fault: of a hook's
 * file, a hook that the run has not, an option.
 */
export const changedHooks = async (
  folder: string,
  plan: Plan,
  file: LanesFile,
  words: HookChanges,
  scratch: string,
): Promise<ReplayHooks> => {
  const faults: Fault[] = [];
  const said: string[] = [];
  const changed = new Set<string>();
  const own = ownSeats(folder, plan, file);
  const names = own.map(({ bundle, folder: where }) => fresh(bundle, where).name);
  const known = (argument: string, name: string): boolean => {
    if (names.includes(name)) return true;
    const hint = didYouMean(name, names).hint ?? `its hooks: ${[...new Set(names)].join(', ') || 'none'}`;
    faults.push({ file: argument, line: 0, column: 0, message: `the run had no hook '${name}'`, hint });
    return false;
  };
  let seats: (Seat | undefined)[] = own;
  for (const path of words.hooks) {
    const argument = `--hook ${path}`;
    const at = path.lastIndexOf('@');
    if (at > 0 && !path.includes('/', at) && !existsSync(path)) {
      const message = `a replay takes no '${path.slice(at)}': the hook stands where that of its name stood in the run`;
      faults.push({ file: argument, line: 0, column: 0, message, hint: `--hook ${path.slice(0, at)}` });
      continue;
    }
    try {
      const bundle = await bundleHook(path);
      const { name } = loadHook(bundle, scratch);
      if (!known(argument, name)) continue;
      seats = seats.map((seat, i) => (names[i] === name && seat ? { ...seat, bundle, folder: scratch } : seat));
      said.push(`hook ${name} is ${path}`);
      changed.add(name);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(...error.faults);
    }
  }
  for (const name of words.without) {
    if (!known(`--without ${name}`, name)) continue;
    seats = seats.map((seat, i) => (names[i] === name ? undefined : seat));
    said.push(`no hook ${name}`);
    changed.add(name);
  }
  const pending = words.sets.flatMap(text => settingOf(text, names, faults));
  const settled = settlePending(
    own.map(each => each.plan),
    names,
    pending,
  );
  faults.push(...settled.faults);
  for (const { path, value } of pending) said.push(`${path} is ${value}`);
  const there = seats.flatMap((seat, i) => (seat ? [{ ...seat, plan: settled.hooks[i]! }] : []));
  for (const { plan: each, bundle, folder: where } of there)
    faults.push(...checkHookOptions(fresh(bundle, where), each).faults);
  if (faults.length > 0) throw new InputError(faults);
  return hooksOf(folder, there, said, changed);
};

const ownSeats = (folder: string, plan: Plan, file: LanesFile): Seat[] =>
  file.hooks.map(({ name, sourceFile, bundle }, i) => {
    const code = readFileSync(join(folder, 'hooks', bundle), 'utf8');
    return {
      index: i,
      plan: plan.hooks[i]!,
      bundle: { name, sourceFile, code, impurities: [] },
      folder: join(folder, 'hooks'),
    };
  });

const hooksOf = (
  run: string,
  seats: readonly Seat[],
  said: readonly string[],
  changed: ReadonlySet<string>,
): ReplayHooks => ({
  said,
  changed,
  load: () =>
    seats.map(({ plan, bundle, folder }) => {
      const hook = fresh(bundle, folder);
      return { ...plan, hook, values: checkHookOptions(hook, plan).values };
    }),
  reloads: loaded => (engine, index, file) => {
    const place = seats.findIndex(seat => seat.index === index);
    const seat = seats[place];
    // A hook that is another one now, or is left out, has no versions.
    if (seat === undefined || changed.has(loaded[place]!.hook.name)) return;
    const folder = join(run, 'hooks');
    const version = { ...seat.bundle, code: readFileSync(join(folder, file), 'utf8') };
    const hook = fresh(version, folder, false);
    reloadHook(engine, loaded[place]!, { index, plan: seat.plan, hook, bundle: file });
  },
});

const fresh = (bundle: LoadableHook, folder: string, mapped = true): UsedHook['hook'] => {
  dropHook(bundle, folder);
  return loadHook(bundle, folder, mapped);
};

const settingOf = (text: string, names: readonly string[], faults: Fault[]): PendingSetting[] => {
  const argument = `--set ${text}`;
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  if (names.some(name => path.startsWith(`${name}.`) && path.length > name.length + 1)) {
    return [{ path, value: text.slice(equals + 1), argument, known: { names: [], stages: [] } }];
  }
  const message =
    equals < 0 || !path.includes('.')
      ? 'expected NAME.OPTION=VALUE: a replay changes hooks only'
      : `the run had no hook '${path.split('.')[0]}': a replay changes hooks only`;
  const hint = didYouMean(path.split('.')[0]!, names).hint ?? `its hooks: ${[...new Set(names)].join(', ') || 'none'}`;
  faults.push({ file: argument, line: 0, column: 0, message, hint });
  return [];
};
