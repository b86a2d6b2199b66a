import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../../sdk/build.js';
import type { Frame } from '../../../sdk/frame.js';
import { defineHook } from '../../../sdk/hook.js';
import type { Nanos, Ratio } from '../../../sdk/units.js';
import { duplicate, replace, type Verdict } from '../../../sdk/verdict.js';
import { exitAt, forkPlan, graphPlan, hangingAt, portOf, recovering, stageOf, topologyOf } from './graph-lab.js';
import { Lab } from './lab.js';

const A = 0;
const B = 1;
const framesOf = (lab: Lab, stage: string): number => {
  const found = lab.engine.stages.find(each => each.plan.name === stage)!;
  return found.cells[0]!;
};

test('a frame walks a chain of stages, each with its own delay, and its fate is told where it left', () => {
  const lab = new Lab({
    plan: graphPlan({
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
    }),
  });
  lab.arrive(0, 1000, A);
  lab.run();
  // 1000 bytes at a byte a microsecond, twice, and 3 ms of delay.
  assert.equal(
    lab.sent.map(({ port, at }) => [port, at]),
    [[B, 5e6]],
  );
  assert.equal(lab.fates, ['5000000 two #0 left']);
});

test('a weighted fork shares frames by weight within five sigma', () => {
  const N = 40_000;
  const lab = new Lab({
    plan: forkPlan(
      { policy: 'weighted' },
      { x: { weight: 1, rate: Infinity }, y: { weight: 2, rate: Infinity }, z: { weight: 5, rate: Infinity } },
    ),
  });
  for (let i = 0; i < N; i++) lab.arrive(i * 1000, 100, A);
  lab.run();
  for (const [stage, p] of [
    ['x', 1 / 8],
    ['y', 2 / 8],
    ['z', 5 / 8],
  ] as const) {
    const bound = 5 * Math.sqrt(N * p * (1 - p));
    assert.ok(
      Math.abs(framesOf(lab, stage) - N * p) < bound,
      `${stage}: ${framesOf(lab, stage)} of ${N * p} ± ${bound}`,
    );
  }
});

test('join the shortest queue: equal arms get equal backlogs, and a slow arm no more than it sends', () => {
  const lab = new Lab({
    plan: forkPlan({ policy: 'shortest-queue' }, { fast: { rate: 16e6 }, slow: { rate: 4e6 }, mid: { rate: 8e6 } }),
  });
  // 28 Mbit/s come to 28 Mbit/s of arms: each carries its own rate, 4 : 1 : 2.
  const N = 7000;
  for (let i = 0; i < N; i++) {
    lab.arrive(Math.round(((i * 8000) / 28e6) * 1e9), 1000, A);
    const { queues } = { queues: lab.engine.stages.map(({ bottleneck }) => bottleneck.frames) };
    // One frame is the unit in which they can differ, and the one that is just being added.
    assert.ok(Math.max(...queues) - Math.min(...queues) <= 2, `${queues}`);
  }
  lab.run();
  for (const [stage, share] of [
    ['fast', 4 / 7],
    ['slow', 1 / 7],
    ['mid', 2 / 7],
  ] as const) {
    assert.ok(Math.abs(framesOf(lab, stage) - N * share) <= 0.01 * N, `${stage} ${framesOf(lab, stage)}`);
  }
});

test('the lowest drop rate leaves an arc that loses, and comes back when it has been forgiven', () => {
  const lossy = { model: 'independent', chance: 0.5 as Ratio, ecn: false } as const;
  const lab = new Lab({
    plan: forkPlan(
      { policy: 'lowest-drop-rate', halfLife: 1e9 as Nanos },
      { good: { rate: Infinity }, bad: { rate: Infinity, effects: { loss: lossy } } },
    ),
  });
  for (let i = 0; i < 10_000; i++) lab.arrive(i * 1e5, 100, A);
  lab.run();
  // Half of the first ties; after its first loss the arc is shunned for 20 half-lives, longer than the run of 1 s.
  assert.ok(framesOf(lab, 'bad') < 40, `${framesOf(lab, 'bad')}`);
  const before = framesOf(lab, 'bad');
  for (let i = 0; i < 100; i++) lab.arrive(40e9 + i * 1e5, 100, A);
  lab.run();
  assert.ok(framesOf(lab, 'bad') > before, 'forgiven after 40 s');
});

