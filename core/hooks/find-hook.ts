import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';

/** Hyphenated lower-case words, as hooks are named. */
export const HOOK_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const SOURCES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

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
 * path, relative to the folder `from`. Throws an InputError with the nearest name when there is none.
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
  if (isFile(path)) return path;
  const message = `no such file: ${path}`;
  throw new InputError([
    { file: name, line: 0, column: 0, message, ...didYouMean(basename(path), sourcesIn(dirname(path))) },
  ]);
};
