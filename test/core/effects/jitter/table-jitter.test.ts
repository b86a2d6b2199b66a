import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TableJitter } from '../../../../core/effects/jitter/table-jitter.js';
import type { Rng } from '../../../../sdk/rng.js';
import { substream } from '../../../../sdk/rng.js';
import { autocorrelation, bartlett } from '../kolmogorov.js';

const single = (entry: number, span: number): number => new TableJitter([entry], span, 0, substream(1, 't')).next();

test('an entry of 8192 stands for one span, halves are rounded away from 0', () => {
  assert.is(single(8192, 5_000_000), 5_000_000);
  assert.is(single(-8192, 5_000_000), -5_000_000);
  assert.is(single(0, 5_000_000), 0);
  assert.is(single(4096, 1), 1);
  assert.is(single(-4096, 1), -1);
  assert.is(single(4095, 1), 0);
  assert.is(single(-4095, 1), 0);
  assert.is(single(-5461, 10_000_000), -6_666_260);
  assert.is(single(32767, 3_600_000_000_000), 14_399_560_546_875);
});

test('the remainder trick gives span x entry / 8192 exactly, for spans up to hours', () => {
  const property = fc.property(
    fc.integer({ min: 0, max: 4e13 }),
    fc.integer({ min: -32768, max: 32767 }),
    (span, entry) => {
      const product = BigInt(span) * BigInt(entry);
      const half = product >= 0n ? 4096n : -4096n;
      assert.is(BigInt(single(entry, span)), (product + half) / 8192n);
    },
  );
  fc.assert(property, { seed: 4, numRuns: 500 });
});

test('each entry is equally likely, one draw a frame', () => {
  const table = [-8192, 0, 0, 16384, 8192];
  const rng = substream(3, 'table');
  let draws = 0;
  const below = (n: number): number => {
    draws++;
    return rng.below(n);
  };
  const counted = { below } as unknown as Rng;
  const jitter = new TableJitter(table, 1000, 0, counted);
  const counts = new Map<number, number>();
  const n = 50_000;
  for (let i = 0; i < n; i++) {
    const value = jitter.next();
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  assert.is(draws, n);
  // Chi-square with 3 degrees of freedom stays below 30.7 but for one sample in a million.
  let square = 0;
  for (const [value, share] of [
    [-1000, 0.2],
    [0, 0.4],
    [1000, 0.2],
    [2000, 0.2],
  ] as const) {
    square += (counts.get(value)! - n * share) ** 2 / (n * share);
  }
  assert.ok(square < 30.7, `${square}`);
});

test('with correlation the entries are as likely as without, and neighbours in a rising table follow each other', () => {
  // A table of 1024 equal steps is a uniform distribution: 6/π arcsin(r/2) is its correlation (Pearson, 1907).
  const table = Array.from({ length: 1024 }, (_, i) => 16 * i - 8192);
  const r = 0.5;
  const n = 60_000;
  const jitter = new TableJitter(table, 8_192_000, r, substream(5, 'table'));
  const values = Float64Array.from({ length: n }, () => jitter.next());
  const found = autocorrelation(values, 1);
  assert.ok(Math.abs(found - (6 / Math.PI) * Math.asin(r / 2)) < 5 * bartlett(r, 1, n), `${found}`);
  // Every tenth: 0.5^10 is a thousandth. Chi-square with 7 degrees of freedom: 40.5 for one in a million.
  const counts = new Float64Array(8);
  for (let i = 0; i < n; i += 10) counts[Math.floor(values[i]! / 2_048_000) + 4]!++;
  const square = counts.reduce((sum, count) => sum + (count - n / 80) ** 2 / (n / 80), 0);
  assert.ok(square < 40.5, `${square}`);
});

test.run();
