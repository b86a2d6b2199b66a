import { exp, ln, normalCdf } from '../arithmetic.js';

/** The gamma function's logarithm and the gamma distribution's quantile, by + - * / and core/effects/arithmetic.ts. */

const HALF_LN_TWO_PI = 0.9189385332046728;

/**
 * ln Γ(x) of x > 0, error below 1e-14 or, near its zeros at 1 and 2, 1e-14 absolute. Stirling's series (Abramowitz and
 * Stegun 6.1.41) from 10 on; smaller x are raised to there by Γ(x) = Γ(x + 1) / x.
 */
export const lnGamma = (x: number): number => {
  let product = 1;
  while (x < 10) product *= x++;
  const q = 1 / (x * x);
  const series =
    (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q * (1 / 1188 - q * (691 / 360360 - q / 156)))))) / x;
  return (x - 0.5) * ln(x) - x + HALF_LN_TWO_PI + series - ln(product);
};

/** ln of the sum that x^a e^-x / Γ(a) is multiplied by for the share below x; good for x < a + 1 (6.5.29). */
const lnSeries = (a: number, x: number): number => {
  let term = 1 / a;
  let sum = term;
  for (let n = a + 1; term > sum * 1e-17; n++) {
    term *= x / n;
    sum += term;
  }
  return ln(sum);
};

/** ln of the continued fraction for the share above x, evaluated as Lentz does; good for x ≥ a + 1 (6.5.31). */
const lnFraction = (a: number, x: number): number => {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1000; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return ln(fraction);
};

/** ln(1 - e^t) of t < 0. */
const lnOneMinus = (t: number): number => ln(1 - exp(t));

/**
 * The x that a gamma variable of shape `a` and scale 1 stays below with probability Φ(z), by z; error below 1e-9. The
 * share of the nearer tail is matched on a logarithmic scale, by Newton's steps kept inside a bracket.
 */
export const gammaQuantile = (a: number): ((z: number) => number) => {
  const lnGammaOfA = lnGamma(a);
  const lnGammaOfNext = lnGamma(a + 1);
  return z => {
    const below = z < 0;
    const target = ln(normalCdf(below ? z : -z));
    // Wilson and Hilferty (1931) to start from; in the far left of small shapes, the first term of the series.
    const cube = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
    let y = cube > 0.1 ? ln(a * cube * cube * cube) : (ln(normalCdf(z)) + lnGammaOfNext) / a;
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 60; i++) {
      const x = exp(y);
      const kernel = a * y - x - lnGammaOfA;
      const inSeries = x < a + 1;
      const near = kernel + (inSeries ? lnSeries(a, x) : lnFraction(a, x));
      const share = below === inSeries ? near : lnOneMinus(near);
      const miss = below ? share - target : target - share;
      if (miss > 0) high = y;
      else low = y;
      let next = y - miss / exp(kernel - share);
      if (!(next > low && next < high)) next = between(low, high);
      // Newton's steps shrink by their square, those by halves by half: either leaves less than this.
      if (Math.abs(next - y) < 1e-10) return exp(next);
      y = next;
    }
    return exp(y);
  };
};

/** A place inside the bracket, one side of which may be open. */
const between = (low: number, high: number): number => {
  if (low === Number.NEGATIVE_INFINITY) return high - 2;
  return high === Number.POSITIVE_INFINITY ? low + 2 : (low + high) / 2;
};
