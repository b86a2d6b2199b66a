import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayHistogram } from '../../../core/traffic/delay-histogram.js';

test('quantiles are within 0.8 % of the sorted list', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 ** 50 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
      (spans, q) => {
        const histogram = new DelayHistogram();
        for (const span of spans) histogram.record(span);
        const exact = [...spans].sort((a, b) => a - b)[Math.max(1, Math.ceil(q * spans.length)) - 1]!;
        const got = histogram.quantile(q);
        assert.ok(got >= exact && got <= exact * (1 + 1 / 128) + 1, `${got} for ${exact}`);
      },
    ),
    { seed: 21, numRuns: 300 },
  );
});

test('least, greatest and mean are exact', () => {
  const histogram = new DelayHistogram();
  for (const span of [3, 1_000_000_007, 20]) histogram.record(span);
  assert.is(histogram.min, 3);
  assert.is(histogram.max, 1_000_000_007);
  assert.is(histogram.mean, 1_000_000_030 / 3);
  assert.is(histogram.quantile(1), 1_000_000_007);
});

test('an empty histogram says 0', () => {
  assert.is(new DelayHistogram().quantile(0.5), 0);
  assert.is(new DelayHistogram().mean, 0);
});

test.run();
