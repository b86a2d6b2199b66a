import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { normalCdf, normalQuantile } from '../../../../core/effects/arithmetic.js';
import { QuantileJitter } from '../../../../core/effects/jitter/quantile-jitter.js';
import { type Distribution, quantileOf } from '../../../../core/effects/jitter/quantiles.js';
import { substream } from '../../../../sdk/rng.js';
import { autocorrelation, bartlett, KOLMOGOROV_BOUND, kolmogorov } from '../kolmogorov.js';

const N = 100_000;
const SPAN = 10e6;

const sample = (distribution: Distribution, shape: number, correlation = 0, count = N): Float64Array => {
  const rng = substream(7, `jitter/${distribution}/${shape}`);
  const jitter = new QuantileJitter(quantileOf(distribution, shape), SPAN, correlation, rng);
  return Float64Array.from({ length: count }, () => jitter.next());
};

// Γ(1 + 1/k) and Γ(1 + 2/k) by other means: Γ(3/2) = √π/2, Γ(3) = 2, Γ(5) = 24.
const RAYLEIGH = Math.sqrt(1 - Math.PI / 4);
const HALF_WEIBULL = Math.sqrt(24 - 4);

/** The share below x, x in spans, by closed forms of the literature and Math's own functions. */
const CLOSED: readonly (readonly [Distribution, number, (x: number) => number])[] = [
  ['uniform', 0, x => (x + 1) / 2],
  ['normal', 0, normalCdf],
  ['exponential', 0, x => 1 - Math.exp(-x)],
  ['pareto', 3, x => 1 - (1.5 + (x * Math.sqrt(3)) / 2) ** -3],
  ['pareto', 2.5, x => 1 - (5 / 3 + (x * Math.sqrt(5)) / 1.5) ** -2.5],
  ['gamma', 2, x => 1 - Math.exp(-x * Math.SQRT2) * (1 + x * Math.SQRT2)],
  ['gamma', 0.5, x => 2 * normalCdf(Math.sqrt(2 * x * Math.SQRT1_2)) - 1],
  ['weibull', 2, x => 1 - Math.exp(-((x * RAYLEIGH) ** 2))],
  ['weibull', 0.5, x => 1 - Math.exp(-Math.sqrt(x * HALF_WEIBULL))],
];

for (const [distribution, shape, cdf] of CLOSED) {
  test(`${distribution}${shape ? ` of shape ${shape}` : ''} follows its closed form by the Kolmogorov-Smirnov test`, () => {
    const values = sample(distribution, shape);
    const distance = kolmogorov(values, value => Math.min(1, Math.max(0, cdf(value / SPAN))));
    assert.ok(distance < KOLMOGOROV_BOUND, `D√n = ${distance}`);
  });
}

test('a wrong closed form is refused by the same test', () => {
  const values = sample('gamma', 2);
  const distance = kolmogorov(values, value => 1 - Math.exp(-value / SPAN));
  assert.ok(distance > 10 * KOLMOGOROV_BOUND);
});

test('the tables of netem follow the formulas of its generators', () => {
  // netem/pareto.c: entries 4/3 (i^(-1/3) - 3/2) for shares i above, cut at 32767/8192.
  const most = 32767 / 8192;
  const pareto = (above: number): number => Math.min(most, (4 / 3) * (above ** (-1 / 3) - 1.5));
  // Inverted by halves: the share below x.
  const inverse = (value: (above: number) => number, x: number): number => {
    let [low, high] = [0, 1];
    for (let i = 0; i < 32; i++) {
      const middle = (low + high) / 2;
      if (value(1 - middle) < x) low = middle;
      else high = middle;
    }
    return low;
  };
  const values = sample('netem-pareto', 0);
  // Below the cut it is continuous; at the cut lies an atom of (3/4 most + 3/2)^-3 = 1.1 %.
  const below = values.filter(value => value < most * SPAN - 1);
  const atom = 1 - below.length / N;
  const share = (0.75 * most + 1.5) ** -3;
  assert.ok(Math.abs(atom - share) < 5 * Math.sqrt((share * (1 - share)) / N), `${atom}`);
  assert.ok(kolmogorov(below, x => inverse(pareto, x / SPAN) / (1 - share)) < KOLMOGOROV_BOUND);
  const mixed = sample('pareto-normal', 0, 0, 10_000);
  const mix = (above: number): number => (normalQuantile(1 - above) + 3 * pareto(above)) / 4;
  assert.ok(kolmogorov(mixed, x => inverse(mix, x / SPAN)) < KOLMOGOROV_BOUND);
});