test('match sends each frame by the first filter that fits, and drops what none takes as dispatch:match', () => {
  const lab = new Lab({
    plan: forkPlan({ policy: 'match' }, { short: { match: 'less 100' }, middle: { match: 'less 500' } }),
  });
  for (const [i, length] of [60, 100, 101, 500, 501].entries()) lab.arrive(i * 1e7, length, A);
  lab.run();
  assert.is(framesOf(lab, 'short'), 2 + 1);
  assert.is(framesOf(lab, 'middle'), 2);
  assert.ok(
    lab.fates.some(fate => fate.endsWith('#16 dispatch:match')),
    lab.fates.join('\n'),
  );
});

const flooded = (dedupe: 'none' | 'first'): Lab =>
  new Lab({
    plan: graphPlan({
      stages: [
        stageOf('x', { delay: 1e6, rate: Infinity }),
        stageOf('y', { delay: 3e6, rate: Infinity }),
        stageOf('z', { delay: 2e6, rate: Infinity }),
      ],
      ports: [portOf('a', 0, 'all'), portOf('b', 1)],
      topologies: [
        topologyOf(
          'all',
          ['in', 'out'],
          [
            ['x', 'in', 'out'],
            ['y', 'in', 'out'],
            ['z', 'in', 'out'],
          ],
          { out: exitAt('b', dedupe) },
          { in: { policy: 'flood' } },
        ),
      ],
    }),
  });

test('a flood makes a copy for every arc, each counted as born, each with its own fate', () => {
  const lab = flooded('none');
  lab.arrive(0, Uint8Array.of(7, ...new Uint8Array(99)), A);
  lab.run();
  assert.equal(lab.outline, ['1000000 7', '2000000 7', '3000000 7']);
  assert.is(lab.ledger.births, 2);
});

test('where an exit takes only the first of the copies, the others are booked as deduplicated', () => {
  const lab = flooded('first');
  for (let i = 0; i < 10; i++) lab.arrive(i * 500_000, Uint8Array.of(i, ...new Uint8Array(99)), A);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, bytes }) => [at, bytes[0]]),
    Array.from({ length: 10 }, (_, i) => [i * 500_000 + 1e6, i]),
  );
  assert.is(lab.ledger.absorbedFor(2), 20);
});

test('of the copies that a flood made the first leaves by each port, however many exits lead there', () => {
  const arms = ['p', 'q', 'r', 's'];
  const lab = new Lab({
    plan: graphPlan({
      stages: arms.map((name, i) => stageOf(name, { rate: Infinity, delay: i * 1e6 })),
      ports: [portOf('a', 0, 'tree'), portOf('b', 1), portOf('c', 2)],
      topologies: [
        topologyOf(
          'tree',
          ['in', 'b', 'c', 'again'],
          [
            ['p', 'in', 'b'],
            ['q', 'in', 'c'],
            ['r', 'in', 'c'],
            ['s', 'in', 'again'],
          ],
          { b: exitAt('b', 'first'), c: exitAt('c', 'first'), again: exitAt('b', 'first') },
          { in: { policy: 'flood' } },
        ),
      ],
    }),
  });
  for (let i = 0; i < 2; i++) lab.arrive(i, 100, A);
  lab.run();
  assert.equal(
    lab.sent.map(({ port, at }) => [port, at]),
    [
      [1, 0],
      [1, 1],
      [2, 1e6],
      [2, 1e6 + 1],
    ],
  );
});

