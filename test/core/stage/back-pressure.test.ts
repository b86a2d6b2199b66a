import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { QueuePlan } from '../../../core/plan/plan.js';
import type { DispatchPlan } from '../../../core/plan/topology-plan.js';
import { METER } from '../../../core/stage/stage-meter.js';
import { build } from '../../../sdk/build.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';
import { exitAt, forkPlan, graphPlan, hangingAt, portOf, recovering, stageOf, topologyOf } from './graph-lab.js';
import { Lab } from './lab.js';

const frames = (count: number): QueuePlan => ({ limit: 'frames', frames: count });
const HOLD: Partial<DispatchPlan> = { policy: 'back-pressure', base: 'shortest-queue', onFull: 'backpressure' };
const stageIn = (lab: Lab, name: string) => lab.engine.stages.find(each => each.plan.name === name)!;

/** first → (x | y) → out: the first stage's frames wait while both arms are full. */
const held = (x: number, y: number, queue: QueuePlan = frames(2), first: QueuePlan = { limit: 'none' }) =>
  new Lab({
    plan: graphPlan({
      stages: [
        stageOf('first', { rate: 80e6, queue: first, delay: 1000 }),
        stageOf('x', { rate: x, queue }),
        stageOf('y', { rate: y, queue }),
      ],
      ports: [portOf('a', 0, 'held'), portOf('b', 1)],
      topologies: [
        topologyOf(
          'held',
          ['in', 'fork', 'out'],
          [
            ['first', 'in', 'fork'],
            ['x', 'fork', 'out'],
            ['y', 'fork', 'out'],
          ],
          { out: exitAt('b') },
          { fork: HOLD },
        ),
      ],
    }),
  });

test('under back-pressure nothing is lost inside, and the arms never rest while frames wait', () => {
  const lab = held(8e6, 4e6);
  for (let i = 0; i < 300; i++) lab.arrive(0, 1000, 0);
  lab.run();
  assert.is(lab.sent.length, 300);
  // Which arm the last frame takes is a matter of a tie.
  assert.ok(Math.abs(stageIn(lab, 'x').cells[0]! - 200) <= 1, `${stageIn(lab, 'x').cells[0]}`);
  // 200 frames of 1 ms at x or 101 of 2 ms at y, behind the first frame's 100 us and the delay.
  assert.ok(lab.sent.at(-1)!.at <= 202e6 + 101e3 + 100e3, `${lab.sent.at(-1)!.at}`);
});

