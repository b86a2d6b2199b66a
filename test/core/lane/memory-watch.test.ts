import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { availableMemory, memoryWatch } from '../../../core/lane/memory-watch.js';

const MB = 2 ** 20;

test('memory is low below 64 MiB, and is so until there is twice as much', () => {
  const told: boolean[] = [];
  const course = [500, 65, 63, 10, 100, 128, 129, 70, 63];
  let left = 0;
  const look = memoryWatch(
    low => void told.push(low),
    () => left * MB,
    1024 * MB,
  );
  const after = course.map(each => {
    left = each;
    look();
    return told.length;
  });
  assert.equal(after, [0, 0, 1, 1, 1, 1, 2, 2, 3]);
  assert.equal(told, [true, false, true]);
});

test('on a large machine it is low below three in a hundred', () => {
  const told: boolean[] = [];
  memoryWatch(
    low => void told.push(low),
    () => 1900 * MB,
    64_000 * MB,
  )();
  assert.equal(told, [true]);
  assert.ok(availableMemory() > 0);
});

test.run();
