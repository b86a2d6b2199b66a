import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { AnyHook } from '../../sdk/hook.js';
import { InputError } from '../fault.js';
import type { BundledHook } from './bundle.js';
import { hookFaults, hookOf } from './hook-shape.js';
import { importHint } from './import-hint.js';
import { authorPlace, forgetBundle, rememberBundle, shownPath } from './place.js';
import { provideSdk } from './provide-sdk.js';

/** What loading needs of a bundle. */
export type LoadableHook = Pick<BundledHook, 'name' | 'sourceFile' | 'code' | 'impurities'>;

/**
 * Where a bundle is kept in `dir`. The name follows from the whole content, the map included: code that only moved to
 * other lines is another file, or its errors would point at the old ones.
 */
export const bundlePath = (bundle: LoadableHook, dir: string): string => {
  let hash = hashes.get(bundle);
  if (hash === undefined) {
    hash = createHash('sha256').update(bundle.code).digest('hex').slice(0, 16);
    hashes.set(bundle, hash);
  }
  return resolve(dir, `${bundle.name}.${hash}.cjs`);
};

/** Asked for again and again while a lane stands still for a reload. */
const hashes = new WeakMap<LoadableHook, string>();

/** Writes the bundle into `dir`, unless it is there. Several threads may do it at once: the file appears whole. */
const written = (bundle: LoadableHook, dir: string): string => {
  const path = bundlePath(bundle, dir);
  if (existsSync(path)) return path;
  mkdirSync(dir, { recursive: true });
  const draft = join(dir, `.${bundle.name}.${process.pid}.${threadId}.draft`);
  writeFileSync(draft, bundle.code);
  renameSync(draft, path);
  return path;
};

/**
 * Loads a hook into this thread: its bundle is written into `dir` under a name made of its content, and required. It is
 * synchronous on purpose: `import()` never resolves in a loop that does not yield, and what it loads is never freed.
 * The same bundle gives the same object until it is dropped. Throws an InputError with everything that is wrong.
 *
 * `mapped`: Node's own stacks are to name the author's lines. It keeps the map of each module by a weak reference, whose
 * target lives on until the thread yields to its event loop; for what is loaded within a loop that does not, leave it
 * out: `authorPlace` and `authorStack` find the lines by themselves.
 */
export const loadHook = (bundle: LoadableHook, dir: string, mapped = true): AnyHook => {
  provideSdk();
  const path = written(bundle, dir);
  rememberBundle(path, bundle.code);
  const file = shownPath(bundle.sourceFile);
  let exported: unknown;
  try {
    // Only code loaded from here on is mapped.
    process.setSourceMapsEnabled(mapped);
    exported = createRequire(path)(path);
  } catch (error) {
    const place = authorPlace(error) ?? { file, line: 0, column: 0 };
    const why = String((error as Error)?.message ?? error);
    const hint = importHint(why);
    throw new InputError([
      { ...place, message: `the hook failed while it was loaded: ${why}`, ...(hint === undefined ? {} : { hint }) },
    ]);
  } finally {
    process.setSourceMapsEnabled(true);
  }
  const found = hookOf(exported);
  if ('refusal' in found)
    throw new InputError([
      { file, line: 0, column: 0, message: `not a hook: ${found.refusal}`, hint: 'export default defineHook({ … })' },
    ]);
  const faults = hookFaults(found.hook, bundle.sourceFile, path);
  if (found.hook['impure'] !== true) faults.push(...bundle.impurities);
  if (faults.length > 0) throw new InputError(faults);
  return found.hook as unknown as AnyHook;
};

/** Where Node found a module it was asked for: kept for ever, a hook loaded ten thousand times being ten thousand paths. */
const { _pathCache: found } = Module as unknown as { readonly _pathCache?: Record<string, string> };

/** The next `loadHook` of this bundle in this thread runs it anew. Its places are known as before. */
export const unloadHook = (bundle: LoadableHook, dir: string): void => {
  const path = bundlePath(bundle, dir);
  delete createRequire(path).cache[path];
  if (found !== undefined) delete found[`${path}\0`];
};

/** Forgets a loaded bundle in this thread, so that its memory can be freed. Its file stays: other threads may need it. */
export const dropHook = (bundle: LoadableHook, dir: string): void => {
  unloadHook(bundle, dir);
  forgetBundle(bundlePath(bundle, dir));
};
