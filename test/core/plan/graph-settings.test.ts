import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine } from '../../../core/plan/command-line.js';
import { readLiveSettings } from '../../../core/plan/live-settings.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { settingNames } from '../../../core/plan/plan-settings.js';
import { planText } from '../../../core/plan/plan-text.js';
import { AT_RANDOM } from '../../../core/plan/topology-plan.js';

const { plan: PLAN } = parsePlan(
  `ports: { alice: , bob: , b.1: { attach: "netns:lab" } }
stages:
  access: { rate: 50Mbit/s, delay: 2ms, queue: 64KiB }
  fast: { rate: 10Mbit/s, delay: 10ms }
  fast.lane: { rate: 1Mbit/s, delay: 100ms }
  back: { rate: 5Mbit/s, delay: 20ms, direction: down }
topologies:
  there:
    from: alice
    arcs:
      - { stage: access, from: in, to: fork }
      - { stage: fast, from: fork, to: out, weight: 3 }
      - { stage: fast.lane, from: fork, to: out }
    dispatch: { fork: { policy: weighted, sticky: 10s, smooth: yes } }
    exits: { out: bob }
  back: { from: [bob, b.1], path: [back], to: alice }
traffic: [{ kind: cbr, from: alice, to: bob, rate: 1Mbit/s }]
`,
  'plan.yaml',
  () => undefined,
);

const set = (...sets: string[]): Plan => {
  const { plan, faults, pending } = mergeCommandLine(PLAN!, { hooks: [], sets }, () => undefined);
  assert.equal(faults.map(faultText), []);
  assert.equal(pending, []);
  return plan;
};
const refused = (...sets: string[]): string[] =>
  mergeCommandLine(PLAN!, { hooks: [], sets }, () => undefined).faults.map(faultText);
const rates = ({ stages }: Plan): number[] => stages.map(({ scenario }) => scenario.rows[0]!.rate / 1e6);
const fork = (plan: Plan) => plan.topologies[0]!.vertices[1]!.dispatch;

test('a setting of a stage is named by the stage, or by stages and the stage', () => {
  assert.equal(rates(set('fast.rate=20Mbit/s')), [50, 20, 1, 5]);
  assert.equal(rates(set('stages.access.rate=2Mbit/s')), [2, 10, 1, 5]);
  assert.equal(set('back.loss=1%').stages[3]!.effects, { loss: { model: 'independent', chance: 0.01, ecn: false } });
});

test('of names with dots the longest wins', () => {
  assert.equal(rates(set('fast.lane.rate=7Mbit/s')), [50, 10, 7, 5]);
});

test('all and link are every stage', () => {
  assert.equal(rates(set('all.rate=3Mbit/s')), [3, 3, 3, 3]);
  assert.equal(rates(set('link.rate=3Mbit/s')), [3, 3, 3, 3]);
});

test('up and down are stages of a link only', () => {
  assert.equal(refused('up.rate=1Mbit/s'), [
    "--set up.rate=1Mbit/s: no setting 'up.rate', nor a hook 'up' (hooks: none)",
  ]);
});

test('a fork is given another policy, which keeps what means something to it', () => {
  assert.equal(fork(set('topologies.there.dispatch.fork=random')), { ...AT_RANDOM, sticky: 10e9 });
  assert.equal(fork(set('topologies.there.dispatch.fork=flood')), { ...AT_RANDOM, policy: 'flood' });
  assert.equal(fork(set('topologies.there.dispatch.fork.smooth=no')), {
    ...AT_RANDOM,
    policy: 'weighted',
    sticky: 10e9,
  });
  const pressed = set(
    'topologies.there.dispatch.fork=back-pressure',
    'topologies.there.dispatch.fork.base=shortest-queue',
  );
  assert.equal(fork(pressed), { ...AT_RANDOM, policy: 'back-pressure', base: 'shortest-queue', sticky: 10e9 });
});

test('what a run was set to is written, and reads back', () => {
  const plan = set('topologies.there.dispatch.fork=random', 'topologies.there.arcs.1.weight=5', 'ports.bob.ipv6=none');
  const again = parsePlan(planText(plan), 'elsewhere.yaml', () => undefined);
  assert.equal(again.faults.map(faultText), []);
  assert.equal(again.plan!.topologies, plan.topologies);
  assert.equal(again.plan!.ports, plan.ports);
});

test('ports are set by their names, which may hold dots', () => {
  const { ports } = set(
    'ports.b.1.attach=docker:web',
    'ports.bob.ipv4=10.0.0.7/24',
    'ports.alice.ipv6=none',
    'ports.bob.host=b',
  );
  assert.equal(ports[2]!.attach, { kind: 'docker', name: 'web' });
  assert.is(ports[1]!.ipv4, '10.0.0.7/24');
  assert.is(ports[1]!.host, 'b');
  assert.not.ok('ipv6' in ports[0]!);
});

