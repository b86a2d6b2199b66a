import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { programOf } from '../command-line.js';
import { sideBySide } from '../side-by-side.js';
import { family, namespacesHeld, startMarked, stillHeld } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const loader = fileURLToPath(import.meta.resolve('tsx'));
const program = programOf(import.meta.url, './emulate-script.ts');

/** Waits until nothing of a program is left, for ten seconds at most; says what is. */
const left = async (mark: string, namespaces: ReadonlySet<string>): Promise<string[]> => {
  for (let i = 0; i < 200 && (family(mark).length > 0 || stillHeld(namespaces)); i++) await sleep(50);
  return [...family(mark), ...(stillHeld(namespaces) ? namespaces : [])];
};

const beside = sideBySide();

// The longest of all.
beside(inNamespaces)('the tests of examples/10-in-your-tests pass, by Node’s own runner', async () => {
  const file = fileURLToPath(new URL('../../examples/10-in-your-tests/client.test.ts', import.meta.url));
  const { code, out } = await startMarked([
    ...[process.execPath, '--import', loader],
    ...['--test', '--test-reporter=tap', file],
  ]).ended;
  assert.is(code, 0, out);
  assert.match(out, /^# pass 5$/m);
});

const ENDS: readonly (readonly [how: string, code: number | null, signal: NodeJS.Signals | null])[] = [
  ['end', 0, null],
  ['throw', 1, null],
  ['exit', 7, null],
  ['stay', null, 'SIGKILL'],
];
for (const [how, code, signal] of ENDS)
  beside(inNamespaces)(`of a program that ends by '${how}' nothing is left`, async () => {
    const run = startMarked([...program, how]);
    await run.said('ping 0');
    const namespaces = namespacesHeld(family(run.mark));
    if (signal) run.child.kill(signal);
    const end = await run.ended;
    assert.equal([end.code, end.signal], [code, signal], end.err);
    assert.equal(await left(run.mark, namespaces), []);
    if (how === 'throw') assert.match(end.err, /Error: not caught/);
  });

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];
const asNobody = (argv: readonly string[]) =>
  spawnSync(NOBODY[0]!, [...NOBODY.slice(1), ...argv], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TMPDIR: '/tmp' },
  });
const NAMESPACES = ['unshare', '--user', '--map-root-user', '--net', '--mount'];
const reason =
  process.geteuid?.() !== 0 || asNobody(['test', '-r', fileURLToPath(import.meta.url)]).status !== 0
    ? 'there is no ordinary user who could read this checkout'
    : asNobody([...NAMESPACES, 'true']).status !== 0
      ? 'an ordinary user has no user namespaces'
      : undefined;
if (reason !== undefined) console.log(`  skipped: ${reason}`);

beside(reason === undefined ? inNamespaces : test.skip)(
  'an ordinary user is told how to start the tests, and so they run',
  () => {
    const refusal = asNobody([...program, 'end']);
    assert.is(refusal.status, 1);
    assert.match(refusal.stderr, /EnvironmentError: .*needs root, or a user namespace around the whole program/);
    const hint = /\(as in: (unshare .*) npm test\)/.exec(refusal.stderr)![1]!;
    assert.is(hint, NAMESPACES.join(' '));
    const helped = asNobody([...NAMESPACES, ...program, 'end']);
    assert.is(helped.status, 0, helped.stderr);
    assert.match(helped.stderr, /^ping 0\nended$/m);
  },
);

test.run();
