import { basename, resolve } from 'node:path';
import type { Fault } from '../fault.js';
import { isLink } from './link-form.js';
import { didYouMean } from './nearest.js';
import type { HookPlan, Plan } from './plan.js';
import { planFaults } from './plan-faults.js';
import { changeSetting, isSetting, settingNames } from './plan-settings.js';
import type { NamedStages } from './resolve-groups.js';
import { isPath } from './resolve-hooks.js';
import type { ReadFile } from './resolving.js';

/** Stages of a refusal. */
const MOST_PLACES = 8;

/** What the command line says about the plan: the arguments of `--hook` and of `--set`, in their order. */
export interface CommandLine {
  readonly hooks: readonly string[];
  readonly sets: readonly string[];
}

/** A `--set` for a hook whose file has another name: it waits until the hooks are loaded and their names known. */
export interface PendingSetting {
  /** `name.option`. */
  readonly path: string;
  readonly value: string;
  /** As typed: `--set name.option=value`. */
  readonly argument: string;
  /** What else could have been meant. */
  readonly known: KnownSettings;
}

/** What a plan has to be set. */
interface KnownSettings {
  readonly names: readonly string[];
  /** Of a graph; those of a link are always the same. */
  readonly stages: readonly string[];
}

export interface Merged {
  readonly plan: Plan;
  readonly pending: readonly PendingSetting[];
  readonly faults: Fault[];
}

/**
 * Merges the command line into a plan. `--hook FILE` adds a hook behind the plan's own, at all stages, or at one, or a
 * group of them, as in `FILE@up`. `--set path=value` changes a setting of the plan (`seed`, `up.queue`, `link.delay`, `traffic.0.rate` …) or
 * an option of a hook, named by its file without ending. Paths are relative to the working directory.
 */
export const mergeCommandLine = (
  plan: Plan,
  line: CommandLine,
  readFile: ReadFile,
  groups: NamedStages = new Map(),
): Merged => {
  const faults: Fault[] = [];
  const pending: PendingSetting[] = [];
  const hooks = line.hooks.map(argument => hookOf(argument, plan, groups, readFile, faults));
  let merged: Plan = { ...plan, hooks: [...plan.hooks, ...hooks] };
  const names = settingNames(plan);
  const known: KnownSettings = { names, stages: isLink(plan) ? [] : plan.stages.map(({ name }) => name) };
  for (const text of line.sets) {
    const argument = `--set ${text}`;
    const equals = text.indexOf('=');
    const path = text.slice(0, Math.max(0, equals)).trim();
    const value = text.slice(equals + 1);
    if (path === '') {
      faults.push(unplaced(argument, 'expected NAME=VALUE', 'as in up.queue=64KiB or attacker.chance=2%'));
      continue;
    }
    const stems = merged.hooks.map(stem);
    if (isSetting(merged, path)) {
      const changed = changeSetting(merged, path, value, readFile);
      if (changed.plan) merged = changed.plan;
      faults.push(...changed.faults.map(fault => (fault.file === '' ? { ...fault, file: argument } : fault)));
    } else if (longestOwner(path, stems) !== undefined) {
      merged = { ...merged, hooks: withOption(merged.hooks, stems, path, value, argument) };
    } else if (merged.hooks.length > 0 && path.includes('.') && !names.some(name => sameSection(name, path))) {
      pending.push({ path, value, argument, known });
    } else {
      faults.push(unknown(argument, path, stems, known));
    }
  }
  // The plan had none of its own: one that is there now comes from the command line.
  for (const { path, message, hint } of planFaults(merged))
    faults.push(unplaced(`--set ${path.join('.')}`, message, hint));
  return { plan: merged, pending, faults };
};

/**
 * Gives the settings that waited to the hooks that bear their names: `names[i]` is the declared name of `hooks[i]`, known
 * once it is loaded.
 */
