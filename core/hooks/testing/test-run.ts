import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, InputError } from '../../fault.js';
import { bundleHook } from '../bundle.js';
import { shownPath } from '../place.js';
import { bundleTest } from './bundle-test.js';
import type { HookFiles } from './hook-files.js';
import { runTestProcess, type TestOutcome } from './test-process.js';
import type { TestFailure, TestTask } from './test-words.js';

/** What became of one file. */
export interface FileReport extends TestOutcome {
  /** As people know it. */
  readonly file: string;
  /** A file of tests, or a hook that none of them imports. */
  readonly kind: 'test' | 'smoke';
}

export interface TestRunSettings {
  /** Bundles are written here. */
  readonly scratch: string;
  readonly hungAfterMs: number;
  readonly say: (text: string) => void;
  readonly onReport: (report: FileReport) => void;
  /** Ends the run: what is under way is stopped and not reported. */
  readonly signal: AbortSignal;
}

/** What was run. */
export interface TestRun {
  readonly reports: readonly FileReport[];
  /** The files all of it was made from, absolute: watch these to run it again. */
  readonly inputs: ReadonlySet<string>;
}

const faultFailure = ({ message, hint, ...place }: Fault): TestFailure => ({
  message: hint === undefined ? message : `${message} (${hint})`,
  details: '',
  stack: place.line > 0 ? [place] : [],
});

/** Runs the tests one file after the other, then a smoke test of each hook that no test imports. */
export const runHookTests = async (files: HookFiles, settings: TestRunSettings): Promise<TestRun> => {
  const { scratch, hungAfterMs, say, onReport, signal } = settings;
  const reports: FileReport[] = [];
  const imported = new Set<string>();
  const used = new Set<string>([...files.tests, ...files.hooks]);

  const run = async (kind: FileReport['kind'], source: string, make: () => Promise<TestTask>): Promise<void> => {
    if (signal.aborted) return;
    const outcome = await make().then(
      async task => {
        if (signal.aborted) return undefined;
        const running = runTestProcess(task, { hungAfterMs, say });
        signal.addEventListener('abort', running.stop, { once: true });
        const outcome = await running.outcome;
        signal.removeEventListener('abort', running.stop);
        return outcome;
      },
      (error: unknown): TestOutcome => {
        if (!(error instanceof InputError)) throw error;
        const failed = error.faults.map(fault => ({ name: 'building', failure: faultFailure(fault) }));
        return { passed: [], failed, skipped: 0, notes: [] };
      },
    );
    if (signal.aborted || outcome === undefined) return;
    const report = { file: shownPath(source), kind, ...outcome };
    reports.push(report);
    onReport(report);
  };

  for (const [index, source] of files.tests.entries())
    await run('test', source, async () => {
      const { code, inputs } = await bundleTest(source);
      for (const input of inputs) imported.add(input);
      const bundle = join(scratch, `${index}.mjs`);
      writeFileSync(bundle, code);
      return { kind: 'file', bundle };
    });
  // A test that cannot be built names no hook: the one beside it is taken to be tested.
  const isTested = (hook: string): boolean =>
    imported.has(hook) || files.tests.some(test => test.replace(/\.test(?=\.[cm]?[jt]s$)/, '') === hook);
  for (const source of files.hooks.filter(hook => !isTested(hook)))
    await run('smoke', source, async () => {
      const { name, sourceFile, code, impurities, inputs } = await bundleHook(source);
      for (const input of inputs) used.add(input);
      return { kind: 'smoke', hook: { name, sourceFile, code, impurities }, folder: scratch };
    });
  return { reports, inputs: new Set([...used, ...imported]) };
};
