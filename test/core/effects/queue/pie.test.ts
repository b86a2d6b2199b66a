import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { PieQueue } from '../../../../core/effects/queue/pie.js';
import type { PieDiscipline, QueueLimit } from '../../../../core/plan/effects/queue-plan.js';
import { substream } from '../../../../sdk/rng.js';
import { Bottleneck, tcpTrial } from './bottleneck.js';
import { QueueHost, udpFrame } from './queue-host.js';

const MS = 1e6;
const PLAN: QueueLimit & PieDiscipline = {
  limit: 'frames',
  frames: 1000,
  discipline: 'pie',
  target: 15 * MS,
  update: 15 * MS,
  alpha: 0.125,
  beta: 1.25,
  burst: 150 * MS,
  ecn: false,
  byteMode: false,
};

const make = (plan: Partial<PieDiscipline> = {}) => {
  const host = new QueueHost(4096);
  return { host, queue: new PieQueue(host, { ...PLAN, ...plan }, substream(7, 'up/queue')) };
};

/** Makes a frame leave at `now` that has waited `wait` milliseconds, another one staying behind. */
const leave = ({ host, queue }: ReturnType<typeof make>, now: number, wait: number): void => {
  while (queue.frames < 2) queue.push(host.put(1514), now);
  host.store.due.fill(now - wait * MS);
  host.store.free(queue.shift(now));
};

/**
 * The first rounds of a wait that jumps to 30 ms and stays, worked out by hand from RFC 8033 §4.2: round 1 adds
 * (0.125 x 15 ms + 1.25 x 30 ms) / 2048 = 0.039375 / 2048, the next ones 0.001875 / 128, / 128 … as the probability grows.
 */
const RISE = [
  1.922607421875e-5, 3.387451171875e-5, 4.852294921875e-5, 6.317138671875e-5, 7.781982421875e-5, 9.246826171875e-5,
  1.0711669921875e-4, 1.6571044921875e-4, 2.2430419921875e-4,
];

test('the probability rises by the rounds of RFC 8033, its gains scaled with it', () => {
  const pie = make();
  for (const [i, expected] of RISE.entries()) {
    leave(pie, (15 * (i + 1) - 1) * MS, 30);
    leave(pie, 15 * (i + 1) * MS, 30);
    assert.ok(Math.abs(pie.queue.probability - expected) < 1e-15, `round ${i + 1}: ${pie.queue.probability}`);
  }
});

test('the gains are scaled down seven-fold, each step where RFC 8033 has it', () => {
  // One round with the wait at 19 ms, and so before: 0.125 x 4 ms = 0.0005 of the unscaled step.
  const steps: [probability: number, divisor: number][] = [
    [0.9e-6, 2048],
    [0.9e-5, 512],
    [0.9e-4, 128],
    [0.9e-3, 32],
    [0.9e-2, 8],
    [0.09, 2],
    [0.5, 1],
  ];
  for (const [probability, divisor] of steps) {
    const pie = make();
    leave(pie, 10 * MS, 19);
    leave(pie, 15 * MS, 19);
    pie.queue.probability = probability;
    leave(pie, 30 * MS, 19);
    const step = pie.queue.probability - probability;
    assert.ok(Math.abs(step - 0.0005 / divisor) < 1e-15, `at ${probability}: ${step}`);
  }
});

test('above 10 % a step is at most 2 %, and a probability at most 1', () => {
  const pie = make();
  leave(pie, 14 * MS, 500);
  pie.queue.probability = 0.1;
  leave(pie, 15 * MS, 500);
  assert.is(pie.queue.probability, 0.1 + 0.02);
  pie.queue.probability = 0.995;
  leave(pie, 30 * MS, 500);
  assert.is(pie.queue.probability, 1);
});

test('an idle line loses its probability by 2 % and the deviation in each round, made up for at the next frame', () => {
  const pie = make();
  leave(pie, 14 * MS, 30);
  leave(pie, 15 * MS, 30);
  pie.queue.probability = 0.5;
  // The last one leaves an empty line: its wait counts as none.
  pie.host.store.free(pie.queue.shift(16 * MS));
  let expected = 0.5;
  let before = 30;
  for (let round = 0; round < 40; round++) {
    let step = (0.125 * -15 + 1.25 * -before) / 1000;
    if (expected < 0.1) step /= expected < 0.01 ? 8 : 2;
    expected += step;
    if (before === 0) expected *= 0.98;
    before = 0;
  }
  pie.queue.push(pie.host.put(100), (15 + 40 * 15) * MS);
  assert.ok(Math.abs(pie.queue.probability - expected) < 1e-12, `${pie.queue.probability} for ${expected}`);
  // And in an hour all of it.
  pie.queue.push(pie.host.put(100), 3600e9);
  assert.is(pie.queue.probability, 0);
});

test('no frame is dropped while the burst allowance lasts: ten rounds of 15 ms', () => {
  const pie = make();
  const { host, queue } = pie;
  for (let i = 0; i < 10; i++) queue.push(host.put(1514), 0);
  let droppedAt = 0;
  for (let t = 1; t <= 200 && droppedAt === 0; t++) {
    leave(pie, t * MS, 30);
    queue.probability = 1;
    const slot = host.put(1514);
    if (queue.push(slot, t * MS) !== PASSES) droppedAt = t;
  }
  assert.is(droppedAt, 150);
});

