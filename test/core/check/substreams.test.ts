import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawingEffects, substreamsOf } from '../../../core/check/substreams.js';
import { makeLoss } from '../../../core/effects/loss/make.js';
import { makeQueue } from '../../../core/effects/queue/make.js';
import { makeReorder, makeSkip } from '../../../core/effects/reorder/make.js';
import type { Plan } from '../../../core/plan/plan.js';
import { defineHook } from '../../../sdk/index.js';
import { CountingRng } from '../effects/counting-rng.js';
import { FrameHost } from '../effects/frame-host.js';
import { planOf } from './many-effects.js';

const up = (section: string): Plan['stages'][number] =>
  planOf(`link: { rate: 1Mbit/s, delay: 20ms, ${section} }`).stages[0]!;

const frame = (host: FrameHost): number => host.put(new Uint8Array(100));

test('a loss model is said to draw if it does', () => {
  const models = [
    '1%',
    '{ model: gilbert, p: 1%, r: 30% }',
    '{ model: gilbert-elliott, p: 1%, r: 30% }',
    '{ model: four-state, p13: 1%, p31: 20% }',
    '{ consecutive: [1%, 50%] }',
    '{ nth: [3, 9] }',
    '{ every: 10 }',
    '{ pattern: "0010" }',
    '{ outages: [{ from: 1s, to: 2s }] }',
    '{ outages: { up: 30s, down: 2s } }',
    '{ outages: { up: { mean: 30s }, down: 2s } }',
  ];
  const seen = new Set<boolean>();
  for (const model of models) {
    const stage = up(`loss: ${model}`);
    const rng = new CountingRng();
    const host = new FrameHost();
    const loss = makeLoss(stage.effects.loss!, host, rng);
    for (let i = 0; i < 3; i++) loss.judge(frame(host), i * 1e9);
    assert.equal(drawingEffects(stage), rng.draws > 0 ? ['loss'] : [], model);
    seen.add(rng.draws > 0);
  }
  assert.is(seen.size, 2);
});

test('reordering by chance is said to draw, by a pattern not', () => {
  for (const section of ['1%', '{ chance: 1%, wait: 5ms }', '{ gap: 5 }', '{ pattern: swap }', '{ pattern: late }']) {
    const stage = up(`reorder: ${section}`);
    const rng = new CountingRng();
    const host = new FrameHost();
    const plan = stage.effects.reorder!;
    const reorder = makeReorder(plan, host, rng);
    const skip = makeSkip(plan, rng);
    for (let i = 0; i < 6; i++) {
      reorder?.pass(frame(host), i);
      skip?.skips();
    }
    assert.equal(drawingEffects(stage), rng.draws > 0 ? ['reorder'] : [], section);
  }
});

test('of the queues those draw that take chances, or hash flows', () => {
  const drawing = ['drop-tail', 'drop-head', 'infinite', 'red', 'codel', 'pie', 'fq-codel'].filter(
    queue => drawingEffects(up(`queue: { discipline: ${queue} }`)).length > 0,
  );
  assert.equal(drawing, ['red', 'pie', 'fq-codel']);
  const rng = new CountingRng();
  makeQueue(up('queue: codel').queue, new FrameHost(), rng);
  assert.is(rng.draws, 0);
  makeQueue(up('queue: fq-codel').queue, new FrameHost(), rng);
  assert.ok(rng.draws > 0);
});

test('what only the scenario asks for draws as well; MTU, capacity, pacing and traces never do', () => {
  const plan = planOf('link: { scenario: leo.csv, mtu: 1280, capacity: 5MB, pacing: jiffy, delayTrace: radio.delays }');
  assert.equal(substreamsOf(plan, []), ['up/loss', 'down/loss']);
});

test('a hook has a substream at each of its stages, twins one each, by the names that a run gives them', () => {
  const plan = planOf(
    'link: { rate: 1Mbit/s, delay: 1ms }\nhooks: [./log.ts, { use: ./thief.ts, at: up }, { use: ./thief.ts, at: up }]',
  );
  const [log, thief] = ['log', 'thief'].map(name => defineHook({ name, preamble() {} })) as [
    ReturnType<typeof defineHook>,
    ReturnType<typeof defineHook>,
  ];
  const hooks = [log, thief, thief].map((hook, i) => ({ hook, plan: plan.hooks[i]! }));
  assert.equal(substreamsOf(plan, hooks), ['up/hook:log', 'up/hook:thief', 'up/hook:thief-2', 'down/hook:log']);
});

test.run();