test('when a hook was ended in the middle of a flood the other copies set out all the same', () => {
  for (const stages of [['x'], ['y'], ['x', 'y', 'z']]) {
    const lab: Lab = new Lab({
      plan: forkPlan({ policy: 'flood' }, { x: {}, y: {}, z: {} }),
      hooks: [{ hook: hangingAt(1, () => lab.engine), stages }],
    });
    recovering(lab.engine, () => lab.arrive(0, Uint8Array.of(1, ...new Uint8Array(99)), A));
    lab.arrive(1, 100, A);
    lab.run();
    assert.is(lab.sent.length, 3 - stages.length + 3);
    assert.is(lab.store.used, 0);
  }
});

test('a hook chooses the arc at the fork behind its stage, a flood included', () => {
  const chooser = defineHook({
    name: 'chooser',
    episode(frame, { route, routes }) {
      if (frame.bytes[0]! < routes.length) route(routes[frame.bytes[0]!]!);
    },
  });
  const lab = new Lab({
    plan: graphPlan({
      stages: ['first', 'x', 'y'].map(name => stageOf(name, { rate: Infinity })),
      ports: [portOf('a', 0, 'all'), portOf('b', 1)],
      topologies: [
        topologyOf(
          'all',
          ['in', 'fork', 'out'],
          [
            ['first', 'in', 'fork'],
            ['x', 'fork', 'out'],
            ['y', 'fork', 'out'],
          ],
          { out: exitAt('b') },
          { fork: { policy: 'flood' } },
        ),
      ],
    }),
    hooks: [{ hook: chooser, stages: ['first'] }],
  });
  for (const first of [0, 0, 1, 2]) lab.arrive(lab.engine.now(), Uint8Array.of(first, ...new Uint8Array(99)), A);
  lab.run();
  assert.equal([framesOf(lab, 'x'), framesOf(lab, 'y')], [3, 2]);
});

test('a chosen route is that of the fragments, copies and replacements too, and not of what is injected beside', () => {
  const packet = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort: 2 }, payload: 958 });
  const results = (become: (ctx: { inject(frame: Frame): void }, frame: Frame) => Verdict | undefined): number[] => {
    const chooser = defineHook({
      name: 'chooser',
      preamble(_, { route }) {
        route('x');
      },
    });
    const other = defineHook({ name: 'other', preamble: (frame, ctx) => become(ctx, frame) });
    const lab = new Lab({
      plan: graphPlan({
        stages: [
          stageOf('first', { effects: { mtu: { size: 400, icmp: false, answers: 1, burst: 1 } } }),
          stageOf('x'),
          stageOf('y'),
        ],
        ports: [portOf('a', 0, 'all'), portOf('b', 1)],
        topologies: [
          topologyOf(
            'all',
            ['in', 'fork', 'out'],
            [
              ['first', 'in', 'fork'],
              ['x', 'fork', 'out', 0],
              ['y', 'fork', 'out', 1],
            ],
            { out: exitAt('b') },
            { fork: { policy: 'weighted' } },
          ),
        ],
      }),
      hooks: [
        { hook: chooser, stages: ['first'] },
        { hook: other, stages: ['first'] },
      ],
    });
    lab.arrive(0, packet.bytes, A);
    lab.run();
    return [framesOf(lab, 'x'), framesOf(lab, 'y')];
  };
  // 986 bytes of IP in packets of 400: 376 and 376 and 214 of payload.
  assert.equal(
    results(() => undefined),
    [3, 0],
  );
  assert.equal(
    results(() => duplicate(1)),
    [6, 0],
  );
  assert.equal(
    results((_, frame) => replace(frame)),
    [3, 0],
  );
  assert.equal(
    results(({ inject }, frame) => void inject(frame)),
    [3, 3],
  );
});

test('a route that does not leave there is refused by name, with those that do', () => {
  const wrong = defineHook({
    name: 'wrong',
    episode(_, { route }) {
      route('moon');
    },
  });
  const lab = new Lab({ hooks: [wrong] });
  lab.arrive(0);
  lab.engine.advance(1e9);
  assert.match(String(lab.engine.failure?.error), /no route 'moon' \(none: there is no fork behind this stage\)/);
});

