import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { HookReloaded } from './hook-reloader.js';

/** What a hook that cannot be built may lack. */
const SOURCE = /\.([cm]?[jt]sx?|json)$/;

/** Editors write a file in several steps, and format it a moment after. */
const SETTLE_MS = 50;

/** Hooks that can be built anew: see LiveControl. */
export interface SavedHooks {
  readonly reloader: {
    /** By hook: the files it is made of, absolute. */
    readonly inputs: readonly (readonly string[])[];
    hasFailed(index: number): boolean;
  };
  reloadChanged(index: number): Promise<HookReloaded>;
}

/**
 * Builds a hook anew when one of its files is saved, and tells what came of it. Folders are watched, not files: editors
 * put a new file in the place of the old one. A hook that could not be built is tried again whatever changes beside its
 * files, since what it lacks may be a file that was not there.
 */
export const watchSaves = (
  hooks: SavedHooks,
  tell: (reloaded: HookReloaded) => void,
  onFailure: (why: string) => void,
): { stop(): void } => {
  const { reloader } = hooks;
  const folders = new Map<string, FSWatcher>();
  const settling = new Map<number, NodeJS.Timeout>();
  const refusals = new Map<number, string>();
  let stopped = false;

  /** Whether this hook was refused for the same reasons the last time. */
  const isOldNews = (index: number, { faults, lanes }: HookReloaded): boolean => {
    const why = JSON.stringify([faults, lanes.map(lane => ('faults' in lane ? lane.faults : []))]);
    const before = refusals.get(index);
    refusals.set(index, why);
    return faults !== undefined && why === before;
  };
  const reload = async (index: number): Promise<void> => {
    settling.delete(index);
    try {
      const reloaded = await hooks.reloadChanged(index);
      if (stopped) return;
      follow();
      // Asked of one that is as it was too: what comes after it is news.
      const isOld = isOldNews(index, reloaded);
      if (reloaded.unchanged === undefined && !isOld) tell(reloaded);
    } catch (error) {
      if (!stopped) onFailure((error as Error).message);
    }
  };
  const saved = (folder: string, name: string | null): void => {
    reloader.inputs.forEach((files, index) => {
      const here = files.filter(file => dirname(file) === folder).map(file => basename(file));
      const isMissing = (): boolean => reloader.hasFailed(index) && SOURCE.test(name!);
      if (here.length === 0 || !(name === null || here.includes(name) || isMissing())) return;
      clearTimeout(settling.get(index));
      settling.set(
        index,
        setTimeout(() => void reload(index), SETTLE_MS),
      );
    });
  };
  /** Another version may be made of other files. */
  const follow = (): void => {
    const wanted = new Set(reloader.inputs.flat().map(file => dirname(file)));
    for (const [folder, watcher] of folders) {
      if (wanted.has(folder)) continue;
      watcher.close();
      folders.delete(folder);
    }
    for (const folder of wanted) {
      if (folders.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => saved(folder, name));
        watcher.unref();
        watcher.on('error', error => onFailure(error.message));
        folders.set(folder, watcher);
      } catch (error) {
        onFailure(`${folder} cannot be watched: ${(error as Error).message}`);
      }
    }
  };
  follow();
  return {
    stop() {
      stopped = true;
      for (const timer of settling.values()) clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
      folders.clear();
    },
  };
};
