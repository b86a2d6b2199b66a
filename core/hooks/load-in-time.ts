import { runInThisContext } from 'node:vm';
import type { AnyHook } from '../../sdk/hook.js';
import { InputError } from '../fault.js';
import { dropHook, type LoadableHook, loadHook } from './load.js';
import { shownPath } from './place.js';

/** A hook's file declares things; whatever takes longer than this never ends. */
const LOAD_MOST_MS = 2000;
const WORK = Symbol.for('hookline.load');

/**
 * As `loadHook`, but a file that does not come to its end is ended: whoever watches over a run cannot wait for one that was
 * saved half-written. Throws an InputError for it.
 */
export const loadInTime = (bundle: LoadableHook, dir: string, mostMs = LOAD_MOST_MS): AnyHook => {
  const place = globalThis as unknown as Record<symbol, () => AnyHook>;
  place[WORK] = () => loadHook(bundle, dir);
  try {
    // Only what a script calls can be ended from outside.
    return runInThisContext("globalThis[Symbol.for('hookline.load')]()", { timeout: mostMs }) as AnyHook;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    // What there is of it would be taken for the whole the next time.
    dropHook(bundle, dir);
    process.setSourceMapsEnabled(true);
    const message = `the hook hangs while it is loaded: it was ended after ${mostMs} ms`;
    throw new InputError([{ file: shownPath(bundle.sourceFile), line: 0, column: 0, message }]);
  } finally {
    delete place[WORK];
  }
};
