import { rmSync } from 'node:fs';
import { parseSpan } from '../../sdk/quantity.js';
import { InputError } from '../fault.js';
import { type HookFiles, hookFiles } from '../hooks/testing/hook-files.js';
import { runHookTests, type TestRun } from '../hooks/testing/test-run.js';
import { watchFiles } from '../hooks/testing/watch-files.js';
import { scratchFolder } from '../run/scratch-folder.js';
import { EXIT } from './exit-code.js';
import { fileReportText, totalText } from './hook-test-text.js';
import { onInterrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

export interface HookTestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly timeout: string;
}

/** `hookline hook test`: tests of hooks under the rig, each file in a process of its own. */
export const hookTest =
  (terminal: Terminal) =>
  async (paths: readonly string[], { watch = false, json = false, timeout }: HookTestOptions): Promise<number> => {
    const hungAfterMs = milliseconds(timeout);
    const find = (): HookFiles => hookFiles(paths.length > 0 ? paths : ['.']);
    const files = find();
    if (files.hooks.length + files.tests.length === 0) throw new InputError([nothing(paths)]);
    const scratch = scratchFolder();
    const interrupt = onInterrupt();
    const stop = new AbortController();
    interrupt.happened.then(() => stop.abort());
    const once = (found: HookFiles): Promise<TestRun> =>
      runHookTests(found, {
        scratch,
        hungAfterMs,
        say: json ? terminal.err : terminal.out,
        onReport: report => {
          if (!json) terminal.out(fileReportText(report));
        },
        signal: stop.signal,
      });
    try {
      let since = Date.now();
      let { reports, inputs } = await once(files);
      for (;;) {
        if (stop.signal.aborted) return interrupt.code() ?? EXIT.interrupted;
        terminal.out(json ? jsonText(reports) : totalText(reports));
        if (!watch) return reports.some(({ failed }) => failed.length > 0) ? EXIT.failed : EXIT.ok;
        terminal.err('waiting for changes; Ctrl-C ends\n');
        await watchFiles(inputs, since, stop.signal);
        if (stop.signal.aborted) continue;
        terminal.out('\n');
        since = Date.now();
        ({ reports, inputs } = await once(find()));
      }
    } finally {
      interrupt.stop();
      rmSync(scratch, { recursive: true, force: true });
    }
  };

const jsonText = (files: TestRun['reports']): string => {
  const sum = (key: 'passed' | 'failed'): number => files.reduce((all, each) => all + each[key].length, 0);
  const skipped = files.reduce((all, each) => all + each.skipped, 0);
  return `${JSON.stringify({ passed: sum('passed'), failed: sum('failed'), skipped, files }, undefined, 2)}\n`;
};

const nothing = (paths: readonly string[]) => ({
  file: paths.join(' ') || '.',
  line: 0,
  column: 0,
  message: 'no hook and no test of one here',
  hint: 'hookline hook new NAME begins one',
});

const milliseconds = (text: string): number => {
  try {
    const span = parseSpan(text) / 1e6;
    if (span > 0) return span;
  } catch (error) {
    throw new InputError([{ file: '--timeout', line: 0, column: 0, message: (error as Error).message }]);
  }
  throw new InputError([{ file: '--timeout', line: 0, column: 0, message: 'expected a span above 0, as in 10s' }]);
};
