import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundlePath } from '../hooks/load.js';
import type { Plan } from '../plan/plan.js';
import { planText } from '../plan/plan-text.js';
import type { LinkRecord } from '../report/link-record.js';
import { LANES_FILE, type LanesFile, lanesText } from './lanes-file.js';
import type { LoadedInput } from './load-input.js';
import { type PreparedHooks, prepareHooks } from './prepare-hooks.js';
import { RunFolder } from './run-folder.js';
import { scratchFolder } from './scratch-folder.js';
import { writePicture } from './write-picture.js';

/** A run that is ready to begin: its hooks loaded, its directory made. */
export interface PreparedRun {
  readonly name: string;
  readonly hooks: PreparedHooks;
  /** Where the bundles are. */
  readonly hookFolder: string;
  readonly folder: RunFolder | undefined;
  /** Removes what must not outlast the run. */
  clean(): void;
}

/** Loads the hooks of a plan; `out` names the run's directory, if it is to have one. */
export const prepareRun = async (input: LoadedInput, plan: Plan, out: string | undefined): Promise<PreparedRun> => {
  const folder = out === undefined ? undefined : new RunFolder(out);
  const hookFolder = folder ? join(folder.path, 'hooks') : scratchFolder();
  const clean = (): void => {
    if (!folder) rmSync(hookFolder, { recursive: true, force: true });
  };
  try {
    const hooks = await prepareHooks(plan, input.pending, hookFolder);
    return { name: input.name, hooks, hookFolder, folder, clean };
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
  record: LinkRecord,
  journal: JournalTold,
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
    captures: 'captures',
    ...(plan.hooks.length > 0 ? { hooks: 'hooks' } : {}),
    ...(await writePicture(folder, record, run.name)),
  };
};