test('with no probability and short waits the allowance is renewed', () => {
  const pie = make();
  const { host, queue } = pie;
  for (let i = 0; i < 10; i++) queue.push(host.put(1514), 0);
  // Waits of 7 ms are below half of the target; the probability stays 0.
  for (let t = 1; t <= 1000; t++) {
    leave(pie, t * MS, 7);
    queue.push(host.put(1514), t * MS);
  }
  queue.probability = 1;
  assert.is(queue.push(host.put(1514), 1001 * MS), PASSES);
});

test('two full frames or less are never dropped from', () => {
  const { host, queue } = make({ burst: 0, update: 1e15 });
  queue.probability = 1;
  for (let i = 0; i < 500; i++) {
    while (queue.bytes < 3028) assert.is(queue.push(host.put(1514), 0), PASSES);
    host.store.free(queue.shift(0));
  }
});

/** The share of `frames` frames that is dropped or marked at a probability that stays. */
const shareAt = (probability: number, frames: number, plan: Partial<PieDiscipline>, bytes: Uint8Array | number) => {
  const { host, queue } = make({ burst: 0, update: 1e15, ...plan });
  for (let i = 0; i < 4; i++) queue.push(host.put(bytes), 0);
  while (queue.bytes <= 3028) queue.push(host.put(bytes), 0);
  queue.probability = probability;
  let drops = 0;
  for (let i = 0; i < frames; i++) {
    const slot = host.put(bytes);
    const fate = queue.push(slot, 0);
    if (fate === PASSES) host.store.free(queue.shift(0));
    else {
      drops++;
      host.drop(slot, fate);
    }
  }
  return { drops, host, queue };
};

test('drops are spread out: none before 0.85 has been added up, then each frame with the probability', () => {
  const frames = 20_000;
  const { drops, host } = shareAt(0.25, frames, {}, 1514);
  // The sum passes 0.85 with the 4th frame; from it on the wait is geometric: mean 3 + 1/p = 7, variance (1 - p)/p^2 = 12.
  // Renewals in n frames: n / 7, variance 12 n / 7^3. The certain drop at 8.5 shortens the mean by less than 1e-3.
  const sigma = Math.sqrt((frames * 12) / 7 ** 3);
  assert.ok(Math.abs(drops - frames / 7) < 5 * sigma, `${drops} for ${frames / 7} +- ${sigma}`);
  const ids = host.dropped['queue:pie']!;
  assert.ok(ids.every((id, i) => i === 0 || id - ids[i - 1]! >= 4));
});

test('in byte mode a small frame is dropped in proportion to its length', () => {
  const frames = 40_000;
  const { drops } = shareAt(0.5, frames, { byteMode: true }, 757);
  // Half of a full frame: as at p = 0.25 above.
  const sigma = Math.sqrt((frames * 12) / 7 ** 3);
  assert.ok(Math.abs(drops - frames / 7) < 5 * sigma, `${drops}`);
});

test('with ecn frames are marked below 10 %, and dropped from there on', () => {
  // Two rounds at 20 ms make the wait of before long enough for drops below 20 %.
  for (const [probability, marks] of [
    [0.0999, true],
    [0.1, false],
  ] as const) {
    const pie = make({ ecn: true, burst: 0 });
    leave(pie, 14 * MS, 20);
    leave(pie, 15 * MS, 20);
    for (let i = 0; i < 10; i++) pie.queue.push(pie.host.put(1514), 16 * MS);
    pie.queue.probability = probability;
    for (let i = 0; i < 500; i++) {
      const slot = pie.host.put(udpFrame(0, 1514, 2));
      const fate = pie.queue.push(slot, 16 * MS);
      if (fate !== PASSES) pie.host.drop(slot, fate);
    }
    const signals = marks ? pie.queue.marked : pie.host.deaths;
    // Mean distance 8 + 10 frames of 500: 27.8, standard deviation below 3.
    assert.ok(signals > 13 && signals < 43, `${signals}`);
    assert.is(marks ? pie.host.deaths : pie.queue.marked, 0);
  }
});

test('a frame that cannot be marked is dropped, one beyond the limit is refused at the tail', () => {
  const { drops, queue } = shareAt(0.25, 1000, { ecn: true }, udpFrame(0, 1514, 0));
  assert.ok(drops > 50);
  assert.is(queue.marked, 0);
  const { host, queue: small } = make();
  small.limitFrames = 2;
  assert.equal(
    [1, 2, 3].map(() => small.push(host.put(100), 0)),
    [PASSES, PASSES, host.cause('queue:tail')],
  );
});

for (const flows of [1, 5, 10]) {
  test(`${flows} flows of the traffic program tcp wait the 15 ms of RFC 8033, at full use of the link`, () => {
    const { wait, use } = tcpTrial({ plan: PLAN, rate: 10e6, rtt: 60 * MS, flows, until: 16e9 });
    assert.ok(Math.abs(wait - 15) < 3, `${wait} ms`);
    assert.ok(use > 0.95, `${use}`);
  });
}

test('a constant rate above the capacity waits 15 ms as well', () => {
  let waits = 0;
  let frames = 0;
  const link = new Bottleneck(PLAN, 10e6, (_, waited, now) => {
    if (now < 8e9) return;
    waits += waited;
    frames++;
  });
  for (let t = 0; t < 18e9; t += 833_333) {
    link.advance(t);
    link.offer(1250, t);
  }
  assert.ok(Math.abs(waits / frames / MS - 15) < 1, `${waits / frames / MS}`);
  assert.ok(frames * 1250 * 8 > 0.999 * 10e6 * 10, `${frames}`);
});

test.run();
