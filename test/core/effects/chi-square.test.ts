import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chiSquareTail, fit, geometricCounts, lengthCounts } from './chi-square.js';

test('the tail of chi-square has its tabled critical values (Abramowitz and Stegun, table 26.8)', () => {
  // Q = 0.05 at these; the tables have three decimals.
  for (const [df, x] of [
    [1, 3.841],
    [2, 5.991],
    [3, 7.815],
    [10, 18.307],
    [15, 24.996],
    [30, 43.773],
  ] as const) {
    assert.ok(Math.abs(chiSquareTail(x, df) - 0.05) < 2e-5, `${df}: ${chiSquareTail(x, df)}`);
  }
});

test('counts that fit are likely, counts that do not are not', () => {
  assert.is(fit([100, 100, 100], [100, 100, 100]), 1);
  assert.ok(fit([160, 90, 50], [100, 100, 100]) < 1e-6);
  assert.throws(() => fit([1, 2], [1, 2]), /five or more/);
});

test('lengths fall into cells, the last one for all longer ones', () => {
  assert.equal(lengthCounts([1, 1, 2, 5, 9], 3), [2, 1, 2]);
  assert.equal(geometricCounts(800, 0.5, 4), [400, 200, 100, 100]);
});

test.run();
