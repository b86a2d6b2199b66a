import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES, type Queue } from '../../../../core/effects/effect.js';
import { DropHeadQueue } from '../../../../core/effects/queue/drop-head.js';
import { DropTailQueue } from '../../../../core/effects/queue/drop-tail.js';
import { InfiniteQueue } from '../../../../core/effects/queue/infinite.js';
import { QueueHost } from './queue-host.js';

/** Pushes frames of these lengths; what refuses them, by name, or `passes`. */
const fates = (host: QueueHost, queue: Queue, ...lengths: number[]): string[] =>
  lengths.map(length => {
    const slot = host.put(length);
    const fate = queue.push(slot, 0);
    if (fate === PASSES) return 'passes';
    host.drop(slot, fate);
    return host.causes.names[fate]!;
  });

const ids = (host: QueueHost, queue: Queue): number[] => {
  const left: number[] = [];
  for (let slot = queue.shift(0); slot >= 0; slot = queue.shift(0)) left.push(host.store.id[slot]!);
  return left;
};

test('drop-tail: frames leave in the order in which they came', () => {
  const host = new QueueHost(8);
  const queue = new DropTailQueue(host, { limit: 'none' });
  fates(host, queue, 60, 70, 80);
  assert.equal([queue.frames, queue.bytes], [3, 210]);
  assert.equal(ids(host, queue), [1, 2, 3]);
  assert.equal([queue.frames, queue.bytes, queue.shift()], [0, 0, -1]);
});

test('drop-tail: a frame that would pass the limit in bytes is refused, one that fits it exactly is not', () => {
  const host = new QueueHost(8);
  const queue = new DropTailQueue(host, { limit: 'bytes', bytes: 200 });
  assert.equal(fates(host, queue, 100, 101, 100, 1), ['passes', 'queue:tail', 'passes', 'queue:tail']);
  assert.is(queue.bytes, 200);
});

test('drop-tail: a limit in frames counts frames, however short', () => {
  const host = new QueueHost(8);
  const queue = new DropTailQueue(host, { limit: 'frames', frames: 2 });
  assert.equal(fates(host, queue, 60, 60, 60), ['passes', 'passes', 'queue:tail']);
  queue.shift();
  assert.equal(fates(host, queue, 1500), ['passes']);
});

test('drop-tail: a limit lowered below what waits evicts nothing, and refuses until there is room', () => {
  const host = new QueueHost(8);
  const queue = new DropTailQueue(host, { limit: 'none' });
  fates(host, queue, 500, 500, 500);
  queue.limitBytes = 1000;
  assert.is(queue.frames, 3);
  assert.equal(fates(host, queue, 60), ['queue:tail']);
  queue.shift();
  assert.equal(fates(host, queue, 60), ['queue:tail']);
  queue.shift();
  assert.equal(fates(host, queue, 500), ['passes']);
});

test('drop-tail: against a plain list, any mix of arrivals, departures and limits', () => {
  const step = fc.record({
    what: fc.constantFrom('push', 'push', 'push', 'shift', 'bytes', 'frames'),
    n: fc.integer({ min: 1, max: 1984 }),
  });
  const property = fc.property(fc.array(step, { maxLength: 80 }), steps => {
    const host = new QueueHost(100);
    const queue = new DropTailQueue(host, { limit: 'none' });
    const list: { slot: number; length: number }[] = [];
    let limitBytes = Number.POSITIVE_INFINITY;
    let limitFrames = Number.POSITIVE_INFINITY;
    for (const { what, n } of steps) {
      const bytes = list.reduce((sum, each) => sum + each.length, 0);
      if (what === 'push') {
        const slot = host.put(n);
        const fits = bytes + n <= limitBytes && list.length + 1 <= limitFrames;
        assert.is(queue.push(slot), fits ? PASSES : host.cause('queue:tail'));
        if (fits) list.push({ slot, length: n });
      } else if (what === 'shift') assert.is(queue.shift(), list.shift()?.slot ?? -1);
      else if (what === 'bytes') queue.limitBytes = limitBytes = n * 4;
      else queue.limitFrames = limitFrames = n % 20;
      assert.is(queue.frames, list.length);
    }
  });
  fc.assert(property, { seed: 3, numRuns: 200 });
});

test('drop-head: the oldest frames make room for the new one', () => {
  const host = new QueueHost(8);
  const queue = new DropHeadQueue(host, { limit: 'bytes', bytes: 1000 });
  assert.equal(fates(host, queue, 300, 300, 300, 500), ['passes', 'passes', 'passes', 'passes']);
  assert.equal(host.dropped, { 'queue:head': [1, 2] });
  assert.equal([queue.frames, queue.bytes], [2, 800]);
  assert.equal(ids(host, queue), [3, 4]);
});

test('drop-head: a limit in frames drops the oldest one', () => {
  const host = new QueueHost(8);
  const queue = new DropHeadQueue(host, { limit: 'frames', frames: 3 });
  fates(host, queue, 60, 60, 60, 60, 60);
  assert.equal(host.dropped, { 'queue:head': [1, 2] });
  assert.equal(ids(host, queue), [3, 4, 5]);
});

test('drop-head: a frame that no empty line would take drops nobody else', () => {
  const host = new QueueHost(8);
  const queue = new DropHeadQueue(host, { limit: 'bytes', bytes: 1000 });
  assert.equal(fates(host, queue, 600, 1001), ['passes', 'queue:tail']);
  assert.equal(host.dropped, { 'queue:tail': [2] });
  assert.equal(ids(host, queue), [1]);
});

test('drop-head: a limit lowered below what waits drops down to it with the next frame', () => {
  const host = new QueueHost(8);
  const queue = new DropHeadQueue(host, { limit: 'none' });
  fates(host, queue, 500, 500, 500);
  queue.limitBytes = 1000;
  assert.equal(fates(host, queue, 500), ['passes']);
  assert.equal(host.dropped, { 'queue:head': [1, 2] });
});

test('infinite: takes everything, whatever limit is set from outside', () => {
  const host = new QueueHost(64);
  const queue = new InfiniteQueue(host);
  queue.limitBytes = 10;
  queue.limitFrames = 1;
  queue.setRate(1e6, 0);
  assert.equal(new Set(fates(host, queue, ...new Array(60).fill(1500))), new Set(['passes']));
  assert.equal([queue.frames, queue.bytes], [60, 90_000]);
});

test.run();
