import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeReorder, makeSkip } from '../../../../core/effects/reorder/make.js';
import { Skip } from '../../../../core/effects/reorder/skip.js';
import type { Rng } from '../../../../sdk/rng.js';
import { substream } from '../../../../sdk/rng.js';
import { autocorrelation } from '../kolmogorov.js';

const marks = (skip: Skip, count: number): Float64Array =>
  Float64Array.from({ length: count }, () => (skip.skips() ? 1 : 0));

test('a gap of n lets every n-th frame skip the delay', () => {
  const skipped = [...marks(new Skip(5, 1, 0, substream(1, 's')), 16)].flatMap((mark, i) => (mark ? [i + 1] : []));
  assert.equal(skipped, [5, 10, 15]);
  assert.equal([...marks(new Skip(1, 1, 0.5, substream(1, 's')), 3)], [1, 1, 1]);
});

test('with a chance the frames after the gap skip with it, until one has', () => {
  const n = 100_000;
  const [gap, chance] = [4, 0.25];
  const skipped = [...marks(new Skip(gap, chance, 0, substream(2, 's')), n)].flatMap((mark, i) => (mark ? [i] : []));
  const spaces = skipped.slice(1).map((at, i) => at - skipped[i]!);
  assert.is(Math.min(...spaces), gap);
  // gap - 1 frames, then a geometric number with mean 1/chance and variance (1 - chance)/chance².
  const mean = spaces.reduce((sum, space) => sum + space, 0) / spaces.length;
  const expected = gap - 1 + 1 / chance;
  const error = Math.sqrt((1 - chance) / chance ** 2 / spaces.length);
  assert.ok(Math.abs(mean - expected) < 5 * error, `${mean}`);
});

test('correlation keeps the share of the frames that skip and makes them come together', () => {
  const n = 200_000;
  const [chance, r] = [0.5, 0.6];
  const values = marks(new Skip(1, chance, r, substream(3, 's')), n);
  const share = values.reduce((sum, value) => sum + value, 0) / n;
  // Signs of an AR(1) correlate by 2/π arcsin r^k (Sheppard, 1899): the variance of their mean is a quarter of
  // (1 + 2 Σ)/n with Σ that sum over k.
  let sum = 0;
  for (let k = 1; k < 60; k++) sum += (2 / Math.PI) * Math.asin(r ** k);
  assert.ok(Math.abs(share - chance) < 5 * Math.sqrt((0.25 * (1 + 2 * sum)) / n), `${share}`);
  const expected = (2 / Math.PI) * Math.asin(r);
  // Bartlett's error of a coefficient grows with the sum of the squares of all of them; (1 + 2 Σ)/n is above it.
  assert.ok(Math.abs(autocorrelation(values, 1) - expected) < 5 * Math.sqrt((1 + 2 * sum) / n));
});

test('each frame takes one draw, also one that cannot skip', () => {
  for (const correlation of [0, 0.5]) {
    let draws = 0;
    const rng = {
      u32() {
        draws++;
        return 0x80000000;
      },
    } as unknown as Rng;
    marks(new Skip(10, 0.5, correlation, rng), 25);
    assert.is(draws, 25);
  }
});

test('a chance of 0 lets none skip and one of 1 all that may, correlated or not', () => {
  for (const correlation of [0, 0.5]) {
    assert.equal([...marks(new Skip(1, 0, correlation, substream(4, 's')), 200)].includes(1), false);
    assert.equal([...marks(new Skip(1, 1, correlation, substream(4, 's')), 200)].includes(0), false);
  }
});

test('the plan of a gap makes what skips and nothing that holds; every other plan the other way round', () => {
  const rng = substream(5, 's');
  const gap = { model: 'gap', gap: 5, chance: 1, correlation: 0 } as const;
  const host = { store: { slots: 4 } } as never;
  assert.is(makeReorder(gap, host, rng), undefined);
  assert.ok(makeSkip(gap, rng));
  assert.is(makeSkip({ model: 'swap', every: 2, atMost: 1 }, rng), undefined);
  assert.ok(makeReorder({ model: 'swap', every: 2, atMost: 1 }, host, rng));
});

test.run();
