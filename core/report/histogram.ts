/** Bins an octave: a bin is at most 1/32 (3.1 %) wide of its lower edge, and values below 64 ns are exact. */
const PER_OCTAVE = 32;
const PER_OCTAVE_LOG2 = 5;
const OCTAVES = 53 - PER_OCTAVE_LOG2;

const COUNT = 0;
const SUM = 1;
const MAX = 2;
const BINS = 3;
const BIN_COUNT = PER_OCTAVE * (OCTAVES + 1);

/** Numbers in a histogram's region. */
export const HISTOGRAM_CELLS = BINS + BIN_COUNT;

/** 2^0 … 2^52, since shifting ends at 32 bits. */
const POWER = Float64Array.from({ length: 53 }, (_, i) => 2 ** i);

/** The quantiles of a histogram as reports have them, in nanoseconds. */
export interface Quantiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * A histogram of time spans with logarithmic bins (after HdrHistogram): any span from 0 to 2^53 ns, in 12 KiB.
 *
 * One writer, any number of readers: all of it lies in `cells`, which may be shared memory. A reader in another thread
 * sees each number whole but not all of the same instant.
 */
export class Histogram {
  /** `cells` is a zeroed region of HISTOGRAM_CELLS numbers, or one that another histogram has written. */
  constructor(readonly cells: Float64Array = new Float64Array(HISTOGRAM_CELLS)) {
    if (cells.length !== HISTOGRAM_CELLS)
      throw new RangeError(`a histogram needs ${HISTOGRAM_CELLS} cells, not ${cells.length}`);
  }

  /** Counts one span; below 0 (and NaN) it counts as 0, fractions are dropped. Allocates nothing. */
  record(span: number): void {
    const value = span > 0 ? (span < Number.MAX_SAFE_INTEGER ? Math.floor(span) : Number.MAX_SAFE_INTEGER) : 0;
    const { cells } = this;
    cells[COUNT]!++;
    cells[SUM]! += value;
    if (value > cells[MAX]!) cells[MAX] = value;
    cells[BINS + binOf(value)]!++;
  }

  get count(): number {
    return this.cells[COUNT]!;
  }

  /** The largest span, exact; 0 while nothing is counted. */
  get max(): number {
    return this.cells[MAX]!;
  }

  /** NaN while nothing is counted. */
  get mean(): number {
    return this.cells[SUM]! / this.cells[COUNT]!;
  }

  /**
   * The span that a share `p` of all spans does not exceed, `p` in [0, 1]: the upper edge of its bin, so never too
   * small, and at most 3.1 % too large. NaN while nothing is counted.
   */
  quantile(p: number): number {
    const { cells } = this;
    if (cells[COUNT] === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(p * cells[COUNT]!));
    let seen = 0;
    for (let bin = 0; bin < BIN_COUNT; bin++) {
      seen += cells[BINS + bin]!;
      if (seen >= rank) return Math.min(upperEdge(bin), cells[MAX]!);
    }
    return cells[MAX]!;
  }

  /** Adds all that `other` has counted. */
  mergeFrom(other: Histogram): void {
    const { cells } = this;
    const max = Math.max(cells[MAX]!, other.cells[MAX]!);
    for (let i = 0; i < HISTOGRAM_CELLS; i++) cells[i]! += other.cells[i]!;
    cells[MAX] = max;
  }

  /** The figures for a report; undefined while nothing is counted. */
  quantiles(): Quantiles | undefined {
    if (this.count === 0) return undefined;
    return {
      count: this.count,
      mean: Math.round(this.mean),
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.max,
    };
  }
}

/** `value` is whole, 0 to 2^53 - 1. */
const binOf = (value: number): number => {
  if (value < PER_OCTAVE) return value;
  if (value < 4294967296) {
    const shift = 31 - PER_OCTAVE_LOG2 - Math.clz32(value);
    return PER_OCTAVE * shift + (value >>> shift);
  }
  const shift = 63 - PER_OCTAVE_LOG2 - Math.clz32(value / 4294967296);
  return PER_OCTAVE * shift + Math.floor(value / POWER[shift]!);
};

/** The largest whole number that falls into `bin`. */
const upperEdge = (bin: number): number => {
  if (bin < 2 * PER_OCTAVE) return bin;
  const shift = Math.floor(bin / PER_OCTAVE) - 1;
  return (bin - PER_OCTAVE * shift + 1) * POWER[shift]! - 1;
};
