import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_LINE } from '../command-line.js';
import { sideBySide } from '../side-by-side.js';
import { family, namespacesHeld, stillHeld } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';
import { type OwnMachine, type OwnMachineTest, onOwnMachine } from './own-machine.js';

const HINT_TEARDOWN = /\(hookline teardown removes it\)/;

const names = ({ sh }: OwnMachine): string[] =>
  sh('ip netns list')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(' ')[0]!)
    .sort();

/** Waits until it is so, for ten seconds at most. */
const until = async (what: string, isSo: () => boolean): Promise<void> => {
  for (let i = 0; i < 1000 && !isSo(); i++) await sleep(10);
  assert.ok(isSo(), what);
};

/** What setup leaves one after another: a kill at any of them comes between two steps. */
const MOMENTS = [
  '/run/hookline',
  '/run/hookline/setup.json.new',
  '/run/hookline/setup.json',
  '/run/netns/hl_client',
  '/run/netns/hl_link',
  '/run/netns/hl_server',
];

onOwnMachine('after kill -9 of setup at any step teardown leaves nothing', async machine => {
  for (const moment of MOMENTS) {
    const { child, ended, mark } = machine.start('setup');
    const path = machine.path(moment);
    while (!existsSync(path) && child.exitCode === null) await new Promise(resolve => setImmediate(resolve));
    const own = namespacesHeld([String(machine.keeper)]);
    const namespaces = new Set([...namespacesHeld(family(mark))].filter(each => !own.has(each)));
    child.kill('SIGKILL');
    await ended;
    const { code, err } = await machine.hookline('teardown');
    assert.is(code, 0, `${moment}: ${err}`);
    assert.equal(machine.left(), [], moment);
    assert.equal(family(mark), [], moment);
    assert.not(stillHeld(namespaces), moment);
  }
});

onOwnMachine('after kill -9 of teardown at any step another one ends the work', async machine => {
  for (const moment of ['/run/netns/hl_client', '/run/netns/hl_server']) {
    assert.is((await machine.hookline('setup')).code, 0, moment);
    const { child, ended } = machine.start('teardown');
    const path = machine.path(moment);
    while (existsSync(path) && child.exitCode === null) await new Promise(resolve => setImmediate(resolve));
    child.kill('SIGKILL');
    await ended;
    assert.is((await machine.hookline('teardown')).code, 0, moment);
    assert.equal(machine.left(), [], moment);
  }
});

onOwnMachine('Ctrl-C during setup undoes it', async machine => {
  let undone = 0;
  for (const moment of MOMENTS.slice(2, 5)) {
    const { child, ended } = machine.start('setup');
    const path = machine.path(moment);
    while (!existsSync(path) && child.exitCode === null) await new Promise(resolve => setImmediate(resolve));
    child.kill('SIGINT');
    const { code, out } = await ended;
    // It may have come just too late.
    if (out !== '') await machine.hookline('teardown');
    else {
      assert.is(code, 130, moment);
      undone += 1;
    }
    assert.equal(machine.left(), [], moment);
  }
  assert.ok(undone > 0);
});

// Not those above: they watch for moments.
const beside = sideBySide();
const onMachine: OwnMachineTest = (name, work) => onOwnMachine(name, work, beside(inNamespaces));

