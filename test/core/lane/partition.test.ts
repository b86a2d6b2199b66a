import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { partition } from '../../../core/lane/partition.js';
import type { Plan } from '../../../core/plan/plan.js';
import { defineHook } from '../../../sdk/hook.js';
import { chain, exitAt, graphPlan, portOf, stageOf, topologyOf } from '../stage/graph-lab.js';
import { labPlan } from '../stage/lab.js';

const both = ['up', 'down'];
const own = defineHook({ name: 'own', preamble() {} });
const link = defineHook({ name: 'proxy', scope: 'link', preamble() {} });
const run = defineHook({ name: 'counter', scope: 'run', preamble() {} });

test('each direction is a lane of its own, whatever hooks with their own state stand there', () => {
  const parts = [
    { stages: [0], reasons: [] },
    { stages: [1], reasons: [] },
  ];
  assert.equal(partition(labPlan(), []), parts);
  assert.equal(partition(labPlan(), [{ hook: own, stages: both }]), parts);
});

test('a hook that shares its state joins the stages it stands at, and the reason is told', () => {
  const parts = partition(labPlan(), [
    { hook: own, stages: both },
    { hook: link, stages: ['down', 'up'] },
    { hook: run, stages: both },
  ]);
  assert.equal(parts.length, 1);
  assert.equal(parts[0]!.stages, [0, 1]);
  assert.equal([...parts[0]!.reasons].sort(), [
    'hook counter has one state for up and down (scope: run)',
    'hook proxy has one state for down and up (scope: link)',
  ]);
});

test('shared state at one stage only joins nothing', () => {
  assert.is(
    partition(labPlan(), [
      { hook: link, stages: ['up'] },
      { hook: run, stages: ['down'] },
    ]).length,
    2,
  );
});

test('a budget of several stages joins them, one of a single stage nothing', () => {
  const budget = { frames: 10 };
  const parts = partition(labPlan(), [
    { hook: link, stages: both, budget },
    { hook: own, stages: both, budget: {} },
  ]);
  assert.equal(parts, [
    {
      stages: [0, 1],
      reasons: [
        'hook proxy has one state for up and down (scope: link)',
        'hook proxy has one budget for up and down',
        'hook own has one budget for up and down',
      ],
    },
  ]);
  assert.is(partition(labPlan(), [{ hook: own, stages: ['up'], budget }]).length, 2);
});

/** One stage each way between ports of their own, twice. */
const twoLinks = (given: Partial<Plan> = {}): Plan => {
  const names = ['ab', 'ba', 'cd', 'dc'];
  return graphPlan({
    stages: names.map(name => stageOf(name)),
    ports: names.map((name, i) => portOf(name[0]!, i, name)),
    topologies: names.map(name => chain(name, [name], exitAt(name[1]!))),
    ...given,
  });
};
const named = (plan: Plan, most?: number): string[] =>
  partition(plan, [], most).map(({ stages }) => stages.map(ordinal => plan.stages[ordinal]!.name).join('+'));

test('stages that meet at an inner vertex, or behind one fork, are of one lane', () => {
  const plan = graphPlan({
    stages: ['a', 'b', 'c', 'd'].map(name => stageOf(name)),
    ports: [portOf('p', 0, 'fork'), portOf('q', 1, 'chain')],
    topologies: [
      topologyOf(
        'fork',
        ['in', 'out'],
        [
          ['a', 'in', 'out'],
          ['c', 'in', 'out'],
        ],
        { out: exitAt('q') },
      ),
      chain('chain', ['b', 'd'], exitAt('p')),
    ],
  });
  assert.equal(named(plan), ['a+c', 'b+d']);
  assert.equal(
    partition(plan, []).map(({ reasons }) => reasons),
    [['a and c meet at in of fork'], ['b and d meet at v1 of chain']],
  );
});

test('a port is read by one lane, whatever topologies its frames enter', () => {
  const plan = twoLinks();
  const ports = plan.ports.map(port =>
    port.name === 'a' ? { ...port, enter: [{ match: 'tcp', topology: 'cd' }, { topology: 'ab' }] } : port,
  );
  assert.equal(named({ ...plan, ports }), ['ab+cd', 'ba', 'dc']);
});

test('the MAC table is one, and a plan may ask for one lane', () => {
  const plan = twoLinks();
  assert.equal(named(plan), ['ab', 'ba', 'cd', 'dc']);
  assert.equal(named({ ...plan, lanes: 'one' }), ['ab+ba+cd+dc']);
  const topologies = plan.topologies.map(each => (each.name === 'ab' ? chain('ab', ['ab'], exitAt('learn')) : each));
  assert.equal(named({ ...plan, topologies }), ['ab+ba+cd+dc']);
});

test('no more lanes than the machine carries: the smallest are put together', () => {
  assert.equal(named(twoLinks(), 3), ['ab+ba', 'cd', 'dc']);
  assert.equal(named(twoLinks(), 2), ['ab+ba', 'cd+dc']);
  assert.match(partition(twoLinks(), [], 2)[0]!.reasons[0]!, /2 lanes at most on this machine/);
});

test.run();
