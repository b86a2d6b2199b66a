import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DEATHS, ENTRY, EXIT, type Recorder } from '../../../core/stage/recorder.js';
import type { Tap } from '../../../core/stage/stage-taps.js';
import { defineHook } from '../../../sdk/hook.js';
import type { Ratio } from '../../../sdk/units.js';
import { drop, replace } from '../../../sdk/verdict.js';
import { exitAt, graphPlan, portOf, stageOf, topologyOf } from './graph-lab.js';
import { Lab } from './lab.js';

const EVERYTHING = ENTRY | EXIT | DEATHS;

/** Two stages one behind the other. */
const walk = graphPlan({
  stages: [stageOf('one', { delay: 1e6 }), stageOf('two', { delay: 2e6 })],
  ports: [portOf('a', 0, 'walk'), portOf('b', 1)],
  topologies: [
    topologyOf(
      'walk',
      ['in', 'mid', 'out'],
      [
        ['one', 'in', 'mid'],
        ['two', 'mid', 'out'],
      ],
      { out: exitAt('b') },
    ),
  ],
});

/** Drops frames that begin with 9, and marks the others on both sides. */
const marker = defineHook({
  name: 'marker',
  preamble(frame) {
    if (frame.bytes[0] === 9) return drop('nine');
    frame.bytes[0] = 5;
    return;
  },
  episode(frame) {
    frame.bytes[0] = 6;
  },
});

test('a frame is told of as it comes, before the hooks, and as it leaves, behind them, in the middle of a path too', () => {
  const lab = new Lab({
    plan: walk,
    captured: [EVERYTHING, EVERYTHING],
    hooks: [{ hook: marker, stages: ['one'] }],
  });
  lab.arrive(0, Uint8Array.of(1, ...new Uint8Array(999)));
  lab.arrive(0, Uint8Array.of(9, 0));
  lab.run();
  assert.equal(lab.taps, [
    `0 one ${ENTRY} #0: 1 of 1000`,
    `0 one ${ENTRY} #4: 9 of 2`,
    `0 one ${DEATHS} #4 hook:marker:nine: 9 of 2`,
    `2000000 one ${EXIT} #0: 6 of 1000`,
    `2000000 two ${ENTRY} #0: 6 of 1000`,
    `5000000 two ${EXIT} #0: 6 of 1000`,
  ]);
});

test('only the sides that are captured are told of, stage by stage', () => {
  const lab = new Lab({ plan: walk, captured: [EXIT, ENTRY] });
  lab.arrive(0, 1000);
  lab.run();
  assert.equal(lab.taps, [`2000000 one ${EXIT} #0: 0 of 1000`, `2000000 two ${ENTRY} #0: 0 of 1000`]);
});

test('whatever ends inside is told of: what a queue turns away, what is replaced, and what memory refuses', () => {
  const twin = defineHook({ name: 'twin', preamble: frame => replace(frame.copy()) });
  const lab = new Lab({
    captured: [DEATHS, DEATHS],
    queue: { limit: 'frames', frames: 1, discipline: 'fifo' } as never,
    hooks: [twin],
  });
  for (let i = 0; i < 4; i++) lab.arrive(0, 100);
  lab.run();
  const deaths = lab.taps.map(each => each.replace(/^\d+ up 4 #\d+ /, '').replace(/: .*/, ''));
  assert.equal(deaths.filter(each => each === 'absorbed').length, 4);
  assert.ok(deaths.includes('queue:tail'));
  assert.is(deaths.length, lab.fates.filter(fate => !fate.endsWith('left')).length);
});

test('a copy that an exit takes out has left its stage before it ended there', () => {
  const plan = graphPlan({
    stages: [stageOf('x'), stageOf('y', { delay: 1e6 })],
    ports: [portOf('a', 0, 'both'), portOf('b', 1)],
    topologies: [
      topologyOf(
        'both',
        ['in', 'out'],
        [
          ['x', 'in', 'out'],
          ['y', 'in', 'out'],
        ],
        { out: exitAt('b', 'first') },
        { in: { policy: 'flood' } },
      ),
    ],
  });
  const lab = new Lab({ plan, captured: [EVERYTHING, EVERYTHING] });
  lab.arrive(0, 100);
  lab.run();
  const sides = lab.taps.map(each => each.split(' ').slice(1, 3).join(' '));
  assert.equal(sides, [`x ${ENTRY}`, `y ${ENTRY}`, `x ${EXIT}`, `y ${EXIT}`, `y ${DEATHS}`]);
});

test('taps come and go while frames pass, several at one stage, and the last to go leaves nothing behind', () => {
  const lab = new Lab({
    captured: [EXIT, 0],
    effects: { loss: { model: 'independent', chance: 0 as Ratio } as never },
  });
  const { taps } = lab.engine.stages[0]!;
  const heard: string[] = [];
  const listener = (name: string, sides: number): Tap => ({
    sides,
    tap: ((stage, side, id) => void heard.push(`${name} ${stage} ${side} #${id}`)) as Recorder['tap'],
  });
  const a = listener('a', ENTRY);
  const b = listener('b', ENTRY | EXIT);
  taps.add(a);
  taps.add(b);
  lab.arrive(0, 100);
  lab.run(1e9);
  taps.remove(b);
  taps.remove(b);
  lab.arrive(1e9, 100);
  lab.run(2e9);
  taps.remove(a);
  assert.is(taps.sides, EXIT);
  lab.arrive(2e9, 100);
  lab.run(3e9);
  assert.equal(heard, ['a 0 1 #0', 'b 0 1 #0', 'b 0 2 #0', 'a 0 1 #4']);
  assert.is(lab.taps.length, 3);
});

test.run();
