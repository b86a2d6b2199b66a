import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Holdback } from '../../../../core/effects/effect.js';
import { makeReorder } from '../../../../core/effects/reorder/make.js';
import type { FrameStore } from '../../../../core/frame/store.js';
import type { ReorderPlan } from '../../../../core/plan/effects/reorder.js';
import { reordering } from '../../../../core/probe/reordering.js';
import type { Rng } from '../../../../sdk/rng.js';
import { substream } from '../../../../sdk/rng.js';
import { order, through } from '../holdback.js';

const holds =
  (plan: ReorderPlan, rng: Rng = substream(6, 'up/reorder')) =>
  (store: FrameStore): Holdback =>
    makeReorder(plan, { store } as never, rng)!;
/** An rng that takes the frames whose draw is 0. */
const taking = (...draws: readonly (0 | 1)[]): Rng => {
  let at = 0;
  return { u32: () => (draws[at++] === 1 ? 0 : 0xffffffff) } as unknown as Rng;
};
const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * step);

test('a frame that waits lets those pass that come in the meantime', () => {
  const plan: ReorderPlan = { model: 'wait', chance: 0.5, wait: 25 };
  const out = through(holds(plan, taking(0, 1, 0, 1, 0, 0, 0)), every(10, 7));
  assert.equal(
    out.map(({ frame, at }) => [frame, at]),
    [
      [0, 0],
      [2, 20],
      [1, 35],
      [4, 40],
      [5, 50],
      [3, 55],
      [6, 60],
    ],
  );
});

test('a frame that waits for later ones goes right behind the last of them', () => {
  const plan: ReorderPlan = { model: 'later', chance: 0.5, later: 2, atMost: 1000 };
  const out = through(holds(plan, taking(1, 0, 0, 0)), every(10, 4));
  assert.equal(
    out.map(({ frame, at }) => [frame, at]),
    [
      [1, 10],
      [2, 20],
      [0, 20],
      [3, 30],
    ],
  );
});

test('frames chosen one after the other wait for the same later ones, and keep their order', () => {
  const plan: ReorderPlan = { model: 'later', chance: 0.5, later: 2, atMost: 1000 };
  assert.equal(order(through(holds(plan, taking(1, 1, 0, 0, 0)), every(10, 5))), [2, 3, 0, 1, 4]);
  assert.equal(order(through(holds(plan, taking(1, 0, 1, 0, 0, 0)), every(10, 6))), [1, 3, 0, 4, 2, 5]);
});

test('the last frame of a flow leaves after the longest wait, nothing passing it', () => {
  const plan: ReorderPlan = { model: 'later', chance: 0.5, later: 3, atMost: 500 };
  const out = through(holds(plan, taking(0, 0, 1)), every(10, 3));
  assert.equal(out.at(-1), { frame: 2, at: 520 });
});

test('where all wait none passes: a delay and no reordering', () => {
  const out = through(holds({ model: 'later', chance: 1, later: 1, atMost: 70 }), every(10, 50));
  assert.is(reordering(order(out)).reordered, 0);
  assert.ok(out.every(({ frame, at }) => at === frame * 10 + 70));
});

test('adjacent swap changes the places of the first two of every n', () => {
  assert.equal(order(through(holds({ model: 'swap', every: 2, atMost: 1e9 }), every(10, 6))), [1, 0, 3, 2, 5, 4]);
  assert.equal(order(through(holds({ model: 'swap', every: 3, atMost: 1e9 }), every(10, 7))), [1, 0, 2, 4, 3, 5, 6]);
  const { ratio, extent } = reordering(
    order(through(holds({ model: 'swap', every: 4, atMost: 1e9 }), every(10, 4000))),
  );
  assert.equal([ratio, extent], [0.25, 1]);
});

test('one late by k has a reordering extent of k, and one in n is reordered', () => {
  assert.equal(
    order(through(holds({ model: 'late', every: 4, by: 3, atMost: 1e9 }), every(10, 9))),
    [0, 1, 2, 4, 5, 6, 3, 8, 7],
  );
  const { ratio, extent } = reordering(
    order(through(holds({ model: 'late', every: 10, by: 7, atMost: 1e9 }), every(10, 10_000 + 7))),
  );
  assert.equal([ratio, extent], [1000 / 10_007, 7]);
});

test('a share of the frames is reordered, by the extent asked for', () => {
  const n = 50_000;
  const chance = 0.02;
  const { reordered, extent } = reordering(
    order(through(holds({ model: 'later', chance, later: 3, atMost: 1e9 }), every(10, n))),
  );
  // Binomial; the one frame in a hundred thousand that waits at the very end counts for nothing.
  assert.ok(Math.abs(reordered - n * chance) < 5 * Math.sqrt(n * chance * (1 - chance)), `${reordered}`);
  // Three later ones and those chosen before it, released between them, which count as arrivals as well.
  assert.ok(extent >= 3 && extent <= 6, `${extent}`);
});

test('each frame takes one draw where there is a chance, none where there is a pattern', () => {
  let draws = 0;
  const counted = {
    u32() {
      draws++;
      return 0x40000000;
    },
  } as unknown as Rng;
  const plans: readonly (readonly [ReorderPlan, number])[] = [
    [{ model: 'wait', chance: 0.2, wait: 5 }, 20],
    [{ model: 'later', chance: 0.3, later: 1, atMost: 5 }, 20],
    [{ model: 'swap', every: 2, atMost: 5 }, 0],
    [{ model: 'late', every: 3, by: 1, atMost: 5 }, 0],
  ];
  for (const [plan, expected] of plans) {
    draws = 0;
    through(holds(plan, counted), every(10, 20));
    assert.is(draws, expected);
  }
});

test('whatever is chosen, all frames leave once, none before it came nor after the longest wait', () => {
  const property = fc.property(
    fc.array(fc.record({ wait: fc.nat(30), chosen: fc.constantFrom<0 | 1>(0, 1) }), { maxLength: 150 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 100 }),
    fc.boolean(),
    (frames, later, longest, byTime) => {
      let at = 0;
      const times = frames.map(({ wait }) => (at += wait));
      const rng = taking(...frames.map(({ chosen }) => chosen));
      const plan: ReorderPlan = byTime
        ? { model: 'wait', chance: 0.5, wait: longest }
        : { model: 'later', chance: 0.5, later, atMost: longest };
      const out = through(holds(plan, rng), times);
      assert.equal(
        order(out).toSorted((a, b) => a - b),
        times.map((_, i) => i),
      );
      for (const [i, { frame, at: left }] of out.entries()) {
        assert.ok(left >= times[frame]! && left <= times[frame]! + longest);
        if (i > 0) assert.ok(left >= out[i - 1]!.at);
        if (frames[frame]!.chosen === 0) assert.is(left, times[frame]!);
        if (byTime && frames[frame]!.chosen === 1) assert.is(left, times[frame]! + longest);
        // Released before its time: exactly `later` unchosen ones that came after it have gone in front of it.
        if (!byTime && frames[frame]!.chosen === 1 && left < times[frame]! + longest) {
          const passed = out.slice(0, i).filter(each => each.frame > frame && frames[each.frame]!.chosen === 0);
          assert.is(passed.length, later);
        }
      }
    },
  );
  fc.assert(property, { seed: 3, numRuns: 400 });
});

test.run();
