import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../../fault.js';
import { didYouMean } from '../../plan/nearest.js';

/** Hooks and tests of hooks, by their absolute paths, sorted. */
export interface HookFiles {
  readonly hooks: readonly string[];
  readonly tests: readonly string[];
}

const SOURCE = /\.[cm]?[jt]s$/;
const DECLARATION = /\.d\.[cm]?ts$/;
const TEST = /\.test\.[cm]?[jt]s$/;
const NOT_ENTERED = ['node_modules', 'dist', 'fixtures'];

// Read, not run: a folder may hold anything. What stands in comments and in texts of several lines is nobody's hook.
const TEXTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const isHook = (text: string): boolean => {
  const code = text.replace(TEXTS, found => (/^['"]hookline\/sdk['"]$/.test(found) ? found : "''"));
  return (
    /(?:\bfrom|\brequire\()\s*['"]hookline\/sdk['"]/.test(code) &&
    /\bexport\s+default\b|\bexport\s*\{[^}]*\bdefault\b|\bmodule\.exports\b/.test(code)
  );
};
const isRigTest = (text: string): boolean => /['"]hookline\/sdk\/testing['"]/.test(text);

/**
 * The hooks and tests in these files and folders. In a folder, and all below it but node_modules, dist, fixtures and hidden ones, a
 * hook is a file that imports `hookline/sdk` and has a default export, and a test is a `*.test.ts` (or .js) that imports
 * `hookline/sdk/testing` or lies beside a hook of its name. A file that is named is taken for what its name says; of a hook,
 * the test beside it comes along. Throws an InputError for what is not there.
 */
export const hookFiles = (paths: readonly string[], from: string = process.cwd()): HookFiles => {
  const hooks = new Set<string>();
  const tests = new Set<string>();
  for (const path of paths) {
    const whole = resolve(from, path);
    const found = statSync(whole, { throwIfNoEntry: false });
    if (found === undefined) throw new InputError([missing(path, whole)]);
    if (found.isDirectory()) {
      const inside = sourcesBelow(whole);
      for (const file of inside.filter(each => !TEST.test(each))) if (isHook(textOf(file))) hooks.add(file);
      for (const file of inside.filter(each => TEST.test(each)))
        if (hooks.has(hookOf(file)) || isRigTest(textOf(file))) tests.add(file);
    } else if (TEST.test(whole)) tests.add(whole);
    else {
      hooks.add(whole);
      const beside = whole.replace(SOURCE, ending => `.test${ending}`);
      if (statSync(beside, { throwIfNoEntry: false })?.isFile()) tests.add(beside);
    }
  }
  return { hooks: [...hooks].sort(), tests: [...tests].sort() };
};

/** The file that a test beside it is about. */
const hookOf = (test: string): string => {
  const ending = extname(test);
  return `${test.slice(0, -`.test${ending}`.length)}${ending}`;
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const entries = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

const sourcesBelow = (folder: string): string[] =>
  entries(folder).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return NOT_ENTERED.includes(entry.name) ? [] : sourcesBelow(path);
    return entry.isFile() && SOURCE.test(entry.name) && !DECLARATION.test(entry.name) ? [path] : [];
  });

const missing = (path: string, whole: string) => {
  const names = entries(dirname(whole)).map(({ name }) => name);
  const { hint } = didYouMean(basename(whole), names);
  return { file: path, line: 0, column: 0, message: 'no such file or folder', ...(hint ? { hint } : {}) };
};
