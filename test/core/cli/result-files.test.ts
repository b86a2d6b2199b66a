import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulate } from '../../../core/cli/simulate.js';
import { InputError } from '../../../core/fault.js';
import { parseXml } from '../report/parse-xml.js';
import { fakeTerminal } from './fake-terminal.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

const plan = (text: string): string => {
  const file = join(home, 'lab.yaml');
  writeFileSync(file, `link: { rate: 8Mbit/s, delay: 5ms }\nduration: 1s\n${text}`);
  return file;
};
const CBR = 'traffic: [{ kind: cbr, from: client, to: server, rate: 1Mbit/s, size: 1000B }]\n';

const run = (file: string, options: { junit?: string; summary?: string }): Promise<number> =>
  simulate(fakeTerminal())(file, { hook: [], set: [], ...options });

test('an expectation that is not met is exit code 1, a failure in the XML and a cross in the summary', async () => {
  const [junit, summary] = [join(home, 'reports', 'junit.xml'), join(home, 'summary.md')];
  writeFileSync(summary, 'before\n');
  const file = plan(`${CBR}expect: [stages.up.framesIn > 100, stages.up.lost >= 50%]\n`);
  assert.is(await run(file, { junit, summary }), 1);
  const suite = parseXml(readFileSync(junit, 'utf8')).children[0]!;
  assert.equal([suite.attributes['name'], suite.attributes['failures']], ['lab.yaml', '1']);
  const failed = suite.children.filter(({ children }) => children[0]?.name === 'failure');
  assert.equal(
    failed.map(({ attributes }) => attributes['name']),
    ['stages.up.lost >= 50%'],
  );
  // CI systems give one file for all steps of a job.
  assert.match(
    readFileSync(summary, 'utf8'),
    /^before\n### ❌ lab\.yaml: 1 of 2 expectations not met; the run is valid\n(.*\n)*\| ❌ \| `stages\.up\.lost >= 50%` \| 0 %/,
  );
});

test('a hook that throws is an error in the XML, with its line', async () => {
  const junit = join(home, 'junit.xml');
  writeFileSync(
    join(home, 'bad.ts'),
    "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'bad', preamble() { throw new Error('oh <no>'); } });\n",
  );
  assert.is(await run(plan(`${CBR}hooks: [./bad.ts]\n`), { junit }), 1);
  const suite = parseXml(readFileSync(junit, 'utf8')).children[0]!;
  assert.is(suite.attributes['errors'], '1');
  const why = suite.children.find(({ attributes }) => attributes['name'] === 'bad')!.children[0]!;
  assert.match(
    why.attributes['message']!,
    /bad\.ts:2:\d+: hook bad threw in its preamble at stage up, frame 0: oh <no>/,
  );
});

test('the former run’s file is gone when a run does not come to its end', async () => {
  const junit = join(home, 'junit.xml');
  writeFileSync(junit, 'of the former run');
  try {
    await run(plan('nonsense: 1\n'), { junit });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
  }
  assert.not.ok(existsSync(junit));
});

test.run();