onMachine(
  'setup makes what phantomlink makes, says so, refuses to do it twice; teardown leaves nothing',
  async machine => {
    const made = await machine.hookline('setup', '--json', '-c', 'pfifo limit 10', '--qdisc-server-shaper', 'htb');
    assert.is(made.code, 0, made.err);
    assert.equal(JSON.parse(made.out), {
      names: 'hookline',
      client: {
        namespace: 'hl_client',
        interface: 'veth1',
        mac: '22:22:22:22:22:22',
        ipv4: '192.168.22.2/24',
        ipv6: 'fd22::2/64',
      },
      link: {
        namespace: 'hl_link',
        interfaces: [
          { interface: 'sim-veth1', mac: '44:22:22:22:22:22' },
          { interface: 'sim-veth2', mac: '44:66:66:66:66:66' },
        ],
      },
      server: {
        namespace: 'hl_server',
        interface: 'veth2',
        mac: '66:66:66:66:66:66',
        ipv4: '192.168.66.2/24',
        ipv6: 'fd66::2/64',
      },
      qdisc: { client: 'pfifo limit 10' },
    });
    assert.equal(names(machine), ['hl_client', 'hl_link', 'hl_server']);
    const seen = machine.sh(
      'ip -n hl_client -br addr; ip -n hl_server -br link; ip -n hl_link -br link; ip -n hl_client route',
    );
    assert.match(seen, /^lo +UNKNOWN +127\.0\.0\.1\/8/m);
    assert.match(seen, /^veth1\S+ +UP +192\.168\.22\.2\/24 fd22::2\/64/m);
    assert.match(seen, /^veth2\S+ +UP +66:66:66:66:66:66/m);
    assert.match(seen, /^sim-veth1\S+ +UP +44:22:22:22:22:22/m);
    assert.match(seen, /^default dev veth1/m);
    // Resolution crosses the link, as in phantomlink.
    assert.is(machine.sh('ip -n hl_client neigh show nud permanent'), '');
    assert.is(machine.sh('stat -c %a /run/hookline /run/hookline/setup.json'), '700\n600\n');

    const again = await machine.hookline('setup', '--names', 'phantomlink');
    assert.is(again.code, 4);
    assert.match(again.err, /is set up already, by the namespaces hl_client, hl_link, hl_server/);
    assert.match(again.err, HINT_TEARDOWN);

    const removed = await machine.hookline('teardown');
    assert.is(removed.code, 0, removed.err);
    assert.is(removed.out, 'removed hl_client, hl_link, hl_server\n');
    assert.equal(machine.left(), []);
    const nothing = await machine.hookline('teardown');
    assert.is(nothing.code, 0, nothing.err);
    assert.is(nothing.out, 'nothing is set up\n');
  },
);

onMachine('setup has phantomlink’s names when asked, and says what to do next', async machine => {
  const { code, out, err } = await machine.hookline('setup', '--names', 'phantomlink', '-s', 'bfifo limit 64kb');
  assert.is(code, 0, err);
  assert.match(out, /^pl_client {2}veth1 {2}192\.168\.22\.2/);
  assert.match(out, /queue from the server: bfifo limit 64kb/);
  assert.match(out, / exec client iperf3 -c 192\.168\.66\.2 --port 5000\n/);
  assert.equal(names(machine), ['pl_client', 'pl_link', 'pl_server']);
  assert.is((await machine.hookline('exec', 'client', 'ip', 'netns', 'identify')).out, 'pl_client\n');
  assert.is((await machine.hookline('teardown')).out, 'removed pl_client, pl_link, pl_server\n');
  assert.equal(machine.left(), []);
});

onMachine('a faulty queue discipline is refused before anything is made', async machine => {
  const { code, err } = await machine.hookline('setup', '-c', 'pfifo limt 10', '-s', 'foo');
  assert.is(code, 2);
  assert.match(err, /--qdisc-client: pfifo: no parameter 'limt' \(did you mean limit\?\)\n--qdisc-server: no queue/);
  assert.equal(machine.left(), []);
});

onMachine('commands without a setup say what to do', async machine => {
  const { code, err } = await machine.hookline('exec', 'client', 'true');
  assert.is(code, 4);
  assert.match(err, /the network environment is not set up \(hookline setup\)/);
  assert.equal(machine.left(), []);
});

