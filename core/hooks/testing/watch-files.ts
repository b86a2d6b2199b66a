import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps. */
const SETTLED_MS = 100;

/**
 * Resolves when one of these files (absolute) has been written since `since` (ms of the wall clock) and 100 ms have passed
 * without another one, or when `signal` aborts. Their folders are watched: editors replace files, and one that is new may
 * be a test.
 */
export const watchFiles = (files: ReadonlySet<string>, since: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const known = new Map<string, Set<string>>();
    for (const file of files) {
      const names = known.get(dirname(file)) ?? new Set();
      known.set(dirname(file), names.add(basename(file)));
    }
    const watchers: FSWatcher[] = [];
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      for (const watcher of watchers) watcher.close();
      resolve();
    };
    const schedule = (): void => {
      clearTimeout(timer);
      timer = setTimeout(end, SETTLED_MS);
    };
    const changed = (names: ReadonlySet<string>, name: string | null): void => {
      if (name !== null && !names.has(name) && !/\.[cm]?[jt]s$/.test(name)) return;
      schedule();
    };
    signal.addEventListener('abort', end);
    for (const [folder, names] of known) {
      try {
        const watcher = watch(folder, (_, name) => changed(names, name));
        // A folder that is removed is no longer watched; the others are.
        watcher.on('error', () => watcher.close());
        watchers.push(watcher);
      } catch {
        // It has gone since.
      }
    }
    // Written while nobody watched.
    if ([...files].some(file => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since)) schedule();
  });
