/** Before the first measurement (RFC 6298 §2.1). */
const INITIAL_NS = 1e9;
/** After a SYN was retransmitted there is no measurement, and data starts with this (RFC 6298 §5.7). */
const AFTER_SYN_LOSS_NS = 3e9;
const MAX_NS = 120e9;

/**
 * The retransmission timeout of RFC 6298, with the floor where Linux has it: 200 ms under the variance term, so that the
 * timeout is at least SRTT + 200 ms, instead of 1 s under the whole.
 */
export class RetransmissionTimeout {
  /** Smoothed round-trip time in nanoseconds; 0 before the first measurement. */
  srtt = 0;
  /** The least round-trip time measured; 0 before. */
  minRtt = 0;
  private rttvar = 0;
  private base = INITIAL_NS;
  private doubling = 1;

  constructor(private readonly floorNs = 200e6) {}

  /** A measurement from a segment that was sent once (Karn's rule); ends the backoff. */
  sample(rtt: number): void {
    if (this.srtt === 0) {
      this.srtt = rtt;
      this.rttvar = rtt / 2;
      this.minRtt = rtt;
    } else {
      // RFC 6298 §2.3: the variance first, from the old mean; alpha 1/8, beta 1/4.
      this.rttvar += (Math.abs(this.srtt - rtt) - this.rttvar) / 4;
      this.srtt += (rtt - this.srtt) / 8;
      if (rtt < this.minRtt) this.minRtt = rtt;
    }
    this.base = Math.min(MAX_NS, this.srtt + Math.max(this.floorNs, 4 * this.rttvar));
    this.doubling = 1;
  }

  /** The timer has expired (RFC 6298 §5.5). */
  backOff(): void {
    this.doubling *= 2;
  }

  /** New data was acknowledged where no measurement could be taken before any was: RFC 6298 §5.7. */
  afterSynLoss(): void {
    if (this.srtt === 0) this.base = AFTER_SYN_LOSS_NS;
    this.doubling = 1;
  }

  /** The timeout to arm now, in whole nanoseconds. */
  get span(): number {
    return Math.round(Math.min(MAX_NS, this.base * this.doubling));
  }
}
