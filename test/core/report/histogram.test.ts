import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HISTOGRAM_CELLS, Histogram } from '../../../core/report/histogram.js';

const seeded = { seed: 20260102, numRuns: 300 };
const span = fc.oneof(fc.nat(100), fc.nat(10_000_000), fc.maxSafeNat());

test('an empty histogram has no quantiles', () => {
  const histogram = new Histogram();
  assert.is(histogram.count, 0);
  assert.is(histogram.max, 0);
  assert.ok(Number.isNaN(histogram.quantile(0.5)));
  assert.is(histogram.quantiles(), undefined);
});

test('spans below 64 ns are counted exactly', () => {
  const histogram = new Histogram();
  for (let value = 0; value < 64; value++) histogram.record(value);
  for (let value = 0; value < 64; value++) assert.is(histogram.quantile((value + 1) / 64), value);
});

test('a quantile is never below the true one and at most 3.2 % above', () => {
  fc.assert(
    fc.property(
      fc.array(span, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (spans, p) => {
        const histogram = new Histogram();
        for (const value of spans) histogram.record(value);
        const exact = [...spans].sort((a, b) => a - b)[Math.max(1, Math.ceil(p * spans.length)) - 1]!;
        const told = histogram.quantile(p);
        assert.ok(told >= exact && told <= exact * (1 + 1 / 31), `${told} for ${exact}`);
        assert.is(histogram.max, Math.max(...spans));
        assert.is(histogram.count, spans.length);
      },
    ),
    seeded,
  );
});

test('every power of two and its neighbours stay in order up to 2^53', () => {
  let last = -1;
  for (let e = 1; e <= 53; e++) {
    for (const value of [2 ** e - 1, 2 ** e, 2 ** e + 1]) {
      if (value > Number.MAX_SAFE_INTEGER) continue;
      const histogram = new Histogram();
      histogram.record(value);
      histogram.record(Number.MAX_SAFE_INTEGER);
      const told = histogram.quantile(0.5);
      assert.ok(told >= value && told >= last && told <= value * (1 + 1 / 31), `2^${e}: ${told} for ${value}`);
      last = told;
    }
  }
});

test('spans below 0 and NaN count as 0, infinite ones as the longest span', () => {
  const histogram = new Histogram();
  for (const value of [-5, Number.NaN, Number.NEGATIVE_INFINITY, 0.9]) histogram.record(value);
  assert.is(histogram.count, 4);
  assert.is(histogram.quantile(1), 0);
  histogram.record(Number.POSITIVE_INFINITY);
  assert.is(histogram.quantile(1), Number.MAX_SAFE_INTEGER);
});

test('merged histograms are the histogram of all spans', () => {
  fc.assert(
    fc.property(fc.array(span), fc.array(span), (left, right) => {
      const [a, b, both] = [new Histogram(), new Histogram(), new Histogram()];
      for (const value of left) a.record(value);
      for (const value of right) b.record(value);
      for (const value of [...left, ...right]) both.record(value);
      a.mergeFrom(b);
      // The sum of spans near 2^53 is rounded, and so depends on the order: all cells but that one are exact.
      a.cells[1] = both.cells[1]!;
      assert.equal(a.cells, both.cells);
    }),
    seeded,
  );
});

test('a second histogram over the same shared memory reads what the first has counted', () => {
  const shared = new Float64Array(new SharedArrayBuffer(8 * (HISTOGRAM_CELLS + 3)), 24, HISTOGRAM_CELLS);
  const writer = new Histogram(shared);
  for (let i = 1; i <= 1000; i++) writer.record(i * 1000);
  assert.equal(new Histogram(shared).quantiles(), {
    count: 1000,
    mean: 500_500,
    p50: 507_903,
    p90: 901_119,
    p99: 999_423,
    p999: 999_423,
    max: 1_000_000,
  });
  assert.throws(() => new Histogram(new Float64Array(7)), /needs 1571 cells, not 7/);
});

test.run();
