import { exp, normalCdf } from '../../../core/effects/arithmetic.js';

/**
 * The probability that chi-square with `df` degrees of freedom is `x` or more. From one or two degrees up by the
 * recurrence Q(x; k + 2) = Q(x; k) + (x/2)^(k/2) e^(-x/2) / Γ(k/2 + 1) (Abramowitz and Stegun 26.4.8), which begins with
 * Q(x; 1) = 2 Φ(-√x) and Q(x; 2) = e^(-x/2).
 */
export const chiSquareTail = (x: number, df: number): number => {
  const half = x / 2;
  const odd = df % 2 === 1;
  let tail = odd ? 2 * normalCdf(-Math.sqrt(x)) : exp(-half);
  let term = odd ? (Math.sqrt(half) * exp(-half)) / (Math.sqrt(Math.PI) / 2) : half * exp(-half);
  for (let k = odd ? 1 : 2; k < df; k += 2) {
    tail += term;
    term *= half / (k / 2 + 1);
  }
  return tail;
};

/** How likely counts at least as far from those expected are, when the expectation is true. */
export const fit = (counts: readonly number[], expected: readonly number[]): number => {
  let statistic = 0;
  counts.forEach((count, i) => {
    if (!(expected[i] >= 5)) throw new RangeError(`cell ${i} expects ${expected[i]}: chi-square wants five or more`);
    statistic += (count - expected[i]) ** 2 / expected[i];
  });
  return chiSquareTail(statistic, counts.length - 1);
};

/** A true expectation is refused once in a million tests. */
export const REFUSED = 1e-6;

/** Counts of lengths 1, 2 … `cells` - 1 and of all longer ones. */
export const lengthCounts = (lengths: readonly number[], cells: number): number[] => {
  const counts = new Array<number>(cells).fill(0);
  for (const length of lengths) counts[Math.min(length, cells) - 1]++;
  return counts;
};

/** As many geometric lengths as expected in those cells: P(length = k) = q (1 - q)^(k - 1). */
export const geometricCounts = (total: number, q: number, cells: number): number[] => {
  const expected: number[] = [];
  let left = total;
  for (let i = 0; i < cells - 1; i++) {
    expected.push(left * q);
    left *= 1 - q;
  }
  return [...expected, left];
};
