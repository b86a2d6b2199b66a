import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DropTailQueue } from '../../../../core/effects/queue/drop-tail.js';
import { jiffiesFrames, limitAtRate } from '../../../../core/effects/queue/limit.js';
import { QueueHost } from './queue-host.js';

test('four jiffies of the 2000 emulator are 40 ms of line rate', () => {
  const rates = [1e6, 10e6, 45e6, 100e6];
  assert.equal(
    rates.map(rate => jiffiesFrames(rate, 4)),
    [4, 34, 150, 334],
  );
  for (const rate of rates) {
    const span = (jiffiesFrames(rate, 4) * 1500 * 8) / rate;
    // One frame is what rounding up can add.
    assert.ok(span >= 0.04 && span < 0.04 + 12_000 / rate, `${span}`);
  }
});

test('a limit in jiffies holds so many full-size frames, counted in bytes', () => {
  const limit = { limit: 'jiffies', jiffies: 4 } as const;
  assert.is(limitAtRate(limit, 10e6), 34 * 1514);
  assert.is(limitAtRate(limit, 1), 1514);
  assert.is(limitAtRate(limit, Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
});

test('a limit in time is what the rate sends in it, at least a full-size frame', () => {
  const limit = { limit: 'time', span: 20e6 } as const;
  assert.is(limitAtRate(limit, 10e6), 25_000);
  assert.is(limitAtRate(limit, 1e6), 2500);
  assert.is(limitAtRate(limit, 64e3), 1514);
});

test('a limit in time follows the rate, and a link that stands still keeps its buffer', () => {
  const queue = new DropTailQueue(new QueueHost(8), { limit: 'time', span: 20e6 });
  assert.is(queue.limitBytes, Number.POSITIVE_INFINITY);
  queue.setRate(10e6, 0);
  assert.is(queue.limitBytes, 25_000);
  queue.setRate(0, 1);
  assert.is(queue.limitBytes, 25_000);
  queue.setRate(2e6, 2);
  assert.is(queue.limitBytes, 5000);
});

test('limits in bytes and frames stand whatever the rate', () => {
  const bytes = new DropTailQueue(new QueueHost(8), { limit: 'bytes', bytes: 3000 });
  const frames = new DropTailQueue(new QueueHost(8), { limit: 'frames', frames: 7 });
  const none = new DropTailQueue(new QueueHost(8), { limit: 'none' });
  for (const queue of [bytes, frames, none]) queue.setRate(1e6, 0);
  assert.equal([bytes.limitBytes, bytes.limitFrames], [3000, Number.POSITIVE_INFINITY]);
  assert.equal([frames.limitBytes, frames.limitFrames], [Number.POSITIVE_INFINITY, 7]);
  assert.equal([none.limitBytes, none.limitFrames], [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test.run();
