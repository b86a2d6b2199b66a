import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { sideBySide } from '../side-by-side.js';
import { inNamespaces } from './needs-namespaces.js';
import { asOrdinaryUser, type OwnMachine, type OwnMachineTest } from './own-machine.js';

interface Record {
  readonly bootId: string;
  readonly holder: { readonly pid: number };
}

const folder = (machine: OwnMachine): string => {
  const runtime = machine.path('/run/user-runtime');
  return `${runtime}/${readdirSync(runtime)[0]}`;
};

const record = (machine: OwnMachine): Record =>
  JSON.parse(readFileSync(`${folder(machine)}/setup.json`, 'utf8')) as Record;

/** Waits until it is so, for ten seconds at most. */
const until = async (what: string, isSo: () => boolean): Promise<void> => {
  for (let i = 0; i < 1000 && !isSo(); i++) await sleep(10);
  assert.ok(isSo(), what);
};

asOrdinaryUser('after kill -9 of setup at any step nothing stays that teardown would not find', async machine => {
  const files = (): string[] => {
    const runtime = machine.path('/run/user-runtime');
    return readdirSync(runtime).flatMap(each => [each, ...readdirSync(`${runtime}/${each}`)]);
  };
  const moments: readonly (readonly [string, () => boolean])[] = [
    ['the folder', () => files().length > 0],
    ['a second process', () => machine.ofUser().length > 1],
    ['the record', () => files().includes('setup.json')],
  ];
  for (const [moment, isSo] of moments) {
    const { child, ended } = machine.startAsUser('setup');
    while (!isSo() && child.exitCode === null) await new Promise(resolve => setImmediate(resolve));
    child.kill('SIGKILL');
    await ended;
    const { code, err } = await machine.asUser('teardown');
    assert.is(code, 0, `${moment}: ${err}`);
    // What setup has started hears of its end, and ends.
    await until(`${moment}: ${machine.ofUser()}`, () => machine.ofUser().length === 0);
    assert.equal(machine.left(), [], moment);
  }
});

// Not the one above: it watches for moments.
const beside = sideBySide();
const asUser: OwnMachineTest = (name, work) => asOrdinaryUser(name, work, beside(inNamespaces));

asUser('without root a process of its own session keeps the namespaces until teardown', async machine => {
  const made = await machine.asUser('setup', '--json');
  assert.is(made.code, 0, made.err);
  const { holder, client } = JSON.parse(made.out) as { holder: number; client: object };
  assert.equal(client, { interface: 'veth1', mac: '22:22:22:22:22:22', ipv4: '192.168.22.2/24', ipv6: 'fd22::2/64' });
  assert.equal(machine.ofUser(), [String(holder)]);
  assert.is(machine.sh(`ps -o sid= -p ${holder}`).trim(), String(holder));
  const again = await machine.asUser('setup');
  assert.is(again.code, 4);
  assert.match(again.err, new RegExp(`is set up already, process ${holder} keeps its namespaces`));
  // Root's are others.
  const root = await machine.hookline('exec', 'client', 'true');
  assert.match(root.err, /is not set up \(hookline setup\)/);
  const removed = await machine.asUser('teardown');
  assert.is(removed.out, 'removed client, link and server\n', removed.err);
  assert.equal(machine.left(), []);
});

asUser('a user is told that the setup of root is not theirs', async machine => {
  await machine.hookline('setup');
  const { code, err } = await machine.asUser('exec', 'client', 'true');
  assert.is(code, 4);
  assert.match(err, /is not set up \(hookline setup; the setup of root is only for root: sudo hookline …\)/);
  await machine.hookline('teardown');
});

asUser('a user is told that the interfaces of the machine are root’s to use', async machine => {
  const scenario = 'examples/08-phantomlink/input.csv';
  const { code, err } = await machine.asUser('start', scenario, '--no-network-namespace');
  assert.is(code, 4);
  assert.match(err, /--no-network-namespace needs root \(run it with sudo/);
  assert.equal(machine.left(), []);
});

asUser('after kill -9 of the holder the next command says so and forgets it', async machine => {
  await machine.asUser('setup');
  const { pid } = record(machine).holder;
  process.kill(pid, 'SIGKILL');
  const { code, err } = await machine.asUser('exec', 'client', 'true');
  assert.is(code, 4);
  assert.match(err, new RegExp(`process ${pid}, which kept the namespaces of setup, is gone and they with it`));
  assert.match(err, /is not set up/);
  assert.equal(machine.left(), []);
});

asUser('programs that go on without the holder are ended by teardown', async machine => {
  await machine.asUser('setup');
  const program = machine.startAsUser('exec', 'client', 'sh', '-c', 'echo inside >&2; exec sleep 1000');
  await program.said('inside');
  process.kill(record(machine).holder.pid, 'SIGKILL');
  const exec = await machine.asUser('exec', 'client', 'true');
  assert.match(exec.err, /is not whole: hl_client is gone/);
  const { code, err } = await machine.asUser('teardown');
  assert.is(code, 0, err);
  assert.match(err, /ended in the namespace of the client: sleep/);
  assert.is((await program.ended).signal, 'SIGTERM');
  assert.equal(machine.left(), []);
});

asUser('parameters of both ends that a killed link has raised are put back from inside', async machine => {
  await machine.asUser('setup');
  const { bootId } = record(machine);
  const path = '/proc/sys/net/ipv4/tcp_rmem';
  const read = async (): Promise<string> => (await machine.asUser('exec', 'client', 'cat', path)).out.trim();
  const before = await read();
  const raised = '4096 131072 99000000';
  await machine.asUser('exec', 'client', 'sh', '-c', `echo ${raised} > ${path}`);
  const start = { bootId, pid: process.pid, startedAt: '1', parameters: [{ path, where: 'client', before, raised }] };
  // As its own user would have written it.
  machine.sh(`install -o $(stat -c %u ${inside(machine)}) -m 600 /dev/null ${inside(machine)}/start.json`);
  writeFileSync(`${folder(machine)}/start.json`, JSON.stringify(start));
  const next = await machine.asUser('exec', 'client', 'cat', path);
  assert.match(next.err, /was killed: put back the 1 kernel parameters it had raised/);
  assert.is(next.out.trim(), before);
  assert.not(existsSync(`${folder(machine)}/start.json`));
  await machine.asUser('teardown');
  assert.equal(machine.left(), []);
});

const inside = (machine: OwnMachine): string =>
  `/run/user-runtime/${readdirSync(machine.path('/run/user-runtime'))[0]}`;

const skipped: OwnMachineTest = name => test.skip(name);
const withPing = findProgram('ping') === undefined ? skipped : asUser;

withPing('the link of a user carries packets, and teardown ends it', async machine => {
  machine.sh("printf 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\\n0,0,5,20\\n' > /run/tmp/link.csv");
  await machine.asUser('setup');
  const link = machine.startAsUser('start', '/run/tmp/link.csv', '--json');
  await link.said('ready');
  const second = await machine.asUser('start', '/run/tmp/link.csv');
  assert.is(second.code, 4);
  assert.match(second.err, /a link runs already: process \d+/);
  const { code, out } = await machine.asUser('exec', 'client', 'ping', '-c', '2', '-i', '0.2', '192.168.66.2');
  assert.is(code, 0, out);
  const teardown = await machine.asUser('teardown');
  assert.is(teardown.code, 0);
  assert.match(teardown.err, new RegExp(`ended the running link \\(process ${link.child.pid}\\)`));
  assert.match((await link.ended).out, /"ledger"/);
  assert.equal(machine.left(), []);
});

test.run();
