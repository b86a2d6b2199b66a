import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Reordering, reordering } from '../../../core/probe/reordering.js';

test('packets that arrive in order are not reordered, even with some lost', () => {
  assert.equal(reordering([]), { reordered: 0, ratio: 0, extent: 0 });
  assert.equal(reordering([1, 2, 5, 9]), { reordered: 0, ratio: 0, extent: 0 });
});

test('a packet that comes late is the reordered one, not those it was overtaken by (RFC 4737 §7.1)', () => {
  assert.equal(reordering([1, 2, 3, 5, 6, 7, 8, 4, 9, 10]), { reordered: 1, ratio: 0.1, extent: 4 });
});

test('one packet that comes early makes all it overtook reordered (RFC 4737 §7.2)', () => {
  assert.equal(reordering([1, 2, 3, 4, 7, 5, 6, 8, 9, 10]), { reordered: 2, ratio: 0.2, extent: 2 });
});

/** RFC 4737 §3.3 and §4.2 to the letter, in quadratic time. */
const byDefinition = (order: readonly number[]): Reordering => {
  let nextExpected = 0;
  let reordered = 0;
  let extent = 0;
  for (const [i, sent] of order.entries()) {
    if (sent >= nextExpected) nextExpected = sent + 1;
    else {
      reordered++;
      extent = Math.max(extent, i - order.findIndex(other => other > sent));
    }
  }
  return { reordered, ratio: order.length === 0 ? 0 : reordered / order.length, extent };
};

test('any order counts as the definition counts it', () => {
  const orders = fc.shuffledSubarray(Array.from({ length: 40 }, (_, i) => i));
  fc.assert(
    fc.property(orders, order => assert.equal(reordering(order), byDefinition(order))),
    { seed: 4737, numRuns: 500 },
  );
});

test.run();
