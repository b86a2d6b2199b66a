import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine } from '../../../core/plan/command-line.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { HookPlan } from '../../../core/plan/plan.js';

const GRAPH = `ports: { a: , b: }
stages: { fast: , slow: , cheap: }
topologies: { there: { from: a, path: [fast, slow, cheap], to: b } }
groups: { core: [slow, fast], last: cheap }
`;
const read = (hooks: string, before = GRAPH) => parsePlan(`${before}hooks:\n${hooks}`, 'plan.yaml', () => undefined);
/** What a plan says of its one hook. */
const hookOf = (settings: string): Omit<HookPlan, 'places'> => {
  const { plan, faults } = read(`  - { use: noop, ${settings} }\n`);
  assert.equal(faults.map(faultText), []);
  const { places, ...hook } = plan!.hooks[0]!;
  return hook;
};
const BARE = { file: 'noop', options: {}, onError: 'stop' };
const ALL = ['fast', 'slow', 'cheap'];

test('a hook stands at a group of stages, at stages beside it, and at all that several name once, in the plan’s order', () => {
  assert.equal(hookOf('at: core').stages, ['fast', 'slow']);
  assert.equal(hookOf('at: last').stages, ['cheap']);
  assert.equal(hookOf('at: [last, fast]').stages, ['fast', 'cheap']);
  assert.equal(hookOf('at: [core, slow, last]').stages, ALL);
});

test('places are texts, however they are written', () => {
  const texts = ['3', '3-5', '"1,4"', '[1, 4]', '[1, 3-5]', '3 of flow', '[7]'].map(said => hookOf(`nth: ${said}`).nth);
  assert.equal(texts, ['3', '3-5', '1,4', '1,4', '1,3-5', '3 of flow', '7']);
  assert.equal(
    ['10', '10 of flow'].map(said => hookOf(`every: ${said}`).every),
    ['10', '10 of flow'],
  );
});

test('rights are in one order, all of them are none said, and none are an empty list', () => {
  const rights = ['[inject, drop, inject]', 'drop', 'none', '[]', 'all'].map(said => hookOf(`rights: ${said}`).rights);
  assert.equal(rights, [['drop', 'inject'], ['drop'], [], [], undefined]);
  assert.equal(hookOf('rights: all'), { ...BARE, stages: ALL });
});

test('budgets have units, and a share is a fraction or a percentage', () => {
  assert.equal(hookOf('budget: { frames: 1000, bytes: 1MB, share: 1/3 }').budget, {
    frames: 1000,
    bytes: 1e6,
    share: 1 / 3,
  });
  assert.equal(hookOf('budget: { share: 34% }').budget, { share: 0.34 });
  assert.equal(hookOf('budget: { frames: 0 }').budget, { frames: 0 });
  assert.equal(hookOf('budget: {}'), { ...BARE, stages: ALL });
});

test('a filter, a time budget and what happens past it are as they are said', () => {
  assert.equal(hookOf('filter: tcp port 80 and not host 10.0.0.7, timeBudget: 50us, onSlow: detach, onError: pass'), {
    ...BARE,
    stages: ALL,
    filter: 'tcp port 80 and not host 10.0.0.7',
    timeBudget: 50e3,
    onSlow: 'detach',
    onError: 'pass',
  });
});

test('each setting of a hook has its place', () => {
  const { plan } = read('  - use: noop\n    filter: udp\n    budget: { frames: 3 }\n');
  assert.equal(Object.entries(plan!.hooks[0]!.places), [
    ['', { file: 'plan.yaml', line: 6, column: 10 }],
    ['.filter', { file: 'plan.yaml', line: 7, column: 13 }],
    ['.budget', { file: 'plan.yaml', line: 8, column: 13 }],
  ]);
});

test('the memory of hooks is part of the plan', () => {
  const { plan } = parsePlan('link: { rate: 1Mbit/s }\nhookMemory: 64MiB\n', 'plan.yaml', () => undefined);
  assert.is(plan!.hookMemory, 64 * 1024 ** 2);
  const { plan: set } = mergeCommandLine(plan!, { hooks: [], sets: ['hookMemory=1GiB'] }, () => undefined);
  assert.is(set.hookMemory, 1024 ** 3);
});

test('a hook of the command line stands at a group', () => {
  const { plan, groups } = read('  - noop\n');
  const merge = (hook: string) => mergeCommandLine(plan!, { hooks: [hook], sets: [] }, () => '', groups);
  assert.equal(merge('thief.ts@core').plan.hooks[1]!.stages, ['fast', 'slow']);
  assert.equal(merge('thief.ts@coer').faults.map(faultText), [
    "--hook thief.ts@coer: no place '@coer': expected @fast, @slow, @cheap, @core, @last or @all (did you mean core?)",
  ]);
});

test('the groups of a plan with faults are known as far as they are sound', () => {
  const { plan, groups } = read('  - { use: noop, nth: 0 }\n', GRAPH.replace('last: cheap', 'last: [1.5]'));
  assert.is(plan, undefined);
  assert.equal(groups.get('core'), ['fast', 'slow']);
});

test.run();
