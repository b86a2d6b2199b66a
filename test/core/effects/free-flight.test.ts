import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayLine } from '../../../core/effects/delay.js';
import type { Flight } from '../../../core/effects/effect.js';
import { FreeFlight } from '../../../core/effects/free-flight.js';
import { QuantileJitter } from '../../../core/effects/jitter/quantile-jitter.js';
import { quantileOf } from '../../../core/effects/jitter/quantiles.js';
import { FrameStore } from '../../../core/frame/store.js';
import { reordering } from '../../../core/probe/reordering.js';
import { substream } from '../../../sdk/rng.js';

const flight = (slots = 1024): { store: FrameStore; free: FreeFlight } => {
  const store = new FrameStore(2048 * slots);
  return { store, free: new FreeFlight(store) };
};

test('frames leave by their due times, not in the order in which they came', () => {
  const { store, free } = flight();
  const [a, b, c] = [store.take(), store.take(), store.take()];
  free.push(a, 0, 40e6, 1, 0);
  free.push(b, 1e6, 30e6, 1, 1);
  free.push(c, 2e6, 50e6, 1, 2);
  assert.equal([free.nextDue, free.nextOrder], [31e6, 1]);
  assert.equal([free.shift(), free.nextDue, free.shift(), free.nextDue, free.shift()], [b, 40e6, a, 52e6, c]);
  assert.is(free.nextDue, Number.POSITIVE_INFINITY);
});

test('a delay below 0 counts as 0: nothing leaves before it came', () => {
  const { store, free } = flight();
  free.push(store.take(), 5e6, -3e6, 0, 0);
  assert.is(free.nextDue, 5e6);
});

test('frames of one instant leave in the order in which they came in', () => {
  const { store, free } = flight();
  const slots = Array.from({ length: 200 }, () => store.take());
  slots.forEach((slot, i) => {
    free.push(slot, 100 - (i % 7), i % 7, 0, i);
  });
  assert.equal(
    slots.map(() => free.shift()),
    slots,
  );
});

test('against a sorted list: any pushes, shifts and postponements', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ wait: fc.nat(20), delay: fc.integer({ min: -20, max: 200 }) }) },
    { weight: 3, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.record({ span: fc.nat(50) }) },
  );
  const property = fc.property(fc.array(step, { maxLength: 400 }), steps => {
    const { store, free } = flight();
    let under: { slot: number; due: number; order: number }[] = [];
    let now = 0;
    steps.forEach((what, order) => {
      if (what === 'shift') {
        const first = under.toSorted((a, b) => a.due - b.due || a.order - b.order)[0];
        if (first === undefined) return;
        assert.equal([free.nextDue, free.nextOrder], [first.due, first.order]);
        assert.is(free.shift(), first.slot);
        under = under.filter(each => each !== first);
      } else if ('span' in what) {
        free.postpone(what.span);
        under = under.map(each => ({ ...each, due: each.due + what.span }));
      } else {
        now += what.wait;
        const slot = store.take();
        under.push({ slot, due: now + Math.max(0, what.delay), order });
        free.push(slot, now, what.delay, order % 3, order);
      }
      assert.is(free.frames, under.length);
    });
  });
  fc.assert(property, { seed: 9, numRuns: 200 });
});

/** Sends frames a millisecond apart with jitter; gives the order of arrival, and the due times by sequence. */
const jittered = (into: (store: FrameStore) => Flight): { arrived: number[]; due: number[]; asked: number[] } => {
  const store = new FrameStore(2048 * 2048);
  const line = into(store);
  const jitter = new QuantileJitter(quantileOf('normal', 0), 3e6, 0, substream(1, 'up/jitter'));
  const place = new Map<number, number>();
  const asked: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const slot = store.take();
    place.set(slot, i);
    const delay = Math.max(0, 5e6 + jitter.next());
    asked.push(i * 1e6 + delay);
    line.push(slot, i * 1e6, delay, 0, i);
  }
  const arrived: number[] = [];
  const due: number[] = [];
  while (line.frames > 0) {
    due.push(line.nextDue);
    arrived.push(place.get(line.shift())!);
  }
  return { arrived, due, asked };
};

test('with order keep jitter never overtakes on a route: each waits for its forerunner', () => {
  const { arrived, due, asked } = jittered(store => new DelayLine(store));
  assert.is(reordering(arrived).reordered, 0);
  let last = 0;
  asked.forEach((at, i) => {
    last = Math.max(last, at);
    assert.is(due[i], last);
  });
});

test('with order free the same jitter reorders exactly as the due times say', () => {
  const { arrived, due, asked } = jittered(store => new FreeFlight(store));
  const expected = asked.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  assert.equal(
    arrived,
    expected.map(({ i }) => i),
  );
  assert.equal(
    due,
    expected.map(({ at }) => at),
  );
  // With 3 ms of jitter on frames 1 ms apart most pairs are at risk.
  assert.ok(reordering(arrived).ratio > 0.4);
});

test.run();