export const settlePending = (
  hooks: readonly HookPlan[],
  names: readonly string[],
  pending: readonly PendingSetting[],
): { hooks: readonly HookPlan[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  let settled = hooks;
  for (const { path, value, argument, known } of pending) {
    if (longestOwner(path, names) !== undefined) settled = withOption(settled, names, path, value, argument);
    else {
      const all = [...new Set([...names.filter(name => name !== ''), ...settled.map(stem)])];
      faults.push(unknown(argument, path, all, known));
    }
  }
  return { hooks: settled, faults };
};

const hookOf = (text: string, { stages }: Plan, groups: NamedStages, readFile: ReadFile, faults: Fault[]): HookPlan => {
  const argument = `--hook ${text}`;
  const names = stages.map(({ name }) => name);
  const places = [...names, ...groups.keys(), 'both', 'all'];
  const cut = text.lastIndexOf('@');
  const where = cut < 0 ? undefined : text.slice(cut + 1);
  const at = where !== undefined && places.includes(where) ? where : undefined;
  const use = at === undefined ? text : text.slice(0, cut);
  if (at === undefined && /^[^@]*@[\w-]*$/.test(text)) {
    const known = firstOf([...names, ...groups.keys()].map(name => `@${name}`));
    const { hint } = didYouMean(where!, places);
    faults.push(unplaced(argument, `no place '@${where}': expected ${known} or @all`, hint));
  } else if (use === '') faults.push(unplaced(argument, 'expected a path to a hook or the name of a shipped one'));
  else if (isPath(use) && readFile(use) === undefined) faults.push(unplaced(argument, `cannot read '${use}'`));
  return {
    file: isPath(use) ? resolve(use) : use,
    stages: at === undefined || at === 'both' || at === 'all' ? names : (groups.get(at) ?? [at]),
    options: {},
    onError: 'stop',
    places: { '': { file: argument, line: 0, column: 0 } },
  };
};

/** `attacker` for `/home/me/attacker.ts`. */
const stem = (hook: HookPlan): string =>
  isPath(hook.file) ? basename(hook.file).replace(/\.[cm]?[jt]s$/, '') : hook.file;

/** Whose option `path` names; names may hold dots, so the longest wins. */
const longestOwner = (path: string, names: readonly string[]): string | undefined =>
  names
    .filter(name => path.startsWith(`${name}.`) && path.length > name.length + 1)
    .sort((a, b) => b.length - a.length)[0];

const withOption = (
  hooks: readonly HookPlan[],
  names: readonly string[],
  path: string,
  value: string,
  argument: string,
): HookPlan[] => {
  const owner = longestOwner(path, names)!;
  const option = path.slice(owner.length + 1);
  return hooks.map((hook, i) => {
    if (names[i] !== owner) return hook;
    const places = { ...hook.places, [option]: { file: argument, line: 0, column: 0 } };
    return { ...hook, options: { ...hook.options, [option]: value }, places };
  });
};

const sameSection = (name: string, path: string): boolean => name.split('.')[0] === path.split('.')[0];

const unknown = (argument: string, path: string, hooks: readonly string[], { names, stages }: KnownSettings): Fault => {
  const owner = path.split('.')[0]!;
  const message = `no setting '${path}'${path.includes('.') ? `, nor a hook '${owner}'` : ''}`;
  const hint = didYouMean(path, [...names, ...hooks]).hint ?? didYouMean(owner, hooks).hint;
  const places = stages.length > 0 ? `stages: ${firstOf(stages)}; ` : '';
  return unplaced(argument, message, hint ?? `${places}hooks: ${hooks.join(', ') || 'none'}`);
};

const firstOf = (names: readonly string[]): string =>
  `${names.slice(0, MOST_PLACES).join(', ')}${names.length > MOST_PLACES ? ' …' : ''}`;

const unplaced = (file: string, message: string, hint?: string): Fault =>
  hint === undefined ? { file, line: 0, column: 0, message } : { file, line: 0, column: 0, message, hint };
