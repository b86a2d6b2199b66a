import { resolve } from 'node:path';
import { type HookInput, hookTermsShape } from './hook-schema.js';
import { termFaults, termsOf } from './hook-terms.js';
import type { HookPlan } from './plan.js';
import type { Path } from './plan-source.js';
import type { Groups } from './resolve-groups.js';
import { tell } from './resolve-topology.js';
import type { Resolving } from './resolving.js';
import { valueAt } from './sound-parts.js';

/** Where the hooks of a plan may stand. */
export interface HookPlaces {
  readonly stages: readonly string[];
  readonly groups: Groups;
  /** Words for all of them. */
  readonly all: readonly string[];
}

/** The hooks that are sound; of the others the files are looked for. */
export const resolveHooks = (
  resolving: Resolving,
  hooks: readonly (HookInput | undefined)[],
  content: unknown,
  places: HookPlaces | undefined,
): HookPlan[] =>
  hooks.flatMap((said, i) => {
    const path = ['hooks', i];
    if (said !== undefined) return [resolveHook(resolving, said, path, places)];
    const use = valueAt(content, [...path, 'use']);
    if (typeof use === 'string') checkFile(resolving, use, [...path, 'use']);
    return [];
  });

const resolveHook = (
  resolving: Resolving,
  said: HookInput,
  path: readonly (string | number)[],
  places: HookPlaces | undefined,
): HookPlan => {
  const { source } = resolving;
  const { file } = source;
  const written: Record<string, { file: string; line: number; column: number }> = {};
  const options: Record<string, string> = {};
  const asText = source.scalarText(path) !== undefined;
  written[''] = { file, ...source.place(asText ? path : [...path, 'use']) };
  for (const [name, value] of Object.entries(said.options ?? {})) {
    const at = [...path, 'options', name];
    // As it was written: `port: 0x50` or `id: 007` must reach the hook's own parser untouched.
    options[name] = source.scalarText(at) ?? String(value);
    written[name] = { file, ...source.place(at) };
  }
  for (const setting of Object.keys(hookTermsShape)) {
    if (source.has([...path, setting])) written[`.${setting}`] = { file, ...source.place([...path, setting]) };
  }
  checkFile(resolving, said.use, asText ? path : [...path, 'use']);
  const hook: HookPlan = {
    file: isPath(said.use) ? resolve(resolving.beside(said.use)) : said.use,
    stages: places === undefined ? [] : stagesAt(resolving, said.at, [...path, 'at'], places),
    options,
    ...termsOf(said),
    places: written,
  };
  for (const fault of termFaults(hook)) tell(resolving, { ...fault, path: [...path, ...fault.path] });
  return hook;
};

/** The stages that `at` names, in the plan's order. */
const stagesAt = (
  resolving: Resolving,
  at: readonly string[] | undefined,
  path: Path,
  { stages, groups, all }: HookPlaces,
): readonly string[] => {
  if (at === undefined) return stages;
  const isText = resolving.source.scalarText(path) !== undefined;
  if (at.length === 0) resolving.fault(path, 'expected at least one stage', `or ${all[0]}`);
  at.forEach((name, i) => {
    const place = isText ? path : [...path, i];
    if (all.includes(name)) {
      if (at.length > 1) resolving.fault(place, `${name} means every stage: it stands alone`);
    } else if (!stages.includes(name) && !groups.has(name))
      resolving.unknown(place, groups.size === 0 ? 'stage' : 'stage or group', name, [
        ...stages,
        ...groups.keys(),
        ...all,
      ]);
    else if (at.indexOf(name) < i)
      resolving.fault(place, `${groups.has(name) ? 'group' : 'stage'} ${name} stands here twice`);
  });
  const meant = new Set([...at, ...at.flatMap(name => groups.get(name) ?? [])]);
  return at.some(name => all.includes(name)) ? stages : stages.filter(name => meant.has(name));
};

const checkFile = (resolving: Resolving, use: string, path: Path): void => {
  if (isPath(use)) resolving.textOf(use, path);
};

/** A path to a hook, not the name of a shipped one: it has a slash or a script's ending. */
export const isPath = (use: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(use);
