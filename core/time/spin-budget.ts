/** The most spinning that may be saved up, in nanoseconds. */
const SAVED_MOST = 1e6;

/**
 * Decides how much of a wait is slept and how much spun. A processor that has halted takes some 30 us to wake, which
 * spinning for the last part of a wait hides; but a thread that spins keeps others from the core. So spinning is paid
 * for out of a share of real time: few deadlines are met exactly, many in a row are slept for like any other.
 */
export class SpinBudget {
  private saved = SAVED_MOST;
  private at = 0;
  private paidFor = Number.NaN;

  /** Spins for at most `guardNs` before a deadline, and for `share` of the time in all; 0 never, 1 always. */
  constructor(
    private readonly guardNs: number,
    private readonly share: number,
  ) {}

  /** How long to sleep at `clock`, `left` before `deadline` (nanoseconds); 0: spin now, by looking again at once. */
  sleepFor(deadline: number, left: number, clock: number): number {
    this.saved = Math.min(SAVED_MOST, this.saved + (clock - this.at) * this.share);
    this.at = clock;
    if (left > this.guardNs) return this.saved < this.guardNs ? left : left - this.guardNs;
    if (deadline === this.paidFor) return 0;
    if (this.saved < left || this.guardNs === 0) return left;
    this.saved -= left;
    this.paidFor = deadline;
    return 0;
  }
}
