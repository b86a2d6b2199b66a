import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSlots, type Slots } from '../../../core/effects/slot.js';
import type { FrameStore } from '../../../core/frame/store.js';
import type { SlotPlan } from '../../../core/plan/effects/slot.js';
import type { Rng } from '../../../sdk/rng.js';
import { substream } from '../../../sdk/rng.js';
import { order, type Release, through } from './holdback.js';

const NONE = Number.POSITIVE_INFINITY;
const slots =
  (plan: SlotPlan, rng: Rng = substream(2, 'up/slot')) =>
  (store: FrameStore): Slots =>
    makeSlots(plan, { store } as never, rng);
const fixed = (gap: number, packets = NONE, bytes = NONE): SlotPlan => ({
  gap: { min: gap, max: gap },
  packets,
  bytes,
});
const times = (releases: readonly Release[]): number[] => releases.map(({ at }) => at);

test('the first frame waits a gap, and those that come meanwhile go with it in one burst', () => {
  assert.equal(times(through(slots(fixed(10)), [0, 3, 7, 9])), [10, 10, 10, 10]);
});

test('a frame after the burst finds its slot begun and waits for a new one', () => {
  assert.equal(times(through(slots(fixed(10)), [0, 11, 15, 40])), [10, 21, 21, 50]);
});

test('a frame that comes as the slot begins goes with it, behind those that waited', () => {
  const releases = through(slots(fixed(10)), [0, 10, 10]);
  assert.equal(order(releases), [0, 1, 2]);
  assert.equal(times(releases), [10, 10, 10]);
});

test('a slot lets so many frames go, and the next one begins a gap later', () => {
  assert.equal(times(through(slots(fixed(10, 2)), [0, 1, 2, 3, 4])), [10, 10, 20, 20, 30]);
});

test('the frame that reaches the bytes of a slot still goes', () => {
  // 100 bytes each: 250 bytes are reached by the third.
  assert.equal(times(through(slots(fixed(10, NONE, 250)), [0, 1, 2, 3, 4])), [10, 10, 10, 20, 20]);
  assert.equal(times(through(slots(fixed(10, NONE, 200)), [0, 1, 2, 3, 4])), [10, 10, 20, 20, 30]);
});

test('gaps between min and max are whole nanoseconds, each equally likely, one draw a slot', () => {
  const rng = substream(8, 'up/slot');
  let draws = 0;
  const counted = {
    below(n: number) {
      draws++;
      return rng.below(n);
    },
  } as unknown as Rng;
  // One frame at a time, far apart: each opens a slot of its own.
  const n = 20_000;
  const releases = through(
    slots({ gap: { min: 100, max: 103 }, packets: NONE, bytes: NONE }, counted),
    Array.from({ length: n }, (_, i) => i * 1000),
  );
  assert.is(draws, n);
  const counts = new Float64Array(4);
  releases.forEach(({ at }, i) => {
    counts[at - i * 1000 - 100]!++;
  });
  // Chi-square with 3 degrees of freedom: 30.7 for one in a million.
  assert.ok(counts.reduce((sum, count) => sum + (count - n / 4) ** 2 / (n / 4), 0) < 30.7, `${counts}`);
});

test('gaps of a distribution vary around the delay and never fall below 0', () => {
  const plan: SlotPlan = {
    gap: { delay: 1e6, jitter: { span: 1e6, correlation: 0, distribution: 'normal', shape: 0 } },
    packets: NONE,
    bytes: NONE,
  };
  const n = 10_000;
  const releases = through(
    slots(plan),
    Array.from({ length: n }, (_, i) => i * 1e8),
  );
  const gaps = releases.map(({ at }, i) => at - i * 1e8);
  // A normal gap is below 0, which counts as 0, with probability Φ(-1) = 15.87 %.
  const none = gaps.filter(gap => gap === 0).length / n;
  assert.ok(gaps.every(gap => gap >= 0));
  assert.ok(Math.abs(none - 0.15866) < 5 * Math.sqrt((0.15866 * 0.84134) / n), `${none}`);
});

test('under load bursts hold what came in a gap, counted', () => {
  // A frame each microsecond, a slot each millisecond: the first waits at 0, its slot at 1 ms takes 0 … 1 ms; the frame
  // after it opens the next at 1.001 + 1 ms: bursts of 1001 frames, 1.001 ms apart.
  const releases = through(
    slots(fixed(1e6)),
    Array.from({ length: 10_010 }, (_, i) => i * 1000),
  );
  const bursts = new Map<number, number>();
  for (const { at } of releases) bursts.set(at, (bursts.get(at) ?? 0) + 1);
  assert.equal(
    [...bursts],
    Array.from({ length: 10 }, (_, i) => [1e6 + i * 1_001_000, 1001]),
  );
});

/** netem_dequeue called at every instant that matters: the head goes when it is ready and the slot has begun. */
const kernel = (ready: readonly number[], gap: number, packets: number, bytes: number, size: number): number[] => {
  const out: number[] = [];
  let slotNext = -1;
  let packetsLeft = 0;
  let bytesLeft = 0;
  let now = 0;
  const next = (): void => {
    slotNext = now + gap;
    packetsLeft = packets;
    bytesLeft = bytes;
  };
  for (const at of ready) {
    now = Math.max(now, at);
    if (slotNext < at) next();
    now = Math.max(now, slotNext);
    out.push(now);
    packetsLeft--;
    bytesLeft -= size;
    if (packetsLeft <= 0 || bytesLeft <= 0) next();
  }
  return out;
};

test("frames go as netem's dequeue lets them go, in the order in which they came", () => {
  const property = fc.property(
    fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.oneof(fc.constant(NONE), fc.integer({ min: 1, max: 5 })),
    fc.oneof(fc.constant(NONE), fc.integer({ min: 1, max: 500 })),
    (waits, gap, packets, bytes) => {
      let at = 0;
      const ready = waits.map(wait => (at += wait));
      const releases = through(slots(fixed(gap, packets, bytes)), ready);
      assert.equal(
        order(releases),
        ready.map((_, i) => i),
      );
      assert.equal(times(releases), kernel(ready, gap, packets, bytes, 100));
    },
  );
  fc.assert(property, { seed: 5, numRuns: 500 });
});

test.run();
