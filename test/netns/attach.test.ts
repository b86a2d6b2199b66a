import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { family, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';
import { asOrdinaryUser, type OwnMachine, type OwnMachineTest, onOwnMachine } from './own-machine.js';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-attach-'));
  chmodSync(home, 0o755);
  file('link.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n');
  file('docker', DOCKER);
  chmodSync(join(home, 'docker'), 0o755);
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};

const beside = sideBySide();
const onMachine: OwnMachineTest = (name, work) => onOwnMachine(name, work, beside(inNamespaces));

const LAB = `
ip netns add lab && ip netns add other
ip -n lab link add keep0 type veth peer name keep1
ip -n lab addr add 10.9.9.9/24 dev keep0 && ip -n lab addr add fd09::9/64 dev keep0 nodad
ip -n lab link set keep0 up && ip -n lab link set keep1 up && ip -n lab route add default via 10.9.9.1`;
const stateOf = ({ sh }: OwnMachine, name = 'lab'): string =>
  sh(
    `for what in addr route "-6 route" rule "-6 rule" neigh; do ip -n ${name} $what; done | grep -v keep1@ | sed 's/valid_lft .*//; s/ tentative//'`,
  );

/** Waits for what the kernel or another process does a moment later. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++) await sleep(25);
  assert.ok(holds());
};

onMachine('programs in two namespaces that exist cross the link, and both are left as they were', async machine => {
  machine.sh(LAB);
  const before = [stateOf(machine), stateOf(machine, 'other')];
  const words = ['run', join(home, 'link.csv'), '--attach', 'server=netns:other', '--attach', 'netns:lab', '--'];
  const { code, out, err } = await machine.hookline(
    ...words,
    'sh',
    '-c',
    'ip -br -4 addr show keep0; ip route get 8.8.8.8; ping -c 2 -i 0.2 $HOOKLINE_SERVER && ping -c 2 -i 0.2 $HOOKLINE_SERVER6',
  );
  assert.is(code, 0, err);
  assert.match(out, /keep0.*10\.9\.9\.9/);
  assert.match(out, /8\.8\.8\.8 via 10\.9\.9\.1 dev keep0/);
  assert.match(out, /2 packets transmitted, 2 received.*2 packets transmitted, 2 received/s);
  assert.equal([stateOf(machine), stateOf(machine, 'other')], before);
});

onMachine(
  'a killed run leaves nothing in a namespace but source rules, which the next one takes away',
  async machine => {
    machine.sh(LAB);
    const before = stateOf(machine);
    const plan = file(
      'two.yaml',
      `ports: { a: { attach: netns:lab }, b: { attach: netns:lab }, c: {} }
stages: { one: { delay: 1ms } }
topologies: { all: { from: [a, b, c], path: [one], to: learn } }
`,
    );
    const run = machine.start('run', plan);
    await run.said('running until Ctrl-C');
    assert.match(
      machine.sh('ip -n lab rule; ip -n lab -6 rule'),
      /from 192\.168\.66\.2 lookup 22201.*from fd22::2 lookup 22200/s,
    );
    run.child.kill('SIGKILL');
    await run.ended;
    await until(() => !machine.sh('ip -n lab link').includes('veth1'));
    const left = stateOf(machine)
      .split('\n')
      .filter(line => !before.includes(line.trim()));
    assert.is(left.length, 4);
    assert.ok(
      left.every(line => /from .* lookup 2220[01]/.test(line)),
      left.join('\n'),
    );
    const { code, err } = await machine.hookline(
      'run',
      plan,
      '--',
      'ping',
      '-c',
      '1',
      '-I',
      '192.168.66.2',
      '192.168.102.2',
    );
    assert.is(code, 0, err);
    assert.is(stateOf(machine), before);
  },
);

const REFUSALS: readonly (readonly [what: string, prepare: string, words: string[], sentence: string])[] = [
  ['a name that is not there', '', ['netns:lib'], 'there is no network namespace lib (ip netns has lab, other)'],
  [
    'a file without a namespace',
    'touch /run/netns/broken',
    ['netns:broken'],
    '/run/netns/broken is a file without a network namespace (ip netns delete broken removes it)',
  ],
  [
    'an interface of the same name',
    'ip -n lab link set keep1 down && ip -n lab link set keep1 name veth1',
    ['netns:lab'],
    'netns:lab has an interface veth1 already (another name for that of the port, as in interface: hookline0)',
  ],
  [
    'the same address, though its interface is down',
    'ip -n lab addr add 192.168.22.2/32 dev keep1 && ip -n lab link set keep1 down',
    ['netns:lab'],
    'netns:lab has the address 192.168.22.2 already, at keep1 (another address for the port, as in ipv4: 10.0.0.2/24)',
  ],
  ['an interface that is not there', '', ['if:eth9'], 'there is no interface eth9 here (there are wire0)'],
  [
    'an interface that is down',
    'ip link set wire0 down',
    ['if:wire0'],
    'the interface wire0 is down (ip link set wire0 up)',
  ],
  [
    'an interface without a carrier',
    'ip -n lab link set far0 down',
    ['if:wire0'],
    'the interface wire0 has no carrier: nothing is at its other end',
  ],
  ['the loopback', '', ['if:lo'], 'lo leads nowhere but here (an interface with a wire behind it)'],
  [
    'one interface for two ports',
    '',
    ['if:wire0', 'if:wire0'],
    'this machine has an interface wire0 already, that of client',
  ],
];
const WIRE =
  'ip link add wire0 type veth peer name far0 netns lab && ip link set wire0 up && ip -n lab link set far0 up';

for (const [what, prepare, words, sentence] of REFUSALS)
  onMachine(`attaching to ${what} is refused, and nothing is changed`, async machine => {
    machine.sh(`${LAB} && ${WIRE}${prepare === '' ? '' : ` && ${prepare}`}`);
    const before = stateOf(machine);
    const attach = words.flatMap(word => ['--attach', word]);
    const { code, err } = await machine.hookline('run', join(home, 'link.csv'), ...attach, '--', 'true');
    assert.ok(err.includes(sentence), err);
    assert.ok(code === 4 || code === 2);
    assert.is(stateOf(machine), before);
  });

asOrdinaryUser(
  'attaching needs root',
  async machine => {
    const { code, err } = await machine.asUser('run', join(home, 'link.csv'), '--attach', 'netns:lab', '--', 'true');
    assert.match(err, 'attaching to netns:lab needs root (sudo hookline run …)');
    assert.is(code, 4);
  },
  beside(inNamespaces),
);

/** A docker that knows containers by the process numbers in files of a folder. */
const DOCKER = `#!/bin/sh
[ "$1 $2 $3" = "inspect -f {{.State.Pid}}" ] || { echo "unknown: $*" >&2; exit 64; }
cat "$(dirname "$0")/$4.pid" 2>/dev/null || { echo "Error: No such object: $4" >&2; exit 1; }
`;
const withDocker = (machine: OwnMachine, ...words: string[]) =>
  startThrough([...machine.prefix.root, 'env', `PATH=${home}:${process.env['PATH']}`], ...words).ended;

