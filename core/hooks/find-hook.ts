import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import { shownPath } from './place.js';

/** Hyphenated lower-case words, as hooks are named. */
export const HOOK_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const SOURCES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
/** What people give in place of a hook, and what to do with it. */
const PLANS = ['.yaml', '.yml', '.csv'];

// The build mirrors the source tree, so this folder lies beside the emulator in both; only the endings differ.
const shippedFolder = fileURLToPath(new URL('../../plugins/', import.meta.url));

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Names of the source files in `folder`; none if there is no such folder. */
const sourcesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter(name => SOURCES.includes(extname(name)) && !name.endsWith('.d.ts'));
  } catch {
    return [];
  }
};

/** The names of the hooks that come with Hookline, sorted. */
export const shippedHooks = (): string[] =>
  [...new Set(sourcesIn(shippedFolder).map(file => basename(file, extname(file))))].sort();

/**
 * The absolute path of a hook's file. A bare name (`attacker`) is a hook that comes with Hookline; anything else is a
 * path, relative to the folder `from`. Throws an InputError with the nearest name when there is none, and for a file in
 * which no hook can be written.
 */
export const findHook = (name: string, from: string = process.cwd()): string => {
  if (HOOK_NAME.test(name)) {
    const found = ['.ts', '.js'].map(ending => shippedFolder + name + ending).find(isFile);
    if (found !== undefined) return found;
    const hint = didYouMean(name, shippedHooks()).hint ?? `a hook of your own is named by its path, as in ./${name}.ts`;
    throw new InputError([
      { file: name, line: 0, column: 0, message: 'no hook of this name comes with Hookline', hint },
    ]);
  }
  const path = resolve(from, name);
  const ending = extname(path);
  const exists = isFile(path);
  if (exists && (SOURCES.includes(ending) || ['.tsx', '.jsx'].includes(ending))) return path;
  const place = { file: isAbsolute(name) ? shownPath(path) : name, line: 0, column: 0 };
  if (exists) {
    const hint = PLANS.includes(ending) ? 'hookline check says what a plan or a scenario does' : undefined;
    const message = `no hook can be in this file: a hook is TypeScript or JavaScript (${SOURCES.join(' ')})`;
    throw new InputError([{ ...place, message, ...(hint === undefined ? {} : { hint }) }]);
  }
  const message = isAbsolute(name) ? 'no such file' : `no such file: ${path}`;
  throw new InputError([{ ...place, message, ...didYouMean(basename(path), sourcesIn(dirname(path))) }]);
};
