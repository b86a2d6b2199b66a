import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream } from '../../sdk/rng.js';
import { sideBySide } from '../side-by-side.js';
import { family, namespacesHeld, type Started, start, startThrough, stillHeld } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

let home: string;
let link: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  link = join(home, 'link.csv');
  writeFileSync(link, 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n');
});
test.after(() => rmSync(home, { recursive: true, force: true }));

/** Waits until nothing of a command is left, for ten seconds at most; says what is. */
const left = async (mark: string, namespaces: ReadonlySet<string>): Promise<string[]> => {
  for (let i = 0; i < 200; i++) {
    if (family(mark).length === 0 && !stillHeld(namespaces)) return [];
    await sleep(50);
  }
  return [...family(mark), ...(stillHeld(namespaces) ? [...namespaces] : [])];
};

const beside = sideBySide();

const KILLS = 5;

beside(inNamespaces)('killed at any moment a run leaves no process and no namespace', async () => {
  const rng = substream(1, 'kills');
  let seen = 0;
  const begin = (): Started[] => [
    start(
      ...['run', link, '--server', 'sleep 100 & exec sleep 90', '--server-timeout', '300ms'],
      ...['--', 'sleep', '80'],
    ),
    start('run', link, '--', 'sh', '-c', 'ping -f 192.168.66.2 > /dev/null & echo all there >&2; sleep 70'),
  ];
  const kill = async (runs: readonly Started[]): Promise<void> => {
    for (const { child, mark } of runs) {
      const namespaces = namespacesHeld(family(mark));
      seen = Math.max(seen, namespaces.size);
      child.kill('SIGKILL');
      assert.equal(await left(mark, namespaces), []);
    }
  };
  const from = performance.now();
  const whole = begin();
  await whole[1]!.said('all there');
  // From before the program has read its arguments until well into the run's life, on this machine, busy as it is now.
  const momentsMs = Math.ceil(1.5 * (performance.now() - from));
  await kill(whole);
  for (let i = 0; i < KILLS; i++) {
    const runs = begin();
    await sleep(rng.below(momentsMs));
    await kill(runs);
  }
  // Client, server and link.
  assert.ok(seen >= 3, `${seen} namespaces seen`);
});

beside(inNamespaces)('a host that takes its own end of the link down ends the run with 4 after a grace', async () => {
  const command = start('run', link, '--', 'sh', '-c', 'ip link set veth1 down && exec sleep 20');
  const { code, err } = await command.ended;
  assert.match(err, "the link's interface sim-veth1 has been down for over 5 s");
  assert.is(code, 4);
  assert.equal(await left(command.mark, new Set()), []);
});

beside(inNamespaces)('Ctrl-C ends a run with 130, its report and nothing left behind', async () => {
  const out = join(home, 'out');
  const command = start('run', link, '--json', '--out', out, '--', 'ping', '-i', '0.05', '192.168.66.2');
  await command.said('64 bytes from').catch(() => command.said('bytes from'));
  const namespaces = namespacesHeld(family(command.mark));
  assert.is(namespaces.size, 3);
  command.child.kill('SIGINT');
  const { code, out: report, err } = await command.ended;
  assert.is(code, 130, err);
  assert.ok(JSON.parse(report).ledger.in > 0);
  assert.equal(await left(command.mark, namespaces), []);
});

beside(inNamespaces)('a run without a client goes on until it is told to end', async () => {
  const command = start('run', link);
  await command.said('running until Ctrl-C');
  command.child.kill('SIGTERM');
  const { code, err } = await command.ended;
  assert.is(code, 143, err);
  assert.equal(await left(command.mark, new Set()), []);
});

beside(inNamespaces)('Ctrl-C while a server does not listen ends the run with 130, and no client starts', async () => {
  const started = join(home, 'client-started');
  // A client that was started would have the time to show it: the run ends no sooner than this hook has been ended.
  const slow = join(home, 'slow.ts');
  writeFileSync(
    slow,
    "import { defineHook } from 'hookline/sdk';\n\nexport default defineHook({\n  name: 'slow',\n  setup() {},\n  teardown() {\n    for (;;);\n  },\n});\n",
  );
  const words = ['--hook', slow, '--server', 'echo not yet >&2; sleep 20; echo tired >&2', '--server-timeout', '60s'];
  const command = start('run', link, ...words, '--', 'touch', started);
  await command.said('not yet');
  const namespaces = namespacesHeld(family(command.mark));
  command.child.kill('SIGINT');
  const { code, err } = await command.ended;
  assert.is(code, 130, err);
  assert.not.match(err, 'tired');
  assert.not(existsSync(started));
  assert.equal(await left(command.mark, namespaces), []);
});

const OWN_MOUNTS = ['unshare', '--mount', 'sh', '-c'];
const mountTmpfs = 'mount -t tmpfs -o size=1m hookline-test "$0"';

/** Why there can be no file system of a test's own. */
const whyNoMounts = (): string | undefined => {
  if (process.geteuid?.() !== 0) return 'a small file system needs root';
  const [program, ...rest] = [...OWN_MOUNTS, mountTmpfs, tmpdir()];
  const { status, stderr, error } = spawnSync(program!, rest, { encoding: 'utf8' });
  return status === 0 ? undefined : `no small file system: ${error?.message ?? stderr.trim()}`;
};
const noMounts = process.platform === 'linux' ? whyNoMounts() : 'needs Linux';
if (noMounts !== undefined) console.log(`  skipped: ${noMounts}`);

beside(noMounts === undefined ? inNamespaces : test.skip)(
  'a disk that is full ends the run at once with its reason, 4 and nothing left behind',
  async () => {
    const disk = join(home, 'disk');
    mkdirSync(disk);
    const total = 20_000;
    const ping = ['ping', '-f', '-l', '20', '-s', '1400', '-c', `${total}`, '192.168.66.2'];
    const command = startThrough(
      [...OWN_MOUNTS, `${mountTmpfs} && exec "$@"`, disk],
      ...['run', link, '--json', '--out', join(disk, 'run'), '--', ...ping],
    );
    await command.said('PING');
    const namespaces = namespacesHeld(family(command.mark));
    const { code, out, err } = await command.ended;
    assert.match(err, /what the run records cannot be written: ENOSPC: no space left on device/);
    assert.is(code, 4);
    assert.is(out, '');
    // The client was interrupted, not waited for.
    assert.ok(Number(/(\d+) packets transmitted/.exec(err)?.[1]) < total, err);
    assert.equal(await left(command.mark, namespaces), []);
  },
);

test.run();