onMachine('a container is found by its engine, and its own network stays as it is', async machine => {
  // Containers come without IPv6, as a rule.
  machine.sh(`${LAB} && ip netns exec lab sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
    sleep 1000 > /dev/null 2>&1 & echo $! > ${home}/shop.pid'`);
  const before = stateOf(machine);
  const words = ['run', join(home, 'link.csv'), '--attach', 'docker:shop', '--'];
  const { code, err, out } = await withDocker(
    machine,
    ...words,
    'sh',
    '-c',
    'ip -br link show keep0 && ping -c 1 $HOOKLINE_SERVER && ping -c 1 $HOOKLINE_SERVER6',
  );
  assert.is(code, 0, err);
  assert.match(out, /keep0/);
  assert.is(stateOf(machine), before);
});

onMachine('a container that does not run, is unknown or has no network of its own is refused', async machine => {
  const attempt = async (name: string): Promise<string> =>
    (await withDocker(machine, 'run', join(home, 'link.csv'), '--attach', `docker:${name}`, '--', 'true')).err;
  file('stopped.pid', '0\n');
  file('host.pid', `${machine.keeper}\n`);
  assert.match(await attempt('web'), 'no container web: docker: Error: No such object: web');
  assert.match(await attempt('stopped'), 'the container stopped does not run (start it first)');
  assert.match(await attempt('host'), "the container host has no network of its own: it uses this machine's");
});

