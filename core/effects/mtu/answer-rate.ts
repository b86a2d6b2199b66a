const TOKEN = 1e9;

/**
 * Limits the rate of answers: a token bucket over logical time, full at first.
 *
 * Units: answers a second, nanoseconds. Random draws: none. A token is 1e9 units of credit and a nanosecond brings
 * `perSecond` of them, so nothing is ever rounded. RFC 1812 §4.3.2.8 and RFC 4443 §2.4(f) ask for a limit and leave its
 * size open; Linux exempts path-MTU answers from its own (`icmp_msgs_per_sec`, `icmp_msgs_burst`).
 */
export class AnswerRate {
  private readonly full: number;
  private credit: number;
  private at = 0;

  /** Both are whole numbers from 1 to a million. */
  constructor(
    private readonly perSecond: number,
    burst: number,
  ) {
    this.full = burst * TOKEN;
    this.credit = this.full;
  }

  /** Whether an answer may go out at `now`; one that may is counted. */
  take(now: number): boolean {
    // A product past the exact integers is past the full bucket as well.
    this.credit = Math.min(this.full, this.credit + (now - this.at) * this.perSecond);
    this.at = now;
    if (this.credit < TOKEN) return false;
    this.credit -= TOKEN;
    return true;
  }
}