test('a span is the standard deviation of normal, gamma and Weibull jitter, and its mean what is documented', () => {
  const check = (distribution: Distribution, shape: number, mean: number, kurtosis: number): void => {
    const values = sample(distribution, shape);
    const average = values.reduce((sum, value) => sum + value, 0) / N / SPAN;
    const square = values.reduce((sum, value) => sum + (value / SPAN - average) ** 2, 0) / N;
    assert.ok(Math.abs(average - mean) < 5 / Math.sqrt(N), `${distribution}: mean ${average}`);
    // Var(s²) = (kurtosis - 1)/n with a standard deviation of 1.
    assert.ok(Math.abs(square - 1) < 5 * Math.sqrt((kurtosis - 1) / N), `${distribution}: ${square}`);
  };
  check('normal', 0, 0, 3);
  check('exponential', 0, 1, 9);
  check('gamma', 2, Math.SQRT2, 6);
  check('gamma', 100, 10, 3.06);
  check('weibull', 2, Math.sqrt(Math.PI) / 2 / RAYLEIGH, 3.2451);
});

test('correlated jitter has the correlation asked for, and the same distribution', () => {
  for (const r of [0.25, 0.8]) {
    const values = sample('normal', 0, r);
    assert.ok(Math.abs(autocorrelation(values, 1) - r) < 5 * bartlett(r, 1, N));
    // 0.8^50 is 1.4e-5.
    const apart = Float64Array.from({ length: N / 50 }, (_, i) => values[50 * i]!);
    assert.ok(kolmogorov(apart, x => normalCdf(x / SPAN)) < KOLMOGOROV_BOUND);
  }
});

test('uniform values of a correlated driver correlate by 6/π arcsin(r/2)', () => {
  const r = 0.5;
  const found = autocorrelation(sample('uniform', 0, r), 1);
  // Pearson (1907). The error of the coefficient is close to that of the driver's.
  assert.ok(Math.abs(found - (6 / Math.PI) * Math.asin(r / 2)) < 5 * bartlett(r, 1, N), `${found}`);
});

test('its table of straight lines is within 2e-5 of a span and of the value', () => {
  for (const [distribution, shape] of [
    ['exponential', 0],
    ['pareto', 2.1],
    ['gamma', 0.1],
    ['gamma', 100],
    ['weibull', 0.2],
  ] as const) {
    const quantile = quantileOf(distribution, shape);
    let worst = 0;
    for (let i = 0; i < 4096; i++) {
      const at = (cell: number): number => quantile((cell * 13) / 4096 - 6.5);
      const exact = at(i + 0.5);
      worst = Math.max(worst, Math.abs((at(i) + at(i + 1)) / 2 - exact) / (1 + Math.abs(exact)));
    }
    assert.ok(worst < 2e-5, `${distribution} ${shape}: ${worst}`);
  }
});

const NORMAL = [-1116283, 13289096, 22685725, 8676555];
const GAMMA = [1196096, 3385721, 3139680, 12615293];
const PARETO_NORMAL = [22634791, -3872654, -1198574, -3964117];

test('the same seed gives the same whole nanoseconds on every Node', () => {
  const first = (distribution: Distribution, shape: number): number[] => [...sample(distribution, shape, 0.3, 4)];
  assert.equal(first('normal', 0), NORMAL);
  assert.equal(first('gamma', 2), GAMMA);
  assert.equal(first('pareto-normal', 0), PARETO_NORMAL);
});

test('a value is a whole number, and no draw leads out of the table', () => {
  const rng = { u32: () => 0xffffffff } as never;
  const top = new QuantileJitter(quantileOf('normal', 0), 1e6, 0.9, rng);
  for (let i = 0; i < 100; i++) top.next();
  // 0.9 z + √0.19 · 6.34 settles at 27: the end of the table is taken.
  assert.is(top.next(), 6_500_000);
  const bottom = new QuantileJitter(quantileOf('normal', 0), 1e6, 0.9, { u32: () => 0 } as never);
  for (let i = 0; i < 100; i++) bottom.next();
  assert.is(bottom.next(), -6_500_000);
});

test.run();
