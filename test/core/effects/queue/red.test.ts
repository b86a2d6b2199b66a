import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { RedQueue } from '../../../../core/effects/queue/red.js';
import type { QueueLimit, RedDiscipline } from '../../../../core/plan/effects/queue-plan.js';
import { substream } from '../../../../sdk/rng.js';
import { tcpTrial } from './bottleneck.js';
import { QueueHost, udpFrame } from './queue-host.js';

const MS = 1e6;
const PLAN: QueueLimit & RedDiscipline = {
  limit: 'none',
  discipline: 'red',
  min: 10_000,
  max: 30_000,
  chance: 0.1,
  weight: 1,
  typical: 1000,
  gentle: false,
  adaptive: false,
  ecn: false,
  hardDrop: false,
  markOnly: false,
};

const make = (plan: Partial<RedDiscipline> = {}) => {
  const host = new QueueHost(4096);
  return { host, queue: new RedQueue(host, { ...PLAN, ...plan }, substream(11, 'up/queue')) };
};

/** Signals among `frames` arrivals at a queue held at `bytes`, which with a weight of 1 is the average. */
const signalsAt = (bytes: number, frames: number, plan: Partial<RedDiscipline> = {}, ecn = 0) => {
  const { host, queue } = make(plan);
  while (queue.bytes < bytes) {
    // Filling draws from the same stream; what it signals is not counted.
    const slot = host.put(udpFrame(0, 1000, 2));
    if (queue.push(slot, 0) !== PASSES) host.store.free(slot);
  }
  const markedBefore = queue.marked;
  const gaps: number[] = [];
  let since = 0;
  for (let i = 0; i < frames; i++) {
    since++;
    const slot = host.put(udpFrame(0, 1000, ecn));
    const marks = queue.marked;
    const fate = queue.push(slot, 0);
    if (fate === PASSES) host.store.free(queue.shift(0));
    else host.drop(slot, fate);
    if (fate === PASSES && queue.marked === marks) continue;
    gaps.push(since);
    since = 0;
  }
  return { gaps, host, marked: queue.marked - markedBefore };
};

test('the ramp: the share dropped rises with the average as Floyd and Jacobson have it', () => {
  const frames = 40_000;
  // Lengths at which 1/p is whole: p = 0.1 x (bytes - 10 kB) / 20 kB.
  for (const [bytes, p] of [
    [12_000, 0.01],
    [14_000, 0.02],
    [15_000, 0.025],
    [18_000, 0.04],
    [20_000, 0.05],
  ] as const) {
    const { gaps } = signalsAt(bytes, frames);
    // p / (1 - count p) makes the distance from one drop to the next uniform over 1 … 1/p - 1: mean 1/(2p), variance
    // ((1/p - 1)^2 - 1) / 12. Renewals in n frames: mean 2 p n, variance n sigma^2 (2p)^3.
    const variance = ((1 / p - 1) ** 2 - 1) / 12;
    const sigma = Math.sqrt(frames * variance * (2 * p) ** 3);
    assert.ok(Math.abs(gaps.length - 2 * p * frames) < 5 * sigma, `${bytes}: ${gaps.length} for ${2 * p * frames}`);
    // The first one is counted from the middle of what the filling left.
    assert.ok(Math.max(...gaps.slice(1)) <= 1 / p - 1, `${bytes}: ${Math.max(...gaps)}`);
  }
});

test('the distance from one drop to the next is uniform', () => {
  const { gaps } = signalsAt(20_000, 60_000);
  // 1 … 19 at p = 0.05. Chi-square with 18 degrees of freedom passes 49.7 once in 10 000.
  const counts = new Array<number>(20).fill(0);
  for (const gap of gaps.slice(1)) counts[gap]!++;
  const expected = (gaps.length - 1) / 19;
  const chi2 = counts.slice(1).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi2 < 49.7, `${chi2}`);
});

test('below the lower threshold nothing is dropped, from the upper one on everything', () => {
  assert.is(signalsAt(9000, 5000).gaps.length, 0);
  const { host, queue } = make();
  while (queue.bytes < 29_000) {
    const slot = host.put(1000);
    if (queue.push(slot, 0) !== PASSES) host.store.free(slot);
  }
  queue.push(host.put(1000), 0);
  for (let i = 0; i < 100 && queue.bytes >= 30_000; i++) {
    assert.is(queue.push(host.put(1000), 0), host.cause('queue:red'));
  }
});

test('gentle: from the upper threshold on the share rises to 1 at twice of it', () => {
  const frames = 20_000;
  const { gaps } = signalsAt(40_000, frames, { gentle: true });
  // p = 0.1 + 0.9 x 10/30 = 0.4: one draw at 0.4 / 0.6, then certainty: distances 1 and 2, mean 1 + 1/3, variance 2/9.
  const sigma = Math.sqrt((frames * (2 / 9)) / (4 / 3) ** 3);
  assert.ok(Math.abs(gaps.length - frames * 0.75) < 5 * sigma, `${gaps.length}`);
  assert.ok(Math.max(...gaps.slice(1)) <= 2);
});

test('the average is that of the samples at arrivals', () => {
  const { host, queue } = make({ weight: 0.25 });
  const averages = [1, 2, 3, 4].map(() => {
    queue.push(host.put(1000), 0);
    return queue.average;
  });
  // 0, then 0.25 of 1000; 250 + 0.25 x 1750; 687.5 + 0.25 x 2312.5.
  assert.equal(averages, [0, 250, 687.5, 1265.625]);
});

