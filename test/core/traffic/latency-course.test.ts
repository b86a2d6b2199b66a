import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LatencyCourse } from '../../../core/traffic/latency-course.js';

test('keeps every latency of a short run', () => {
  const course = new LatencyCourse();
  course.record(5, 50);
  course.record(7, 70);
  assert.equal(course.list(), [
    { at: 5, srttNs: 50 },
    { at: 7, srttNs: 70 },
  ]);
});

test('keeps an even spacing, and never more than 8192, however long the run', () => {
  const course = new LatencyCourse();
  for (let i = 0; i < 40_000; i++) course.record(i, 2 * i);
  const list = course.list();
  assert.is(list.length, 5000);
  assert.ok(list.every(({ at, srttNs }, i) => at === 8 * i && srttNs === 16 * i));
});

test.run();
