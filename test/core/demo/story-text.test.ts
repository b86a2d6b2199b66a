import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dip } from '../../../core/demo/story-text.js';

const points = (...values: readonly number[]): { x: number; y: number }[] => values.map((y, x) => ({ x, y }));
const rate = [
  { x: 0, y: 10 },
  { x: 8, y: 5 },
];

test('finds what a flow had, how far it fell and when it was back', () => {
  // Stolen from 3 to 5; the flow comes back a second after the end.
  const found = dip(points(0, 10, 10, 10, 2, 0, 9, 10), rate, { from: 3, until: 5 });
  assert.equal(found, { had: 10, low: 0, back: 6 });
});

test('measures the return against the rate the link has by then', () => {
  const found = dip(points(10, 10, 10, 10, 0, 0, 0, 0, 4.5), rate, { from: 3, until: 5 });
  assert.equal(found, { had: 10, low: 0, back: 8 });
});

test('says nothing of a return that did not happen', () => {
  assert.equal(dip(points(10, 10, 10, 10, 0, 0, 0), rate, { from: 3, until: 5 }), { had: 10, low: 0 });
});

test('says nothing without points before or since', () => {
  assert.equal(dip([], rate, { from: 3, until: 5 }), {});
  assert.equal(dip(points(1, 1), rate, { from: 3, until: 5 }), {});
});

test.run();
