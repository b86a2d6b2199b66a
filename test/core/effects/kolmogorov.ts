/**
 * The largest distance D between the empirical distribution of `values` and a continuous one, times √n. For large n it
 * exceeds x with probability 2 e^(-2x²) (Kolmogorov, 1933): with BOUND in one of a million samples of the right
 * distribution, x = √(ln(2e6) / 2) = 2.694.
 */
export const kolmogorov = (values: Float64Array, cdf: (x: number) => number): number => {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const share = cdf(sorted[i]!);
    distance = Math.max(distance, share - i / n, (i + 1) / n - share);
  }
  return distance * Math.sqrt(n);
};

export const KOLMOGOROV_BOUND = 2.7;

/** The sample's correlation with itself `lag` values later. */
export const autocorrelation = (values: Float64Array, lag: number): number => {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let square = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    square += (values[i]! - mean) ** 2;
    if (i + lag < n) product += (values[i]! - mean) * (values[i + lag]! - mean);
  }
  return product / square;
};

/** Bartlett's standard error of that of an autoregressive process of order 1: Var = ((1 + r²)(1 - r^2k)/(1 - r²) - 2k r^2k)/n. */
export const bartlett = (r: number, lag: number, n: number): number =>
  Math.sqrt((((1 + r * r) * (1 - r ** (2 * lag))) / (1 - r * r) - 2 * lag * r ** (2 * lag)) / n);
