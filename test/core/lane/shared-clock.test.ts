import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clockMemory, sharedClock } from '../../../core/lane/shared-clock.js';

test('of several lanes the first to offer starts the clock, and all read the same instant', () => {
  const memory = clockMemory();
  const [up, down] = [sharedClock(memory, []), sharedClock(memory, [])];
  assert.is(down.read(), Number.POSITIVE_INFINITY);
  assert.is(up.start(123_456_789_012_345), 123_456_789_012_345);
  assert.is(down.start(1), 123_456_789_012_345);
  assert.equal([up.read(), down.read()], [123_456_789_012_345, 123_456_789_012_345]);
});

test('a clock that starts at logical time 0 has started', () => {
  const clock = sharedClock(clockMemory(), []);
  assert.equal([clock.start(0), clock.read(), clock.start(5)], [0, 0, 0]);
});

test.run();
