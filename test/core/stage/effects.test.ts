import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import { build } from '../../../sdk/build.js';
import { type BitRate, mbps, ms, type Nanos, type Ratio } from '../../../sdk/units.js';
import { Lab, type LabSetup } from './lab.js';

const UNLIMITED = Number.POSITIVE_INFINITY as BitRate;
const row = (at: number, delay: number, rate: number, more: Partial<ScenarioRow> = {}): ScenarioRow => ({
  at: at as Nanos,
  route: 0,
  delay: delay as Nanos,
  rate: rate as BitRate,
  ...more,
});
const lab = (setup: LabSetup, ...rows: readonly ScenarioRow[]): Lab => new Lab({ ...setup, scenario: { rows } });
const marked = (first: number, length = 1000): Uint8Array => new Uint8Array(length).fill(first);

test('a lost frame has used the wire: the next one is sent behind it', () => {
  const on = lab({ effects: { loss: { model: 'positions', positions: [1], flows: 0 } } }, row(0, 0, 8e6));
  on.arrive(0, marked(1));
  on.arrive(0, marked(2));
  assert.equal(on.run().outline, ['2000000 2']);
  assert.equal(on.fates, ['1000000 up #0 loss:pattern', '2000000 up #4 left']);
});

test('copies follow their frame at their spacing, each with an id of its own', () => {
  const on = lab({ effects: { duplicate: { chance: 1, copies: 2, spacing: ms(3) } } }, row(0, 10e6, UNLIMITED));
  on.arrive(0, marked(1));
  assert.equal(on.run().outline, ['10000000 1', '13000000 1', '16000000 1']);
  assert.is(new Set(on.sent.map(({ id }) => id)).size, 3);
});

test('frames behind do not wait for a copy that follows at a distance, and go behind one that follows at once', () => {
  const spaced = lab({ effects: { duplicate: { chance: 1, copies: 1, spacing: ms(3) } } }, row(0, 10e6, UNLIMITED));
  const close = lab({ effects: { duplicate: { chance: 1, copies: 1, spacing: ms(0) } } }, row(0, 10e6, UNLIMITED));
  for (const on of [spaced, close]) for (const first of [1, 2]) on.arrive(first * 1e6, marked(first));
  assert.equal(spaced.run().outline, ['11000000 1', '12000000 2', '14000000 1', '15000000 2']);
  assert.equal(close.run().outline, ['11000000 1', '11000000 1', '12000000 2', '12000000 2']);
});

test('a trace of delays adds to the link’s own, and no frame overtakes unless it may', () => {
  const trace = (order: 'keep' | 'free') => ({ delayTrace: { delays: [5e6, 0, 1e6], loop: true, order } });
  const kept = lab({ effects: trace('keep') }, row(0, 10e6, UNLIMITED));
  const free = lab({ effects: trace('free') }, row(0, 10e6, UNLIMITED));
  for (const on of [kept, free]) for (const first of [1, 2, 3]) on.arrive(0, marked(first));
  assert.equal(kept.run().outline, ['15000000 1', '15000000 2', '15000000 3']);
  assert.equal(free.run().outline, ['10000000 2', '11000000 3', '15000000 1']);
});

test('a frame that skips the delay overtakes all on its route', () => {
  const on = lab(
    { effects: { reorder: { model: 'gap', gap: 2, chance: 1, correlation: 0 } } },
    row(0, 10e6, UNLIMITED),
  );
  for (const first of [1, 2, 3, 4]) on.arrive(first * 1e6, marked(first));
  assert.equal(on.run().outline, ['2000000 2', '4000000 4', '11000000 1', '13000000 3']);
});

test('a frame held back for a later one goes right behind it, before anything else of that instant', () => {
  const on = lab({ effects: { reorder: { model: 'swap', every: 2, atMost: ms(100) } } }, row(0, 10e6, UNLIMITED));
  for (const first of [1, 2, 3, 4]) on.arrive(0, marked(first));
  on.arrive(1e6, marked(5));
  // The last one waits for another in vain.
  assert.equal(on.run().outline, ['10000000 2', '10000000 1', '10000000 4', '10000000 3', '111000000 5']);
});

test('a stage holds no more than its capacity, waiting and under way together', () => {
  const on = lab({ effects: { capacity: { frames: 3 } } }, row(0, 10e6, 8e6));
  for (const first of [1, 2, 3, 4]) on.arrive(0, marked(first));
  on.arrive(11.5e6, marked(5));
  assert.equal(on.run().outline, ['11000000 1', '12000000 2', '13000000 3', '22500000 5']);
  assert.is(on.fates[0], '0 up #12 capacity');
  const bytes = lab({ effects: { capacity: { bytes: 2500 } } }, row(0, 10e6, 8e6));
  for (const length of [1000, 1000, 1000, 400]) bytes.arrive(0, marked(length / 10, length));
  assert.is(bytes.run().sent.length, 3);
});