test('lanes and traffic are set as in a link, from and to port by port', () => {
  assert.is(set('lanes=1').lanes, 'one');
  const { from, to } = set('traffic.0.to=alice', 'traffic.0.from=b.1').traffic[0] ?? { from: '', to: '' };
  assert.equal([from, to], ['b.1', 'alice']);
});

const REFUSED: readonly [set: string, ...faults: string[]][] = [
  ['fsat.rate=1Mbit/s', "no setting 'fsat.rate', nor a hook 'fsat' (did you mean fast.rate?)"],
  ['fast.rte=1Mbit/s', "no setting 'fast.rte', nor a hook 'fast' (did you mean fast.rate?)"],
  ['stages.fast.rte=1', "no setting 'stages.fast.rte' (did you mean fast.rate?)"],
  ['topologies.their.dispatch.fork=random', "no topology 'their' (there are there, back)"],
  ['topologies.there.dispatch.fork=rndom', 'expected random or weighted'],
  ['topologies.there.dispatch.in=random', "nothing is chosen at 'in': forks are fork"],
  ['topologies.there.dispatch.fork.base=random', 'base means nothing under the policy weighted'],
  ['topologies.there.dispatch.fork.colour=red', "no setting 'colour' of a dispatch"],
  ['topologies.there.exits.out=bob', "no setting 'exits.out' of a topology (as in dispatch.fork or arcs.0.weight)"],
  ['topologies.there.arcs.3.weight=1', 'no arc 3: counted from 0 to 2'],
  ['topologies.there.arcs.1.weight=-1', "a weight cannot be negative: '-1'"],
  ['ports.bbo.ipv4=none', "no port 'bbo' (did you mean bob?)"],
  ['ports.bob.enter=there', "no setting 'enter' of a port (known: host, attach, interface, mac, ipv4, ipv6, pcap)"],
  ['ports.bob.ipv4=10.0.0.7', "an address needs the length of its network: '10.0.0.7'"],
  ['traffic.0.from=bbo', "no port 'bbo' (did you mean bob?)"],
  ['lanes=2', "expected auto or 1, found '2'"],
];
for (const [text, expected] of REFUSED)
  test(`refused: ${text}`, () => {
    const [fault, ...others] = refused(text);
    assert.is(others.length, 0);
    assert.match(fault!, `--set ${text}: ${expected}`);
  });

test('what is sound by itself is refused where it makes the plan unsound', () => {
  assert.equal(refused('topologies.there.arcs.1.weight=0', 'topologies.there.arcs.2.weight=0'), [
    '--set topologies.there.arcs.1.weight: the weights of the arcs at fork come to 0: none could ever be taken',
  ]);
  assert.equal(refused('ports.bob.ipv4=192.168.22.2/24'), [
    '--set ports.bob.ipv4: alice has the address 192.168.22.2 as well',
  ]);
  assert.equal(refused('traffic.0.from=bob'), ['--set traffic.0.to: from bob to itself']);
  assert.equal(refused('traffic.0.from=bob', 'traffic.0.to=b.1'), [
    '--set traffic.0.to: no topology leads from bob to b.1 (from there to alice)',
  ]);
});

test('a hook of the command line stands at all stages, or at the one behind the @', () => {
  const at = (hook: string): readonly string[] =>
    mergeCommandLine(PLAN!, { hooks: [hook], sets: [] }, () => '').plan.hooks[0]!.stages;
  const all = ['access', 'fast', 'fast.lane', 'back'];
  assert.equal(at('noop'), all);
  assert.equal(at('noop@all'), all);
  assert.equal(at('noop@fast.lane'), ['fast.lane']);
  assert.equal(at('./a@b/hook.ts@fast'), ['fast']);
  assert.equal(at('./a@b/hook.ts'), all);
  const { faults } = mergeCommandLine(PLAN!, { hooks: ['noop@fsat'], sets: [] }, () => '');
  assert.equal(faults.map(faultText), [
    "--hook noop@fsat: no place '@fsat': expected @access, @fast, @fast.lane, @back or @all (did you mean fast?)",
  ]);
});

test('while a run goes on its stages are set by their names', () => {
  const state = { plan: PLAN!, seats: [] };
  const { changes, faults } = readLiveSettings(state, 'fast.lane', ['delay=80ms', 'loss=1%'], () => undefined);
  assert.equal(faults.map(faultText), []);
  assert.equal(
    changes.map(({ stage }) => stage),
    [2],
  );
  const every = readLiveSettings(state, 'all', ['rate=1Mbit/s'], () => undefined);
  assert.is(every.changes.length, 4);
  const wrong = readLiveSettings(state, 'fsat', ['rate=1Mbit/s'], () => undefined);
  assert.equal(wrong.faults.map(faultText), ['fsat: no such stage (did you mean fast?)']);
});

test('the names of settings are those of the plan’s own stages', () => {
  const names = settingNames(PLAN!);
  for (const name of ['seed', 'lanes', 'all.rate', 'access.queue.multiplier', 'fast.lane.loss'])
    assert.ok(names.includes(name), name);
  assert.not.ok(names.includes('up.rate'));
});

test.run();
