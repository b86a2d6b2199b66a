const SUB = 128;

/**
 * Time spans in log-linear buckets, 128 to each doubling: quantiles are right to 0.8 %, below 128 ns exactly, and the
 * size does not grow with the run. Negative spans count as 0.
 */
export class DelayHistogram {
  private readonly counts = new Uint32Array(SUB * 48);
  count = 0;
  max = 0;
  min = Number.POSITIVE_INFINITY;
  private sum = 0;

  record(span: number): void {
    const value = Math.max(0, span);
    let octave = 0;
    let scaled = value;
    while (scaled >= 2 * SUB) {
      scaled /= 2;
      octave += 1;
    }
    // Octave 0 is linear up to 2·SUB; each later one uses the upper half of that range.
    this.counts[octave * SUB + Math.floor(scaled)]! += 1;
    this.count += 1;
    this.sum += value;
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** The upper edge of the bucket in which the share `q` of the spans is reached, at most the maximum; 0 without spans. */
  quantile(q: number): number {
    const wanted = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (let i = 0; i < this.counts.length; i++) {
      seen += this.counts[i]!;
      if (seen < wanted) continue;
      const octave = i < 2 * SUB ? 0 : Math.floor(i / SUB) - 1;
      let edge = i - octave * SUB + 1;
      for (let n = 0; n < octave; n++) edge *= 2;
      return Math.min(this.max, edge - 1);
    }
    return this.max;
  }
}