onMachine('a namespace of that name that others made stops setup, and no teardown touches it', async machine => {
  const inode = (): string => machine.sh('ip netns add hl_link 2>/dev/null; stat -c %i /run/netns/hl_link');
  const before = inode();
  const setup = await machine.hookline('setup');
  assert.is(setup.code, 4);
  assert.match(setup.err, /there is a network namespace hl_link already, and no setup of Hookline made it/);
  const teardown = await machine.hookline('teardown');
  assert.is(teardown.code, 4);
  assert.match(teardown.err, /hl_link: left alone, because no setup of Hookline made it/);
  assert.equal(names(machine), ['hl_link']);
  assert.is(inode(), before);
  const other = await machine.hookline('setup', '--names', 'phantomlink');
  assert.is(other.code, 0, other.err);
  assert.is((await machine.hookline('teardown')).code, 0);
  assert.equal(names(machine), ['hl_link']);
});

onMachine('one that takes the name after ours was removed by hand is another’s, even with our inode', async machine => {
  assert.is((await machine.hookline('setup')).code, 0);
  // The kernel gives a freed inode to the next namespace, once the old one has gone.
  const inode = (): string => machine.sh('stat -c %i /run/netns/hl_server').trim();
  const ours = inode();
  machine.sh('ip netns del hl_server; ip -n hl_link link del sim-veth2 2>/dev/null || true');
  for (let i = 0; i < 50; i++) {
    machine.sh('ip netns add hl_server');
    if (inode() === ours) break;
    machine.sh('ip netns del hl_server');
    await sleep(20);
  }
  machine.sh('ip netns add other || true; test -e /run/netns/hl_server || ip netns add hl_server');
  const theirs = inode();
  const program = machine.sh('ip netns exec hl_server sleep 600 >/dev/null 2>&1 & echo $!').trim();

  const exec = await machine.hookline('exec', 'server', 'true');
  assert.is(exec.code, 4);
  assert.match(exec.err, /is not whole: hl_server is not the namespace that setup made \(hookline teardown, then/);
  const again = await machine.hookline('setup');
  assert.match(again.err, /is set up already, and not whole: hl_server is gone/);
  const teardown = await machine.hookline('teardown');
  assert.is(teardown.code, 4);
  assert.is(teardown.out, 'removed hl_client, hl_link\n');
  assert.match(teardown.err, /hl_server: left alone/);
  assert.equal(names(machine), ['hl_server', 'other']);
  assert.is(inode(), theirs);
  assert.ok(existsSync(`/proc/${program}`), 'its programs run on');
  process.kill(Number(program));
});

onMachine('what was partly removed by hand is torn down; what is wholly gone is forgotten', async machine => {
  await machine.hookline('setup');
  machine.sh('ip netns del hl_link; ip -n hl_client link del veth1 2>/dev/null || true');
  const exec = await machine.hookline('exec', 'client', 'true');
  assert.match(exec.err, /is not whole: hl_link is gone/);
  assert.is((await machine.hookline('teardown')).code, 0);
  assert.equal(machine.left(), []);

  await machine.hookline('setup');
  machine.sh('for name in client link server; do ip netns del hl_$name; done');
  const again = await machine.hookline('setup');
  assert.is(again.code, 0, again.err);
  assert.match(again.err, /the namespaces of setup have been removed by others: it is forgotten/);
  await machine.hookline('teardown');
  assert.equal(machine.left(), []);
});

onMachine('a record from before the machine’s last start is of nothing', async machine => {
  await machine.hookline('setup');
  const record = machine.path('/run/hookline/setup.json');
  const text = readFileSync(record, 'utf8');
  machine.sh('for name in client link server; do ip netns del hl_$name; done');
  writeFileSync(record, text.replace(/"bootId": "[^"]*"/, '"bootId": "another"'));
  const { code, out } = await machine.hookline('teardown');
  assert.is(code, 0);
  assert.is(out, 'nothing is set up\n');
  assert.equal(machine.left(), []);
});

onMachine('of several setups at once one makes it, and the others say that it is made', async machine => {
  const all = await Promise.all(Array.from({ length: 3 }, () => machine.hookline('setup')));
  assert.equal(all.map(({ code }) => code).sort(), [0, 4, 4], all.map(({ err }) => err).join());
  for (const { err } of all.filter(({ code }) => code !== 0)) assert.match(err, /is set up already/);
  const both = await Promise.all([machine.hookline('teardown'), machine.hookline('teardown')]);
  assert.equal(
    both.map(({ code }) => code),
    [0, 0],
    both.map(({ err }) => err).join(),
  );
  assert.equal(machine.left(), []);
});

onMachine('teardown ends what runs in the namespaces, willing or not, and says what', async machine => {
  await machine.hookline('setup');
  const willing = machine.start('exec', 'server', 'sleep', '1000');
  const stubborn = machine.start(
    'exec',
    'client',
    'sh',
    '-c',
    'trap "" TERM HUP; echo trapped >&2; while :; do sleep 1000; done',
  );
  await stubborn.said('trapped');
  await until('a server runs', () => machine.sh('ip netns pids hl_server') !== '');
  const { code, err } = await machine.hookline('teardown');
  assert.is(code, 0, err);
  assert.match(err, /ended in the namespace of the client: sh \(process \d+\)/);
  assert.match(err, new RegExp(`ended in the namespace of the server: sleep \\(process ${willing.child.pid}\\)`));
  assert.is((await willing.ended).signal, 'SIGTERM');
  assert.is((await stubborn.ended).signal, 'SIGKILL');
  assert.equal([...family(willing.mark), ...family(stubborn.mark)], []);
  assert.equal(machine.left(), []);
});

onMachine('teardown is refused inside a namespace that it would remove', async machine => {
  await machine.hookline('setup');
  const inside = await machine.hookline('exec', 'client', ...COMMAND_LINE, 'teardown');
  assert.is(inside.code, 4);
  assert.match(inside.err, /this is inside the client’s namespace, which teardown removes \(exit first\)/);
  assert.is((await machine.hookline('teardown')).code, 0);
});

onMachine('the kernel parameters of a killed link are put back by the next command', async machine => {
  await machine.hookline('setup');
  const { bootId } = JSON.parse(readFileSync(machine.path('/run/hookline/setup.json'), 'utf8')) as { bootId: string };
  const parameter = machine.path('/run/tmp/parameter');
  const killed = (): void => {
    writeFileSync(parameter, '300\n');
    const path = '/run/tmp/parameter';
    const parameters = ['host', 'client'].map(where => ({ path, where, before: '100', raised: '300' }));
    const record = { bootId, pid: process.pid, startedAt: '1', parameters };
    writeFileSync(machine.path('/run/hookline/start.json'), JSON.stringify(record));
  };
  for (const words of [['exec', 'client', 'true'], ['setup'], ['teardown']]) {
    killed();
    const { err } = await machine.hookline(...words);
    assert.match(err, new RegExp(`the link of process ${process.pid} was killed: put back the 2 kernel parameters`));
    assert.is(readFileSync(parameter, 'utf8'), '100', words[0]);
    assert.not(existsSync(machine.path('/run/hookline/start.json')), words[0]);
  }
  assert.equal(machine.left(), []);
});

onMachine('other namespaces, interfaces of the same names and addresses stay as they are', async machine => {
  machine.sh(
    `ip link add sim-veth1 type veth peer name veth1
     ip addr add 192.168.22.2/24 dev veth1 && ip link set veth1 up && ip link set sim-veth1 up
     ip netns add docker && ip -n docker link add br0 type veth peer name br1 && ip -n docker addr add 192.168.66.2/24 dev br0`,
  );
  const look = (): string =>
    machine.sh(
      'ip -j addr; ip -j route; ip -n docker -j addr; stat -c %i /run/netns/docker; sysctl net.ipv4.ip_forward',
    );
  await until('the addresses are settled', () => !/tentative/.test(look()));
  const before = look();
  assert.is((await machine.hookline('setup')).code, 0);
  assert.is(look(), before, 'after setup');
  assert.is((await machine.hookline('exec', 'client', 'true')).code, 0);
  assert.is((await machine.hookline('teardown')).code, 0);
  assert.is(look(), before, 'after teardown');
});

test.run();
