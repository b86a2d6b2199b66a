import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine, settlePending } from '../../../core/plan/command-line.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';

const PLAN: Plan = parsePlan(
  `ports: { alice: , bob: }
stages: { satellite: { delay: 1ms }, cable: { delay: 2ms }, home: { delay: 3ms } }
topologies:
  there:
    from: alice
    arcs: [{ stage: satellite, from: fork, to: out, weight: 3 }, { stage: cable, from: fork, to: out }]
    dispatch: { fork: { policy: weighted, sticky: 1s } }
    exits: { out: bob }
  back: { from: bob, path: [home], to: alice }
hooks: [noop]`,
  'plan.yaml',
  () => undefined,
).plan!;
const merge = (...sets: string[]) => mergeCommandLine(PLAN, { hooks: [], sets }, () => undefined);
const forkOf = ({ topologies }: Plan) => topologies[0]!.vertices[0]!.dispatch;

test('a new policy keeps what goes on to mean something', () => {
  const { plan, faults } = merge(
    'topologies.there.dispatch.fork.smooth=yes',
    'topologies.there.dispatch.fork=shortest-queue',
    'topologies.there.dispatch.fork.count=frames',
    'topologies.there.arcs.1.weight=2',
  );
  assert.equal(faults, []);
  assert.is(forkOf(plan)?.policy, 'shortest-queue');
  assert.is(forkOf(plan)?.sticky, 1e9);
  assert.is(forkOf(plan)?.smooth, false);
  assert.is(forkOf(plan)?.count, 'frames');
  assert.is(plan.topologies[0]!.arcs[1]!.weight, 2);
});

test('a port that is set to an interface of this machine has its name, and one that leaves it the usual one', () => {
  const names = (...sets: string[]) => {
    const { plan, faults } = merge(...sets);
    assert.equal(faults, []);
    return plan.ports.map(({ interfaceName }) => interfaceName);
  };
  assert.equal(names('ports.bob.attach=if:eth1'), ['veth1', 'eth1']);
  assert.equal(names('ports.bob.attach=if:eth1', 'ports.bob.attach=netns:lab'), ['veth1', 'veth2']);
  assert.equal(names('ports.bob.interface=lan0', 'ports.bob.attach=netns:lab'), ['veth1', 'lan0']);
  const { faults } = merge('ports.bob.attach=if:eth1', 'ports.bob.interface=lan0');
  assert.equal(faults.map(faultText), [
    '--set ports.bob.interface=lan0: means nothing beside attach: the interface is eth1',
  ]);
});

const POLICIES =
  'random or weighted or shortest-queue or greatest-free or lowest-drop-rate or greatest-adjusted-free or back-pressure or flood or match';
const FORK = 'topologies.there.dispatch.fork';
const refused: [what: string, set: string, said: string][] = [
  ['a misspelt policy', `${FORK}=floood`, `expected ${POLICIES}, found 'floood' (did you mean flood?)`],
  ['no policy at all', `${FORK}=round-robin`, `expected ${POLICIES}, found 'round-robin'`],
  ['a misspelt choice', `${FORK}.onFull=dorp`, "expected drop or backpressure, found 'dorp' (did you mean drop?)"],
  ['a misspelt setting', `${FORK}.onfull=drop`, "no setting 'onfull' of a fork (did you mean onFull?)"],
  ['an unknown setting', `${FORK}.width=1`, "no setting 'width' of a fork (what it goes by: onFull, sticky, smooth)"],
  [
    'a setting of another policy',
    `${FORK}.halfLife=1s`,
    'halfLife means nothing under the policy weighted (what it goes by: onFull, sticky, smooth)',
  ],
  ['a misspelt fork', 'topologies.there.dispatch.frok=random', "no fork 'frok' (did you mean fork?)"],
  ['no fork', 'topologies.back.dispatch.in=random', "no fork 'in' (there are none)"],
  ['a misspelt topology', 'topologies.ther.arcs.0.weight=1', "no topology 'ther' (did you mean there?)"],
  ['no topology', 'topologies.zoo.arcs.0.weight=1', "no topology 'zoo' (there are there, back)"],
  ['no arc', 'topologies.there.arcs.7.weight=1', 'no arc 7 (counted from 0 to 1)'],
  ['a bad weight', 'topologies.there.arcs.0.weight=-1', "a weight cannot be negative: '-1'"],
  [
    'what cannot be set',
    'topologies.there.exits.out=bob',
    "no setting 'exits.out' of a topology (as in dispatch.fork or arcs.0.weight)",
  ],
  ['a misspelt port', 'ports.alise.host=x', "no port 'alise' (did you mean alice?)"],
];
for (const [what, set, said] of refused) {
  test(`a setting of a graph is refused with what can be done: ${what}`, () => {
    assert.equal(merge(set).faults.map(faultText), [`--set ${set}: ${said}`]);
  });
}

test('what is neither a setting nor an option is told of with the stages of this plan, not with those of a link', () => {
  const { pending } = merge('satelite.loss=2%', 'up.loss=2%', 'nop.chance=1');
  assert.equal(settlePending(PLAN.hooks, ['noop'], pending).faults.map(faultText), [
    "--set satelite.loss=2%: no setting 'satelite.loss', nor a hook 'satelite' (did you mean satellite.loss?)",
    "--set up.loss=2%: no setting 'up.loss', nor a hook 'up' (stages: satellite, cable, home; hooks: noop)",
    "--set nop.chance=1: no setting 'nop.chance', nor a hook 'nop' (did you mean noop?)",
  ]);
});

test.run();
