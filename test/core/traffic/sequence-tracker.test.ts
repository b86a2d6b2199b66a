import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SequenceTracker } from '../../../core/traffic/sequence-tracker.js';

const of = (...numbers: number[]): SequenceTracker => {
  const tracker = new SequenceTracker();
  for (const n of numbers) tracker.record(n);
  return tracker;
};

test('numbers in order are neither lost nor reordered', () => {
  const tracker = of(0, 1, 2, 3);
  assert.is(tracker.missing, 0);
  assert.is(tracker.reordered, 0);
  assert.is(tracker.extentMax, 0);
});

test('a gap below the highest number is lost until it is filled', () => {
  assert.is(of(0, 3).missing, 2);
  assert.is(of(0, 3, 1, 2).missing, 0);
});

test('RFC 4737 §3.3: whatever is below the next expected number is reordered; its extent is counted in arrivals', () => {
  // 4 comes after 5 and 6: two arrivals late.
  const tracker = of(1, 2, 3, 5, 6, 4, 7);
  assert.is(tracker.reordered, 1);
  assert.is(tracker.extentMax, 2);
  assert.is(tracker.reorderedRatio, 1 / 7);
});

test('a copy is a duplicate, not an arrival', () => {
  const tracker = of(0, 1, 1, 0, 2);
  assert.is(tracker.duplicates, 2);
  assert.is(tracker.unique, 3);
  assert.is(tracker.reordered, 0);
});

test('counts agree with a plain set for any arrival order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }), numbers => {
      const tracker = of(...numbers);
      const seen = new Set<number>();
      let highest = -1;
      let reordered = 0;
      let extent = 0;
      const arrivals: number[] = [];
      for (const n of numbers) {
        if (seen.has(n)) continue;
        seen.add(n);
        if (n < highest) {
          reordered += 1;
          extent = Math.max(extent, arrivals.length - arrivals.findIndex(earlier => earlier > n));
        }
        highest = Math.max(highest, n);
        arrivals.push(n);
      }
      assert.is(tracker.unique, seen.size);
      assert.is(tracker.duplicates, numbers.length - seen.size);
      assert.is(tracker.missing, highest + 1 - seen.size);
      assert.is(tracker.reordered, reordered);
      assert.is(tracker.extentMax, extent);
    }),
    { seed: 22, numRuns: 300 },
  );
});

test('a jump far beyond the remembered window is all loss', () => {
  const tracker = of(0, 1_000_000);
  assert.is(tracker.missing, 999_999);
  tracker.record(5);
  assert.is(tracker.unique, 3);
  assert.is(tracker.reordered, 1);
});

test.run();