const packet = (payload: number): Uint8Array =>
  build({ ipv4: { src: '192.168.22.2', dst: '192.168.66.2' }, udp: { srcPort: 1, dstPort: 2 }, payload }).bytes;

test('a packet above the MTU goes on in pieces, each of which is sent and booked', () => {
  const mtu = { size: 600, icmp: true, answers: 1000, burst: 50 };
  const on = lab({ effects: { mtu } }, row(0, 0, 8e6));
  on.arrive(0, packet(1000));
  on.run();
  assert.equal(
    on.sent.map(({ at, bytes }) => [at, bytes.length]),
    [
      [610_000, 610],
      [610_000 + 466_000, 466],
    ],
  );
  assert.is(on.ledger.absorbedFor(1), 1);
});

test('one that may not be taken apart dies, and its answer comes back over the paired stage', () => {
  const mtu = { size: 600, icmp: true, answers: 1000, burst: 50 };
  const on = lab({ effects: { mtu } }, row(0, 5e6, UNLIMITED));
  const frame = build({
    ipv4: { src: '192.168.22.2', dst: '192.168.66.2', dontFragment: true },
    udp: { srcPort: 1, dstPort: 2 },
    payload: 1000,
  });
  on.arrive(1e6, frame.bytes);
  const [answer] = on.run().sent;
  assert.is(answer!.at, 6e6);
  assert.is(on.fates[0], '1000000 up #0 mtu');
});

test('token buckets let a burst go at once and drop what no bucket holds', () => {
  const pacing = { model: 'token-bucket', burst: 1500, overhead: 0 } as const;
  const on = lab({ effects: { pacing } }, row(0, 0, 8e6));
  on.arrive(0, marked(1));
  on.arrive(0, marked(2));
  on.arrive(0, marked(3, 1600));
  assert.equal(on.run().outline, ['0 1', '500000 2']);
  assert.is(on.fates.filter(fate => fate.endsWith('pacing:burst')).length, 1);
});

test('columns of the scenario change what a plan says, and where a row leaves one out the plan’s own is in force', () => {
  const all = 1 as Ratio;
  const on = lab(
    { effects: { duplicate: { chance: 1, copies: 1, spacing: 0 } } },
    row(0, 0, UNLIMITED, { duplicate: 0 as Ratio }),
    row(10e6, 0, UNLIMITED, { loss: all }),
    row(20e6, 0, UNLIMITED),
    row(30e6, 0, UNLIMITED, { duplicate: 0 as Ratio, mtu: 500 }),
    row(40e6, 0, UNLIMITED, { duplicate: 0 as Ratio }),
  );
  for (const at of [5, 15, 25, 35, 45]) on.arrive(at * 1e6, marked(at));
  assert.equal(on.run().outline, ['5000000 5', '25000000 25', '25000000 25', '45000000 45']);
  assert.equal(
    on.fates.map(fate => fate.split(' ').at(-1)),
    ['left', 'loss:independent', 'left', 'left', 'mtu', 'left'],
  );
});

test('a queue’s limit follows its column', () => {
  const rows = [row(0, 0, 8e6, { queueFrames: 1 }), row(50e6, 0, 8e6, { queueBytes: 2000 }), row(100e6, 0, 8e6)];
  const on = lab({ queue: { limit: 'frames', frames: 3 } }, ...rows);
  const burst = (at: number): number => {
    const before = on.sent.length;
    for (let i = 0; i < 6; i++) on.arrive(at, marked(1));
    return on.run(at + 40e6).sent.length - before;
  };
  assert.equal([burst(0), burst(60e6), burst(110e6)], [2, 3, 4]);
});

test('a route change holds what is under way on every kind of wire', () => {
  const rows = [row(0, 10e6, UNLIMITED), { ...row(20e6, 4e6, UNLIMITED), route: 1 }];
  const on = new Lab({
    scenario: { rows },
    reconfiguration: { delay: ms(8), mode: 'all' },
    effects: { delayTrace: { delays: [0], loop: true, order: 'free' } },
  });
  on.arrive(15e6, marked(1));
  on.arrive(22e6, marked(2));
  assert.equal(on.run().outline, ['32000000 2', '33000000 1']);
});

test('adding an effect or another stage’s leaves the draws of the others alone', () => {
  const losses = (effects: LabSetup['effects']): string[] => {
    const on = lab(
      { effects: { loss: { model: 'independent', chance: 0.3, ecn: false }, ...effects } },
      row(0, 0, mbps(80)),
    );
    for (let i = 0; i < 200; i++) on.arrive(i * 1e6, marked(i & 255));
    return on
      .run()
      .fates.filter(fate => fate.includes('loss:'))
      .map(fate => fate.split('#')[1]!);
  };
  const alone = losses({});
  assert.ok(alone.length > 30);
  assert.equal(
    losses({ jitter: { span: 1e5, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' } }),
    alone,
  );
  assert.equal(losses({ corrupt: { chance: 0.5 } }), alone);
});

test.run();
