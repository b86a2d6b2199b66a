const MOST = 8192;

/**
 * Latencies in the order of their time, for the picture of a run. After 8192 of them every second one is given up, and
 * only every second further one is kept, so that it never grows.
 */
export class LatencyCourse {
  private count = 0;
  private seen = 0;
  private keepEvery = 1;
  private readonly at = new Float64Array(MOST);
  private readonly latency = new Float64Array(MOST);

  /** Both in nanoseconds; `at` is when the latency was known. */
  record(at: number, latency: number): void {
    const kept = this.seen % this.keepEvery === 0;
    this.seen += 1;
    if (!kept) return;
    // MOST is even, so the one at hand is the next of the wider spacing.
    if (this.count === MOST) this.thin();
    this.at[this.count] = at;
    this.latency[this.count] = latency;
    this.count += 1;
  }

  list(): { at: number; srttNs: number }[] {
    return Array.from({ length: this.count }, (_, i) => ({ at: this.at[i]!, srttNs: this.latency[i]! }));
  }

  private thin(): void {
    for (let i = 0; i < MOST / 2; i++) {
      this.at[i] = this.at[2 * i]!;
      this.latency[i] = this.latency[2 * i]!;
    }
    this.count = MOST / 2;
    this.keepEvery *= 2;
  }
}
