import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { ledgerOff, type RunReport } from '../../core/report/run-report.js';
import { hookline } from './hookline.js';

/** A live run of a plan with programs at both ends. */
export interface LivePlan {
  readonly plan: string;
  /** Shell commands. */
  readonly server?: string;
  readonly client: string;
  /** Programs at other hosts, as `--at` takes them: `bob=COMMAND`. */
  readonly at?: readonly string[];
}

export interface LiveEnd {
  readonly report: RunReport;
  /** What the client command printed. */
  readonly said: string;
  /** Where the run wrote its results; removed when `inspect` has ended. */
  readonly folder: string;
}

/** The command that runs one of the programs in programs/. */
export const program = (name: string, ...words: (string | number)[]): string =>
  [process.execPath, fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url)), ...words].join(' ');

/** Runs a plan to the end of its client, which must succeed, and gives `inspect` what came of it, its ledger closed. */
export const runPlan = async <T>(
  { plan, server, client, at = [] }: LivePlan,
  inspect: (end: LiveEnd) => T | Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    const file = join(folder, 'plan.yaml');
    const result = join(folder, 'run');
    writeFileSync(file, plan);
    // With --json the client's own output goes to the run's error output.
    const words = ['run', file, '--json', '--out', result, ...(server === undefined ? [] : ['--server', server])];
    words.push(...at.flatMap(each => ['--at', each]));
    const { code, out, err } = await hookline(...words, '--', 'sh', '-c', client);
    assert.is(code, 0, err);
    const report = JSON.parse(out) as RunReport;
    assert.is(ledgerOff(report.ledger), 0);
    return await inspect({ report, said: err, folder: result });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What a program has printed as lines of JSON. */
export const jsonLines = <T>(said: string): T[] =>
  said
    .split('\n')
    .filter(line => /^[[{]/.test(line))
    .map(line => JSON.parse(line) as T);