test('frames wait at the exit in order, the pacer stands still, and what is on the wire joins the line', () => {
  const lab = held(8e3, 8e3, frames(1));
  for (let i = 0; i < 12; i++) lab.arrive(0, Uint8Array.of(i, ...new Uint8Array(999)), 0);
  lab.run(50e6);
  const first = stageIn(lab, 'first');
  // Two are being sent, two wait in the queues of one; one was sent before the first had to wait and one was on its way.
  assert.is(first.cells[2], 4);
  assert.is(first.exitLine!.frames, 1);
  assert.is(first.bottleneck.pacer.rate, 0);
  // Whoever looks is told the rate of the link, and all that waits; one frame is at the pacer.
  lab.engine.publish();
  assert.equal([first.cells[METER.rate], first.cells[METER.queueFrames]], [80e6, 12 - 4 - 1]);
  lab.run();
  assert.equal(
    lab.sent.map(({ bytes }) => bytes[0]),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
});

test('pressure goes upstream: the first queue fills in its turn and drops at the tail, where the frames come in', () => {
  const lab = held(8e6, 8e6, frames(1), frames(3));
  for (let i = 0; i < 100; i++) lab.arrive(0, 1000, 0);
  lab.run();
  const dropped = lab.fates.filter(fate => fate.includes('queue:tail'));
  assert.ok(dropped.length > 0 && dropped.every(fate => fate.includes(' first ')));
  assert.is(lab.sent.length + dropped.length, 100);
});

test('a queue limited in bytes takes a frame while anything is free, and none is refused behind the fork', () => {
  const lab = held(8e6, 8e6, { limit: 'bytes', bytes: 1600 });
  for (let i = 0; i < 100; i++) lab.arrive(0, 1000, 0);
  lab.run();
  assert.is(lab.sent.length, 100);
});

test('an arc is full when all arcs behind it are: frames turn away from a dead end before it fills', () => {
  const lab = new Lab({
    plan: graphPlan({
      stages: [
        stageOf('first', { rate: Infinity }),
        stageOf('blind', { rate: Infinity, queue: frames(50) }),
        stageOf('stuck', { rate: 1, queue: frames(1) }),
        stageOf('open', { rate: 8e6, queue: frames(2) }),
      ],
      ports: [portOf('a', 0, 't'), portOf('b', 1)],
      topologies: [
        topologyOf(
          't',
          ['in', 'fork', 'mid', 'out'],
          [
            ['first', 'in', 'fork'],
            ['blind', 'fork', 'mid'],
            ['stuck', 'mid', 'out'],
            ['open', 'fork', 'out'],
          ],
          { out: exitAt('b') },
          { fork: { ...HOLD, base: 'random' }, mid: HOLD },
        ),
      ],
    }),
  });
  for (let i = 0; i < 40; i++) lab.arrive(i * 1e6, 1000, 0);
  lab.run(45e6);
  // One is being sent in the dead end and one waits there; nobody waits before it.
  assert.is(stageIn(lab, 'blind').cells[0], 2);
  assert.is(lab.sent.length, 38);
});

test('stages that wait for one place go in turn', () => {
  const lab = new Lab({
    plan: graphPlan({
      stages: [
        ...['p', 'q', 'r'].map(name => stageOf(name, { rate: Infinity })),
        stageOf('bottle', { rate: 8e6, queue: frames(1) }),
      ],
      ports: [portOf('a', 0, 'p'), portOf('b', 1, 'q'), portOf('c', 2, 'r'), portOf('d', 3)],
      topologies: ['p', 'q', 'r'].map(name =>
        topologyOf(
          name,
          ['in', 'mid', 'out'],
          [
            [name, 'in', 'mid'],
            ['bottle', 'mid', 'out'],
          ],
          { out: exitAt('d') },
          { mid: HOLD },
        ),
      ),
    }),
  });
  for (let port = 0; port < 3; port++)
    for (let i = 0; i < 20; i++) lab.arrive(0, Uint8Array.of(port, ...new Uint8Array(999)), port);
  lab.run();
  assert.is(lab.sent.length, 60);
  // Each stage's waiting frames are let go one by one, none twice before another had its turn.
  const order = lab.sent.map(({ bytes }) => bytes[0]!).slice(6, 42);
  for (let i = 0; i + 3 <= order.length; i += 3)
    assert.equal([...order.slice(i, i + 3)].sort(), [0, 1, 2], order.join(''));
});

test('at the entry nobody waits: the queue of the chosen stage decides', () => {
  const lab = new Lab({ plan: forkPlan(HOLD, { x: { queue: frames(2) }, y: { queue: frames(2) } }) });
  for (let i = 0; i < 20; i++) lab.arrive(0, 1000, 0);
  lab.run();
  assert.is(lab.sent.length, 6);
  assert.is(lab.fates.filter(fate => fate.endsWith('queue:tail')).length, 14);
});

test('a limit changed while frames wait lets them go', () => {
  const lab = held(8e3, 8e3, frames(1));
  for (let i = 0; i < 12; i++) lab.arrive(0, 1000, 0);
  lab.run(10e6);
  assert.is(stageIn(lab, 'first').exitLine!.frames, 1);
  lab.engine.change(stageIn(lab, 'x').ordinal, { queue: { limit: 'none' } });
  lab.run(20e6);
  assert.is(stageIn(lab, 'first').exitLine!.frames, 0);
  lab.run();
  assert.is(lab.sent.length, 12);
});

test('after a hook was ended with frames waiting before it the others go on, and their stage sends again', () => {
  // The last in the line, and one with others behind it.
  for (const victim of [4, 7]) {
    const lab: Lab = new Lab({
      plan: held(8e6, 8e6, frames(1)).plan,
      hooks: [{ hook: hangingAt(victim, () => lab.engine), stages: ['x', 'y'] }],
    });
    for (let i = 0; i < 12; i++) lab.arrive(0, Uint8Array.of(i, ...new Uint8Array(999)), 0);
    recovering(lab.engine, () => lab.engine.advance(3e6));
    lab.run();
    assert.equal(
      lab.sent.map(({ bytes }) => bytes[0]),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].filter(each => each !== victim),
    );
  }
});