test('several topologies share a stage: its queue and its pacer serve both, and each frame leaves by its own exit', () => {
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('shared'), stageOf('left', { rate: Infinity }), stageOf('right', { rate: Infinity })],
      ports: [portOf('a', 0, 'one'), portOf('b', 1, 'two'), portOf('c', 2), portOf('d', 3)],
      topologies: [
        topologyOf(
          'one',
          ['in', 'mid', 'out'],
          [
            ['shared', 'in', 'mid'],
            ['left', 'mid', 'out'],
          ],
          { out: exitAt('c') },
        ),
        topologyOf(
          'two',
          ['in', 'mid', 'out'],
          [
            ['shared', 'in', 'mid'],
            ['right', 'mid', 'out'],
          ],
          { out: exitAt('d') },
        ),
      ],
    }),
  });
  for (let i = 0; i < 4; i++) {
    lab.arrive(0, 1000, 0);
    lab.arrive(0, 1000, 1);
  }
  lab.run();
  // Eight frames through one pacer of a millisecond each, in turn.
  assert.equal(
    lab.sent.map(({ port, at }) => [port, at / 1e6]),
    [
      [2, 1],
      [3, 2],
      [2, 3],
      [3, 4],
      [2, 5],
      [3, 6],
      [2, 7],
      [3, 8],
    ],
  );
});

test('ports choose the topology by the first filter that fits', () => {
  const base = graphPlan({
    stages: [stageOf('x', { rate: Infinity }), stageOf('y', { rate: Infinity })],
    ports: [
      { ...portOf('a', 0), enter: [{ match: 'greater 500', topology: 'big' }, { topology: 'small' }] },
      portOf('b', 1),
      portOf('c', 2),
    ],
    topologies: [
      topologyOf('big', ['in', 'out'], [['x', 'in', 'out']], { out: exitAt('b') }),
      topologyOf('small', ['in', 'out'], [['y', 'in', 'out']], { out: exitAt('c') }),
    ],
  });
  const lab = new Lab({ plan: base });
  for (const length of [100, 1000, 499, 500]) lab.arrive(0, length, A);
  lab.run();
  assert.equal(
    lab.sent.map(({ port, bytes }) => [port, bytes.length]),
    [
      [2, 100],
      [1, 1000],
      [2, 499],
      [1, 500],
    ],
  );
});

const station = (number: number): number[] => [2, 0, 0, 0, 0, number];
const between = (to: readonly number[], from: readonly number[]): Uint8Array =>
  Uint8Array.from([...to, ...from, ...new Uint8Array(48)]);

test('an exit that learns sends to the port where the destination was heard, and to all others until then', () => {
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('lan', { rate: Infinity })],
      ports: [portOf('a', 0, 'lan'), portOf('b', 1, 'lan'), portOf('c', 2, 'lan')],
      topologies: [topologyOf('lan', ['in', 'out'], [['lan', 'in', 'out']], { out: exitAt('learn') })],
    }),
  });
  lab.arrive(0, between(station(2), station(1)), 0);
  lab.arrive(1, between(station(1), station(2)), 1);
  lab.arrive(2, between(station(2), station(1)), 0);
  lab.arrive(3, between([255, 255, 255, 255, 255, 255], station(3)), 2);
  lab.arrive(4, between(station(1), station(1)), 0);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, port }) => [at, port]),
    [
      [0, 1],
      [0, 2],
      [1, 0],
      [2, 1],
      [3, 0],
      [3, 1],
    ],
  );
  assert.ok(lab.fates.at(-1)!.endsWith('learn:ingress'));
});

test('where nobody else is, an exit that learns has no port for a frame', () => {
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('lan', { rate: Infinity })],
      ports: [portOf('a', 0, 'lan')],
      topologies: [topologyOf('lan', ['in', 'out'], [['lan', 'in', 'out']], { out: exitAt('learn') })],
    }),
  });
  lab.arrive(0, between(station(2), station(1)), 0);
  lab.run();
  assert.equal(lab.fates, ['0 lan #0 learn:ingress']);
});

