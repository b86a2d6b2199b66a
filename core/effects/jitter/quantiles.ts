import { exp, ln, normalCdf, power } from '../arithmetic.js';
import { gammaQuantile, lnGamma } from './gamma.js';

/**
 * The distributions of jitter, each as one function from a standard normal z to the value, in spans, that has as large a
 * share of all values below it. A function of z keeps both tails exact, where a share near 1 would have lost its digits.
 * No draws.
 *
 *     uniform        ±1, mean 0: a span is the half-width (as netem without a distribution)
 *     normal         mean 0; a span is the standard deviation
 *     exponential    from 0 up; a span is the mean, which is the standard deviation
 *     pareto         mean 0; a span is the standard deviation. Shape above 2, 3 unless told
 *     netem-pareto   netem's table: shape 3, scaled by 4/3 where 2/√3 would give a standard deviation of 1, cut at 4
 *                    spans. Mean -0.033, standard deviation 0.82 spans
 *     pareto-normal  netem's table: a quarter of normal and three quarters of netem-pareto at the same share
 *     gamma          from 0 up; a span is the standard deviation; shape 2 unless told; mean √shape spans
 *     weibull        from 0 up; a span is the standard deviation; shape 2 unless told
 *
 * Source of the two of netem: netem/pareto.c and netem/paretonormal.c of iproute2, from NIST Net.
 */
export type Quantile = (z: number) => number;

export const DISTRIBUTIONS = [
  'uniform',
  'normal',
  'exponential',
  'pareto',
  'netem-pareto',
  'pareto-normal',
  'gamma',
  'weibull',
] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

/** The shape where none is told: of those that have one. */
export const SHAPES: Readonly<Partial<Record<Distribution, { readonly usual: number; readonly above: number }>>> = {
  pareto: { usual: 3, above: 2 },
  gamma: { usual: 2, above: 0 },
  weibull: { usual: 2, above: 0 },
};

const uniform: Quantile = z => 2 * normalCdf(z) - 1;

const normal: Quantile = z => z;

/** -ln(1 - share) by its series where the share is small: 1 - share would round its digits away. */
const exponential: Quantile = z => {
  const share = normalCdf(z);
  if (share < 1e-3) return share * (1 + share * (1 / 2 + share * (1 / 3 + share * (1 / 4 + share / 5))));
  return -ln(normalCdf(-z));
};

/** Of the share above it: (share^(-1/a) - mean) / standard deviation, both of the Pareto variable that starts at 1. */
const pareto = (a: number): Quantile => {
  const mean = a / (a - 1);
  const deviation = Math.sqrt(a / (a - 2)) / (a - 1);
  return z => (power(normalCdf(-z), -1 / a) - mean) / deviation;
};

/** The largest value of a 16-bit table entry, in spans (32767 / 8192). */
const NETEM_MOST = 32767 / 8192;

const netemPareto: Quantile = z => Math.min(NETEM_MOST, (4 / 3) * (power(normalCdf(-z), -1 / 3) - 1.5));

const paretoNormal: Quantile = z => (z + 3 * netemPareto(z)) / 4;

const gamma = (a: number): Quantile => {
  const deviation = Math.sqrt(a);
  const quantile = gammaQuantile(a);
  return z => quantile(z) / deviation;
};

const weibull = (k: number): Quantile => {
  const mean = exp(lnGamma(1 + 1 / k));
  const deviation = Math.sqrt(exp(lnGamma(1 + 2 / k)) - mean * mean);
  return z => power(exponential(z), 1 / k) / deviation;
};

/** `shape` counts for those distributions that have one. */
export const quantileOf = (distribution: Distribution, shape: number): Quantile => {
  switch (distribution) {
    case 'uniform':
      return uniform;
    case 'normal':
      return normal;
    case 'exponential':
      return exponential;
    case 'pareto':
      return pareto(shape);
    case 'netem-pareto':
      return netemPareto;
    case 'pareto-normal':
      return paretoNormal;
    case 'gamma':
      return gamma(shape);
    case 'weibull':
      return weibull(shape);
  }
};
