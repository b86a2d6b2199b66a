import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DropTailQueue } from '../../../core/effects/queue.js';
import { FrameStore } from '../../../core/frame/store.js';

const fill = (store: FrameStore, length: number): number => store.put(new Uint8Array(length));

test('frames leave in the order in which they came', () => {
  const store = new FrameStore(2048 * 8);
  const queue = new DropTailQueue(store);
  const slots = [60, 70, 80].map(length => fill(store, length));
  assert.equal(
    slots.map(slot => queue.push(slot)),
    [true, true, true],
  );
  assert.equal([queue.shift(), queue.shift(), queue.shift(), queue.shift()], [...slots, -1]);
});

test('a frame that would pass the limit in bytes is refused, one that fits it exactly is not', () => {
  const store = new FrameStore(2048 * 8);
  const queue = new DropTailQueue(store);
  queue.limitBytes = 200;
  assert.ok(queue.push(fill(store, 100)));
  assert.not(queue.push(fill(store, 101)));
  assert.ok(queue.push(fill(store, 100)));
  assert.not(queue.push(fill(store, 1)));
  assert.is(queue.bytes, 200);
});

test('a limit in frames counts frames, however short', () => {
  const store = new FrameStore(2048 * 8);
  const queue = new DropTailQueue(store);
  queue.limitFrames = 2;
  assert.equal(
    [60, 60, 60].map(length => queue.push(fill(store, length))),
    [true, true, false],
  );
  queue.shift();
  assert.ok(queue.push(fill(store, 1500)));
});

test('a limit lowered below what waits evicts nothing, and refuses until there is room', () => {
  const store = new FrameStore(2048 * 8);
  const queue = new DropTailQueue(store);
  const slots = [500, 500, 500].map(length => fill(store, length));
  for (const slot of slots) queue.push(slot);
  queue.limitBytes = 1000;
  assert.is(queue.frames, 3);
  assert.not(queue.push(fill(store, 60)));
  queue.shift();
  assert.not(queue.push(fill(store, 60)));
  queue.shift();
  assert.ok(queue.push(fill(store, 500)));
});

test('against a plain list: any mix of arrivals, departures and limits', () => {
  const step = fc.record({
    what: fc.constantFrom('push', 'push', 'push', 'shift', 'bytes', 'frames'),
    n: fc.integer({ min: 1, max: 1984 }),
  });
  const property = fc.property(fc.array(step, { maxLength: 80 }), steps => {
    const store = new FrameStore(2048 * 100);
    const queue = new DropTailQueue(store);
    const list: { slot: number; length: number }[] = [];
    let limitBytes = Number.POSITIVE_INFINITY;
    let limitFrames = Number.POSITIVE_INFINITY;
    for (const { what, n } of steps) {
      const bytes = list.reduce((sum, each) => sum + each.length, 0);
      if (what === 'push') {
        const slot = fill(store, n);
        const fits = bytes + n <= limitBytes && list.length + 1 <= limitFrames;
        assert.is(queue.push(slot), fits);
        if (fits) list.push({ slot, length: n });
      } else if (what === 'shift') assert.is(queue.shift(), list.shift()?.slot ?? -1);
      else if (what === 'bytes') queue.limitBytes = limitBytes = n * 4;
      else queue.limitFrames = limitFrames = n % 20;
      assert.is(queue.frames, list.length);
      assert.is(
        queue.bytes,
        list.reduce((sum, each) => sum + each.length, 0),
      );
    }
  });
  fc.assert(property, { seed: 3, numRuns: 200 });
});

test.run();
