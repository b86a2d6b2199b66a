/** How values lie: quantiles by nearest rank, so that each is a value that was measured. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** NaN is left out; undefined when nothing remains. */
export const spread = (values: ArrayLike<number>): Spread | undefined => {
  const sorted = Float64Array.from(values)
    .filter(value => !Number.isNaN(value))
    .sort();
  const count = sorted.length;
  if (count === 0) return undefined;
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * count) - 1)]!;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  return { count, mean, min: sorted[0]!, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: sorted[count - 1]! };
};
