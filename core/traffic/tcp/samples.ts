const MOST = 8192;

/** One point of a flow's course. */
export interface FlowSample {
  /** End of the interval, in nanoseconds since the run's start. */
  readonly at: number;
  /** Acknowledged payload during the interval. */
  readonly goodputBps: number;
  readonly srttNs: number;
  readonly cwndBytes: number;
}

/**
 * A flow's course every 100 ms. It is read lazily, before each event, so that it makes no events of its own; after 8192
 * points every second one is given up and the interval doubles, so that it never grows.
 */
export class FlowSamples {
  private count = 0;
  private readonly bytes = new Float64Array(MOST);
  private readonly srtt = new Float64Array(MOST);
  private readonly cwnd = new Float64Array(MOST);

  constructor(
    private readonly start: number,
    private interval = 100e6,
  ) {}

  /** Notes the state that held until `now`: total bytes acknowledged, smoothed round trip, congestion window in bytes. */
  until(now: number, bytesAcked: number, srttNs: number, cwndBytes: number): void {
    while (this.start + (this.count + 1) * this.interval <= now) {
      this.bytes[this.count] = bytesAcked;
      this.srtt[this.count] = srttNs;
      this.cwnd[this.count] = cwndBytes;
      this.count += 1;
      if (this.count === MOST) this.thin();
    }
  }

  private thin(): void {
    for (let i = 0; i < MOST / 2; i++) {
      this.bytes[i] = this.bytes[2 * i + 1]!;
      this.srtt[i] = this.srtt[2 * i + 1]!;
      this.cwnd[i] = this.cwnd[2 * i + 1]!;
    }
    this.count = MOST / 2;
    this.interval *= 2;
  }

  list(): FlowSample[] {
    return Array.from({ length: this.count }, (_, i) => ({
      at: this.start + (i + 1) * this.interval,
      goodputBps: ((this.bytes[i]! - (i > 0 ? this.bytes[i - 1]! : 0)) * 8e9) / this.interval,
      srttNs: this.srtt[i]!,
      cwndBytes: this.cwnd[i]!,
    }));
  }
}
