import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { partition } from '../../../core/lane/partition.js';
import { defineHook } from '../../../sdk/hook.js';
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

test.run();