test('idle time counts as arrivals of typical frames at an empty line', () => {
  const { host, queue } = make({ weight: 0.25 });
  queue.setRate(8e6, 0);
  queue.push(host.put(1000), 0);
  queue.average = 4096;
  // Taken at 0, sent within 1 ms; idle for 3.5 ms of 1 ms each: 3 frames' worth.
  host.store.free(queue.shift(0));
  queue.push(host.put(1000), 4.5 * MS);
  assert.is(queue.average, 4096 * 0.75 ** 3);
});

test('losses of a sender that falls silent end: the idle time since the last of them counts', () => {
  const { host, queue } = make({ weight: 0.002 });
  queue.setRate(8e6, 0);
  queue.push(host.put(1000), 0);
  queue.average = 80_000;
  host.store.free(queue.shift(0));
  let drops = 0;
  for (let second = 1; second < 20; second++) if (queue.push(host.put(1000), second * 1e9) !== PASSES) drops++;
  // 80 kB x 0.998^1000 is 10.8 kB, at the foot of the ramp, and a second later 1.5 kB.
  assert.is(drops, 0);
});

test('thresholds and weight left open follow the rate', () => {
  // 100 Mbit/s: 5 ms are 62.5 kB, half of that is the lower threshold; 12 500 typical frames a second.
  const { host, queue } = make({ min: 0, max: 0, weight: 0, chance: 1 });
  queue.setRate(100e6, 0);
  for (const [bytes, share] of [
    [31_000, 0],
    [62_500, 0.5],
  ] as const) {
    queue.average = bytes;
    let signals = 0;
    for (let i = 0; i < 400; i++) {
      queue.average = bytes;
      const slot = host.put(100);
      if (queue.push(slot, 0) !== PASSES) signals++;
      host.store.free(slot === -1 ? queue.shift(0) : slot);
    }
    // At p = 1/2 every frame: 0.5, then 1.
    if (share === 0) assert.is(signals, 0);
    else assert.ok(signals > 250, `${signals}`);
  }
});

test('with ecn frames are marked, and those that cannot be are dropped', () => {
  const marking = signalsAt(20_000, 20_000, { ecn: true }, 2);
  assert.ok(marking.marked > 1800 && marking.marked === marking.gaps.length, `${marking.marked}`);
  assert.equal(marking.host.dropped, {});
  const dropping = signalsAt(20_000, 20_000, { ecn: true }, 0);
  assert.is(dropping.marked, 0);
  assert.ok(dropping.host.dropped['queue:red']!.length > 1800);
});

test('hardDrop drops above the upper threshold what could be marked; markOnly drops nothing that cannot', () => {
  const hard = signalsAt(40_000, 1000, { ecn: true, gentle: true, hardDrop: true }, 2);
  assert.is(hard.marked, 0);
  assert.ok(hard.host.deaths > 600);
  const only = signalsAt(20_000, 5000, { ecn: true, markOnly: true }, 0);
  assert.equal(only.host.dropped, {});
});

test('a frame beyond the limit is refused at the tail', () => {
  const { host, queue } = make();
  queue.limitFrames = 2;
  assert.equal(
    [1, 2, 3].map(() => queue.push(host.put(100), 0)),
    [PASSES, PASSES, host.cause('queue:tail')],
  );
});

test('adaptive: the chance follows the average, twice a second, between its bounds', () => {
  const course = (average: number, seconds: number[]): number[] => {
    const { host, queue } = make({ adaptive: true, weight: 1e-9 });
    queue.setRate(8e6, 0);
    queue.push(host.put(60), 0);
    return seconds.map(second => {
      queue.average = average;
      const slot = host.put(60);
      if (queue.push(slot, second * 1e9) !== PASSES) host.store.free(slot);
      return Number(queue.chance.toFixed(6));
    });
  };
  // Above min + 0.6 x 20 kB = 22 kB up by 0.01, below 18 kB down to nine tenths, between them not at all.
  assert.equal(course(23_000, [0.499, 0.5, 1, 1.5]), [0.1, 0.11, 0.12, 0.13]);
  assert.equal(course(17_000, [0.5, 1, 1.5]), [0.09, 0.081, 0.0729]);
  assert.equal(course(20_000, [0.5, 100]), [0.1, 0.1]);
  const [top] = course(29_000, [3600]);
  assert.ok(top! >= 0.5 && top! <= 0.51, `${top}`);
  const [bottom] = course(0, [3600]);
  assert.ok(bottom! < 0.01 && bottom! >= 0.009, `${bottom}`);
});

test('adaptive RED holds flows between its thresholds, whatever their number', () => {
  for (const flows of [5, 20]) {
    const { wait, use } = tcpTrial({
      plan: { ...PLAN, min: 0, max: 0, weight: 0, gentle: true, adaptive: true },
      rate: 10e6,
      rtt: 60 * MS,
      flows,
      until: 16e9,
    });
    // Five frames of 1000 bytes are 4 ms at 10 Mbit/s: the target range is 7.2 to 8.8 ms, the thresholds 4 and 12.
    assert.ok(wait > 6 && wait < 10, `${flows}: ${wait} ms`);
    assert.ok(use > 0.85, `${flows}: ${use}`);
  }
});

test('at a rate without end the average falls to nothing at once, and no time is spent on counting why', () => {
  const { host, queue } = make({ weight: 0.5 });
  queue.setRate(8e6, 0);
  for (let i = 0; i < 4; i++) queue.push(host.put(1500), 0);
  assert.ok(queue.average > 0);
  queue.setRate(Number.POSITIVE_INFINITY, 1000);
  while (queue.frames > 0) host.store.free(queue.shift(1000));
  queue.push(host.put(1000), 2000);
  assert.is(queue.average, 0);
});

test.run();
