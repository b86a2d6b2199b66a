import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundlePath } from '../hooks/load.js';
import { type LiveNames, liveNames } from '../plan/live-seats.js';
import type { Plan } from '../plan/plan.js';
import { planText } from '../plan/plan-text.js';
import type { RunRecord } from '../report/run-record.js';
import { LANES_FILE, type LanesFile, lanesText } from './lanes-file.js';
import type { LoadedInput } from './load-input.js';
import { type PreparedHooks, prepareHooks } from './prepare-hooks.js';
import { RunFolder, refuseForeign } from './run-folder.js';
import { scratchFolder } from './scratch-folder.js';
import { writePicture } from './write-picture.js';

/** A run that is ready to begin: its hooks loaded, its directory made. */
export interface PreparedRun {
  readonly name: string;
  readonly hooks: PreparedHooks;
  /** What `hookline set` can name in it. */
  readonly names: LiveNames;
  /** Where the bundles are loaded from; the run's directory has copies. */
  readonly hookFolder: string;
  readonly folder: RunFolder | undefined;
  /** Removes what must not outlast the run. */
  clean(): void;
}

/**
 * Loads the hooks of a plan; `out` names the run's directory, if it is to have one. It is touched only when all hooks
 * are good: a misspelt option costs nobody the results of the run before.
 */
export const prepareRun = async (input: LoadedInput, plan: Plan, out: string | undefined): Promise<PreparedRun> => {
  if (out !== undefined) refuseForeign(out);
  const hookFolder = scratchFolder();
  let folder: RunFolder | undefined;
  const clean = (): void => {
    folder?.release();
    rmSync(hookFolder, { recursive: true, force: true });
  };
  try {
    const hooks = await prepareHooks(plan, input.pending, hookFolder, input.expected);
    folder = out === undefined ? undefined : new RunFolder(out);
    for (const bundle of hooks.bundles) folder?.write(join('hooks', basename(bundlePath(bundle, ''))), bundle.code);
    const names = liveNames(
      hooks.plan,
      hooks.used.map(({ hook }) => hook),
    );
    return { name: input.name, hooks, names, hookFolder, folder, clean };
  } catch (error) {
    clean();
    throw error;
  }
};

/** What the journal needs beside its files to be replayed. */
export type JournalTold = Pick<LanesFile, 'lanes' | 'hangs' | 'missing' | 'replaced'>;

/** Writes the plan and the course of the run into its directory. Returns all its files by what they are. */
export const writeCourse = async (
  run: PreparedRun,
  record: RunRecord,
  journal: JournalTold,
  captured: boolean,
): Promise<Record<string, string>> => {
  const { folder } = run;
  const { plan, bundles } = run.hooks;
  if (folder === undefined) return {};
  const hooks = bundles.map(bundle => {
    const { name, sourceFile } = bundle;
    return { name, sourceFile, bundle: basename(bundlePath(bundle, run.hookFolder)) };
  });
  folder.write(LANES_FILE, lanesText({ ...journal, hooks }));
  folder.write('plan.yaml', planText(plan));
  folder.write('timeline.csv', record.csv());
  return {
    plan: 'plan.yaml',
    events: 'events.jsonl',
    timeline: 'timeline.csv',
    journal: 'journal',
    ...(captured ? { captures: 'captures' } : {}),
    ...(plan.hooks.length > 0 ? { hooks: 'hooks' } : {}),
    ...(await writePicture(folder, record, run.name)),
  };
};
