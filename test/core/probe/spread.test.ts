import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spread } from '../../../core/probe/spread.js';

test('quantiles are measured values, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(spread(hundred), { count: 100, mean: 50.5, min: 1, p50: 50, p90: 90, p99: 99, max: 100 });
  assert.equal(spread([-3, 5]), { count: 2, mean: 1, min: -3, p50: -3, p90: 5, p99: 5, max: 5 });
});

test('what was not measured is left out', () => {
  assert.is(spread([Number.NaN, 7])!.count, 1);
  assert.is(spread([Number.NaN]), undefined);
  assert.is(spread([]), undefined);
});

test.run();