test('a flow that waits for its arc chooses anew at the instant when it has been silent for long enough', () => {
  const { plan } = held(8e6, 8e6, frames(1));
  const [topology] = plan.topologies;
  const vertices = topology!.vertices.map(each =>
    each.name === 'fork' ? { ...each, dispatch: { ...each.dispatch, sticky: 50e6 as Nanos } } : each,
  );
  const lab = new Lab({ plan: { ...plan, topologies: [{ ...topology!, vertices }] } });
  const frame = build({
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    udp: { srcPort: 1, dstPort: 2 },
    payload: 958,
  }).bytes;
  lab.arrive(0, frame);
  lab.run(10e6);
  const taken = stageIn(lab, 'x').cells[0] === 1 ? 'x' : 'y';
  const other = taken === 'x' ? 'y' : 'x';
  stageIn(lab, taken).set({ rate: 0 as BitRate });
  // One stands at the pacer, one in the queue, the third and those behind it wait though the other arm is free.
  for (let i = 0; i < 5; i++) lab.arrive(10e6, frame);
  lab.run(60e6);
  assert.is(stageIn(lab, other).cells[0], 0);
  assert.is(stageIn(lab, 'first').exitLine!.frames > 0, true);
  // The last that went on left the first stage 201 us after it came.
  lab.run(60.2e6);
  assert.is(stageIn(lab, other).cells[0], 0);
  lab.run(60.201e6);
  assert.is(stageIn(lab, other).cells[0], 1);
  lab.run(1e9);
  assert.is(lab.sent.length, 4);
});

test('room that a frame from elsewhere makes by pushing others out is filled at that instant', () => {
  const byHead: QueuePlan = { limit: 'bytes', bytes: 1600, discipline: 'drop-head' };
  const lab = new Lab({
    plan: graphPlan({
      stages: [stageOf('first', { rate: Infinity }), stageOf('bottle', { rate: 1, queue: byHead })],
      ports: [portOf('a', 0, 't'), portOf('b', 1), portOf('c', 2, 'u')],
      topologies: [
        topologyOf(
          't',
          ['in', 'mid', 'out'],
          [
            ['first', 'in', 'mid'],
            ['bottle', 'mid', 'out'],
          ],
          { out: exitAt('b') },
          { mid: HOLD },
        ),
        topologyOf('u', ['in', 'out'], [['bottle', 'in', 'out']], { out: exitAt('b') }),
      ],
    }),
  });
  for (let i = 0; i < 4; i++) lab.arrive(0, 1000, 0);
  lab.run(5e6);
  assert.is(stageIn(lab, 'first').exitLine!.frames, 1);
  // 2000 bytes wait, more than may: both go, and then there is room beside the newcomer.
  lab.arrive(5e6, 1500, 2);
  assert.is(stageIn(lab, 'first').exitLine!.frames, 0);
});

test('layers of any sizes under back-pressure lose nothing inside and always come to an end', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(
          fc.record({ rate: fc.integer({ min: 1, max: 50 }), queue: fc.integer({ min: 0, max: 4 }), delay: fc.nat(3) }),
          { minLength: 1, maxLength: 3 },
        ),
        { minLength: 1, maxLength: 4 },
      ),
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom(
        'random',
        'weighted',
        'shortest-queue',
        'greatest-free',
        'lowest-drop-rate',
        'greatest-adjusted-free',
      ) as fc.Arbitrary<DispatchPlan['base']>,
      fc.boolean(),
      (layers, count, base, inBytes) => {
        const name = (layer: number, i: number): string => `s${layer}-${i}`;
        const vertices = ['in', ...layers.map((_, layer) => `v${layer}`), 'out'];
        const lab = new Lab({
          plan: graphPlan({
            stages: [
              stageOf('first', { rate: 100e6 }),
              ...layers.flatMap((arms, layer) =>
                arms.map(({ rate, queue, delay }, i) =>
                  stageOf(name(layer, i), {
                    rate: rate * 1e6,
                    delay: delay * 1e5,
                    queue: inBytes ? { limit: 'bytes', bytes: queue * 700 } : frames(queue),
                  }),
                ),
              ),
            ],
            ports: [portOf('a', 0, 't'), portOf('b', 1)],
            topologies: [
              topologyOf(
                't',
                vertices,
                [
                  ['first', 'in', 'v0'],
                  ...layers.flatMap((arms, layer) =>
                    arms.map((_, i) => [name(layer, i), `v${layer}`, vertices[layer + 2]!] as const),
                  ),
                ],
                { out: exitAt('b') },
                Object.fromEntries(
                  layers.map((_, layer) => [`v${layer}`, { policy: base, base, onFull: 'backpressure' as const }]),
                ),
              ),
            ],
          }),
        });
        for (let i = 0; i < count; i++) lab.arrive(i * 1e4, 60 + ((i * 389) % 1400), 0);
        lab.run();
        assert.is(lab.sent.length, count);
        assert.is(lab.store.used, 0);
      },
    ),
    { seed: 20, numRuns: 300 },
  );
});

test.run();