test('what is sent back from a stage without a pair goes straight to the port the frame came in by', () => {
  const echo = defineHook({
    name: 'echo',
    preamble(frame, { inject }) {
      inject(frame, { toward: 'back' });
    },
  });
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('x', { rate: Infinity, delay: 1e6 })],
      ports: [portOf('a', 0, 'one'), portOf('b', 1, 'one'), portOf('c', 2)],
      topologies: [topologyOf('one', ['in', 'out'], [['x', 'in', 'out']], { out: exitAt('c') })],
    }),
    hooks: [{ hook: echo, stages: ['x'] }],
  });
  lab.arrive(0, 100, 1);
  lab.arrive(5, 100, 0);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, port }) => [at, port]),
    [
      [0, 1],
      [5, 0],
      [1e6, 2],
      [1e6 + 5, 2],
    ],
  );
});

test('what is sent back into a pair of several topologies takes the one that leads to where the frame came from', () => {
  const echo = defineHook({
    name: 'echo',
    preamble(frame, { inject }) {
      inject(frame, { toward: 'back' });
    },
  });
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('forth', { rate: Infinity, pair: 'back' }), stageOf('back', { rate: Infinity, delay: 1000 })],
      ports: [portOf('a', 0, 'forth'), portOf('b', 1, 'forth'), portOf('c', 2)],
      topologies: [
        topologyOf('forth', ['in', 'out'], [['forth', 'in', 'out']], { out: exitAt('c') }),
        topologyOf('toA', ['in', 'out'], [['back', 'in', 'out']], { out: exitAt('a') }),
        topologyOf('toB', ['in', 'out'], [['back', 'in', 'out']], { out: exitAt('b') }),
      ],
    }),
    hooks: [{ hook: echo, stages: ['forth'] }],
  });
  lab.arrive(0, 100, 1);
  lab.arrive(5, 100, 0);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, port }) => [at, port]),
    [
      [0, 2],
      [5, 2],
      [1000, 1],
      [1005, 0],
    ],
  );
});

test('of a pair that is two arcs of one topology, what is sent back takes the one with the way to where the frame came from', () => {
  const echo = defineHook({
    name: 'echo',
    preamble(frame, { inject }) {
      inject(frame, { toward: 'back' });
    },
  });
  const lab = new Lab({
    plan: graphPlan({
      stages: [
        stageOf('forth', { rate: Infinity, pair: 'back' }),
        stageOf('home', { rate: Infinity }),
        stageOf('back', { rate: Infinity }),
      ],
      ports: [portOf('a', 0, 'forth'), portOf('b', 1, 'forth'), portOf('c', 2, 'home')],
      topologies: [
        topologyOf('forth', ['in', 'out'], [['forth', 'in', 'out']], { out: exitAt('c') }),
        topologyOf(
          'home',
          ['in', 'fork', 'a', 'b'],
          [
            ['home', 'in', 'fork'],
            ['back', 'fork', 'a'],
            ['back', 'fork', 'b'],
          ],
          { a: exitAt('a'), b: exitAt('b') },
        ),
      ],
    }),
    hooks: [{ hook: echo, stages: ['forth'] }],
  });
  lab.arrive(0, 100, 0);
  lab.arrive(1, 100, 1);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, port }) => [at, port]),
    [
      [0, 2],
      [0, 0],
      [1, 2],
      [1, 1],
    ],
  );
});

test('a thousand stages without delay are walked without recursion, at one instant', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `s${i}`);
  const vertices = Array.from({ length: 1001 }, (_, i) => `v${i}`);
  const lab = new Lab({
    plan: graphPlan({
      stages: names.map(name => stageOf(name, { rate: Infinity })),
      ports: [portOf('a', 0, 'long'), portOf('b', 1)],
      topologies: [
        topologyOf(
          'long',
          vertices,
          names.map((name, i) => [name, `v${i}`, `v${i + 1}`]),
          { v1000: exitAt('b') },
        ),
      ],
    }),
  });
  lab.arrive(7, 100, A);
  lab.run();
  assert.equal(
    lab.sent.map(({ at }) => at),
    [7],
  );
  assert.ok(lab.engine.stages.every(({ cells }) => cells[0] === 1));
});

test.run();
