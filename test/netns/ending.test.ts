import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream } from '../../sdk/rng.js';
import { family, namespacesHeld, start, stillHeld } from './hookline.js';
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

inNamespaces('killed at any moment a run leaves no process and no namespace', async () => {
  const rng = substream(1, 'kills');
  const kills = Array.from({ length: 6 }, () => 200 + rng.below(3000));
  let seen = 0;
  const kill = async (after: number): Promise<void> => {
    const command = start(
      'run',
      link,
      '--server',
      'sleep 100 & exec sleep 90',
      '--server-timeout',
      '1s',
      '--',
      'sleep',
      '80',
    );
    const other = start('run', link, '--', 'sh', '-c', 'ping -f 192.168.66.2 > /dev/null & sleep 70');
    await sleep(after);
    for (const { child, mark } of [command, other]) {
      const namespaces = namespacesHeld(family(mark));
      seen = Math.max(seen, namespaces.size);
      child.kill('SIGKILL');
      assert.equal(await left(mark, namespaces), []);
    }
  };
  for (const after of kills) await kill(after);
  // Late kills find client, server and link.
  assert.ok(seen >= 3, `${seen} namespaces seen`);
});

inNamespaces('Ctrl-C ends a run with 130, its report and nothing left behind', async () => {
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

inNamespaces('a run without a client goes on until it is told to end', async () => {
  const command = start('run', link);
  await command.said('running until Ctrl-C');
  command.child.kill('SIGTERM');
  const { code, err } = await command.ended;
  assert.is(code, 143, err);
  assert.equal(await left(command.mark, new Set()), []);
});

test.run();