const FAR = `ip netns add far && ip link add wire0 type veth peer name far0 netns far
ip -n far addr add 192.168.66.7/24 dev far0 && ip netns exec far ethtool -K far0 tx off > /dev/null
ip -n far link set far0 up && ip link set wire0 up && ip -n far route add 192.168.22.0/24 dev far0
ip addr add 192.168.66.1/24 dev wire0 && ip link set wire0 addrgenmode none && ip addr flush dev wire0 scope link`;
const features = ({ sh }: OwnMachine): string =>
  sh('ethtool -k wire0; ip -d link show wire0 | grep -o "promiscuity [0-9]*"');

onMachine(
  'an interface of this machine is the emulator’s for the time of the run, and then as it was',
  async machine => {
    machine.sh(`${FAR}; ethtool -K wire0 gro on`);
    const before = [features(machine), machine.sh('ip addr')];
    assert.match(before[0]!, /rx-checksumming: on.*generic-receive-offload: on.*promiscuity 0/s);
    const { code, err } = await machine.hookline(
      'run',
      join(home, 'link.csv'),
      '--attach',
      'server=if:wire0',
      '--',
      'sh',
      '-c',
      `ping -c 3 -i 0.2 192.168.66.7 && env | grep -c HOOKLINE_SERVER`,
    );
    // grep counts none: an interface of this machine has no address that a port could be known by.
    assert.is(code, 1, err);
    assert.match(err, 'warning: wire0 has the addresses 192.168.66.1/24');
    assert.match(err, 'warning: wire0 is one end of a veth pair');
    assert.equal([features(machine), machine.sh('ip addr')], before);
  },
);

onMachine('what was changed of an interface is put back after a kill as well', async machine => {
  machine.sh(`${FAR}; ethtool -K wire0 gro on`);
  const before = features(machine);
  const run = machine.start('run', join(home, 'link.csv'), '--attach', 'server=if:wire0');
  await run.said('running until Ctrl-C');
  assert.match(features(machine), /rx-checksumming: off.*generic-receive-offload: off.*promiscuity 1/s);
  run.child.kill('SIGKILL');
  await run.ended;
  await until(() => features(machine) === before && family(run.mark).length === 0);
});

const WIRES = `
for side in left right; do
  ip netns add $side && ip link add $side-wire type veth peer name far0 netns $side
  ip link set $side-wire addrgenmode none up && ip netns exec $side ethtool -K far0 tx off > /dev/null
  ip -n $side link set far0 up
done
ip -n left addr add 10.1.1.1/24 dev far0 && ip -n right addr add 10.1.1.2/24 dev far0`;

onMachine('between two interfaces of this machine is an emulator for what is behind them', async machine => {
  machine.sh(WIRES);
  const run = machine.start('run', join(home, 'link.csv'), '--attach', 'if:left-wire', '--attach', 'if:right-wire');
  await run.said('running until Ctrl-C\n');
  const pings = machine.sh('ip netns exec left ping -q -c 3 -i 0.2 10.1.1.2');
  run.child.kill('SIGINT');
  const { code, err } = await run.ended;
  assert.is(code, 130, err);
  // 5 ms each way.
  assert.ok(Number(/= ([\d.]+)\//.exec(pings)![1]) >= 10, pings);
  assert.not.match(err, 'has the addresses');
  // All that could run a program is behind the wires.
  const refused = await machine.hookline(
    'run',
    join(home, 'link.csv'),
    '--attach',
    'if:a',
    '--attach',
    'if:b',
    '--',
    'true',
  );
  assert.match(refused.err, 'there is no host for a command: all ports are interfaces of this machine');
  assert.is(refused.code, 2);
});

onMachine('an interface that vanishes ends the run, named', async machine => {
  machine.sh(FAR);
  const run = machine.start('run', join(home, 'link.csv'), '--attach', 'server=if:wire0');
  await run.said('running until Ctrl-C');
  machine.sh('ip link delete wire0');
  const { code, err } = await run.ended;
  assert.match(err, 'the interface wire0 has vanished');
  assert.is(code, 4);
});

test.run();
