import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookTest } from '../../../core/cli/hook-test.js';
import { COMMAND_LINE } from '../../command-line.js';
import { faultsOf, folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

const GOOD =
  "import 'hookline/sdk/testing';\nimport { test } from 'uvu';\ntest('fine', () => console.log('said'));\ntest.run();\n";
const BAD =
  "import 'hookline/sdk/testing';\nimport { test } from 'uvu';\nimport * as assert from 'uvu/assert';\ntest('wrong', () => assert.is(1, 2));\ntest.skip('later');\ntest.run();\n";
const HANGING =
  "import 'hookline/sdk/testing';\nimport { test } from 'uvu';\ntest('turns', () => { console.log('turning'); for (;;); });\ntest.run();\n";
const HOOK = "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'x', preamble() {} });\n";

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({});
});
test.after.each(() => home.remove());

const run = async (paths: readonly string[], options: { json?: boolean } = {}) => {
  const terminal = fakeTerminal();
  const code = await hookTest(terminal)(paths, { timeout: '60s', ...options });
  const near = (text: string): string => text.replaceAll(`${home.folder}/`, '');
  return { code, out: near(terminal.said.out), err: near(terminal.said.err) };
};

test('every file has a line, a failure its reason and place, and the last line is the sum', async () => {
  home.write('a.test.ts', GOOD);
  home.write('b.test.ts', BAD);
  home.write('c.ts', HOOK);
  const { code, out } = await run([home.folder]);
  assert.is(code, 1);
  assert.is(
    out,
    `said
ok  a.test.ts: 1 passed
FAILED  b.test.ts: 0 passed, 1 failed, 1 skipped

  wrong
    Expected values to be strictly equal:
      ++2    (Expected)
      --1    (Actual)
    at b.test.ts:4:28

ok  c.ts, without a test of its own: smoke test: 3 passed

4 passed, 1 failed, 1 skipped
`,
  );
});

test('as JSON the results stand alone on standard output', async () => {
  const { code, out, err } = await run([home.write('a.test.ts', GOOD)], { json: true });
  assert.is(code, 0);
  assert.is(err, 'said\n');
  assert.equal(JSON.parse(out), {
    passed: 1,
    failed: 0,
    skipped: 0,
    files: [{ file: 'a.test.ts', kind: 'test', passed: ['fine'], failed: [], skipped: 0, notes: [] }],
  });
});

test('a folder without hooks, a file that is not there and a timeout that is none are bad input', async () => {
  assert.equal(await faultsOf(() => run([home.folder])), [
    '0:0 no hook and no test of one here (hookline hook new NAME begins one)',
  ]);
  assert.equal(await faultsOf(() => run([home.path('nowhere')])), ['0:0 no such file or folder']);
  for (const timeout of ['soon', '0s'])
    assert.is((await faultsOf(() => hookTest(fakeTerminal())([], { timeout }))).length, 1);
});

/** The command line at work in the folder; `until` waits for words of it. */
const start = (...words: string[]) => {
  const child: ChildProcess = spawn(COMMAND_LINE[0]!, [...COMMAND_LINE.slice(1), 'hook', 'test', ...words], {
    cwd: home.folder,
  });
  let said = '';
  let look = (): void => {};
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', chunk => {
      said += chunk;
      look();
    });
  // A test that fails leaves nobody behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
  const until = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => pattern.test(said) && resolve();
      ended.then(() => reject(new Error(`it ended with: ${said}`)));
      look();
    });
  return { child, ended, until, said: () => said };
};

test('Ctrl-C ends it, a test that hangs included', async () => {
  home.write('a.test.ts', HANGING);
  const { child, ended, until } = start();
  await until(/turning/);
  child.kill('SIGINT');
  assert.is(await ended, 130);
});

test('watching, it runs again when a file changes, until Ctrl-C', async () => {
  const file = home.write('a.test.ts', GOOD);
  const { child, ended, until, said } = start('--watch');
  await until(/1 passed, 0 failed\nwaiting for changes/);
  appendFileSync(file, "\ntest('second', () => { throw new Error('changed'); });\ntest.run();\n");
  await until(/1 passed, 1 failed\nwaiting for changes/);
  assert.match(said(), /changed\n {4}at a\.test\.ts:6:/);
  child.kill('SIGINT');
  assert.is(await ended, 130);
});

test.run();
