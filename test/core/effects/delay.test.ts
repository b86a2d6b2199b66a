import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayLine } from '../../../core/effects/delay.js';
import { FrameStore } from '../../../core/frame/store.js';

const line = (): { store: FrameStore; flight: DelayLine } => {
  const store = new FrameStore(2048 * 256);
  return { store, flight: new DelayLine(store) };
};

/** All that is under way, in order, with its due times. */
const drain = (store: FrameStore, flight: DelayLine): [number, number][] => {
  const out: [number, number][] = [];
  while (flight.frames > 0) {
    const due = flight.nextDue;
    const slot = flight.shift();
    assert.is(store.due[slot], due);
    out.push([slot, due]);
  }
  assert.is(flight.nextDue, Number.POSITIVE_INFINITY);
  return out;
};

test('on one route no frame overtakes another when the delay shrinks', () => {
  const { store, flight } = line();
  const [a, b, c] = [store.take(), store.take(), store.take()];
  flight.push(a, 0, 40e6, 1, 0);
  flight.push(b, 1e6, 30e6, 1, 1);
  flight.push(c, 20e6, 30e6, 1, 2);
  assert.equal(drain(store, flight), [
    [a, 40e6],
    [b, 40e6],
    [c, 50e6],
  ]);
});

test('frames of a new, shorter route overtake those in flight, which keep their due times', () => {
  const { store, flight } = line();
  const [a, b, c] = [store.take(), store.take(), store.take()];
  flight.push(a, 0, 41_200_000, 0, 0);
  flight.push(b, 1e6, 37e6, 1, 1);
  flight.push(c, 2e6, 36_700_000, 1, 2);
  assert.equal(drain(store, flight), [
    [b, 38e6],
    [c, 38_700_000],
    [a, 41_200_000],
  ]);
});

test('a route that comes back while its frames are under way keeps its order', () => {
  const { store, flight } = line();
  const [a, b, c] = [store.take(), store.take(), store.take()];
  flight.push(a, 0, 50e6, 0, 0);
  flight.push(b, 1e6, 10e6, 1, 1);
  flight.push(c, 2e6, 20e6, 0, 2);
  assert.equal(drain(store, flight), [
    [b, 11e6],
    [a, 50e6],
    [c, 50e6],
  ]);
});

test('frames of one instant leave in the order in which they came in, across routes too', () => {
  const { store, flight } = line();
  const slots = [store.take(), store.take(), store.take(), store.take()];
  slots.forEach((slot, i) => {
    flight.push(slot, 0, 10e6, i % 2, i);
  });
  assert.equal(
    drain(store, flight).map(([slot]) => slot),
    slots,
  );
});

interface Under {
  readonly slot: number;
  readonly due: number;
  readonly order: number;
}

test('against an unhurried oracle: due = max(now + delay, last due of the route), then (due, sequence)', () => {
  const step = fc.record({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 })),
    delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
    route: fc.integer({ min: 0, max: 4 }),
    // Whether what is due at the instant of the push leaves before it.
    settled: fc.boolean(),
  });
  const property = fc.property(fc.array(step, { maxLength: 200 }), steps => {
    const { store, flight } = line();
    const lastDue = new Map<number, number>();
    let under: Under[] = [];
    const next = (): Under | undefined => under.toSorted((a, b) => a.due - b.due || a.order - b.order)[0];
    const settleUntil = (to: number): void => {
      while (flight.nextDue <= to) {
        const first = next()!;
        assert.is(flight.nextDue, first.due);
        assert.is(flight.nextOrder, first.order);
        assert.is(flight.shift(), first.slot);
        under = under.filter(each => each !== first);
        store.free(first.slot);
      }
      assert.ok((next()?.due ?? Number.POSITIVE_INFINITY) > to);
    };
    let now = 0;
    steps.forEach(({ wait, delay, route, settled }, order) => {
      now += wait;
      settleUntil(settled ? now : now - 1);
      const slot = store.take();
      const due = Math.max(now + delay, lastDue.get(route) ?? 0);
      lastDue.set(route, due);
      under.push({ slot, due, order });
      flight.push(slot, now, delay, route, order);
      assert.is(flight.frames, under.length);
    });
    settleUntil(1e9);
    assert.is(flight.frames, 0);
  });
  fc.assert(property, { seed: 4, numRuns: 300 });
});

test.run();
