import type { Congestion } from './congestion.js';
import { DUP_THRESH, type Scoreboard } from './scoreboard.js';

/** Nothing is known to be lost. */
export const OPEN = 0;
/** Fast recovery: a loss was found by acknowledgements. */
export const RECOVERY = 1;
/** The timer expired: slow start over what was outstanding. */
export const LOSS = 2;

/**
 * Loss recovery: RFC 6675 with selective acknowledgements, RFC 6582 (NewReno) without. Both are told by one number, the
 * pipe. RFC 6582 inflates the window by a segment for each duplicate acknowledgement; here each one is taken off the pipe
 * instead, as if it had acknowledged some segment selectively, which allows exactly the same sending.
 */
export class LossRecovery {
  state: typeof OPEN | typeof RECOVERY | typeof LOSS = OPEN;
  /** The head must be sent again now, whatever the window says. */
  headDue = false;
  /** Fast recoveries entered. */
  entered = 0;
  /** Until this segment is acknowledged, a loss belongs to the reduction already made. */
  private point = 0;
  private duplicates = 0;
  private timeoutUna = -1;

  constructor(
    private readonly board: Scoreboard,
    private readonly windows: Congestion,
    private readonly sack: boolean,
  ) {}

  /** Segments believed to be in the network. */
  get pipe(): number {
    return Math.max(0, this.board.pipe - this.duplicates);
  }

  /** `acked` segments left the window; `duplicate`: none did, and the acknowledgement was sent for a segment beyond a gap. */
  acknowledged(acked: number, duplicate: boolean): void {
    const { board } = this;
    if (this.sack) board.judge();
    if (this.state !== OPEN && acked > 0 && board.una >= this.point) this.leave();
    if (this.state === OPEN) this.watch(acked, duplicate);
    else if (this.state === RECOVERY && !this.sack) this.partial(acked, duplicate);
  }

  private watch(acked: number, duplicate: boolean): void {
    const { board } = this;
    if (this.sack) {
      if (board.lost > 0) this.enter();
      return;
    }
    if (acked > 0) this.duplicates = 0;
    // A duplicate stands for a segment that left the network: there are at most out - 1 of those.
    else if (duplicate && this.duplicates < board.out - 1) this.duplicates += 1;
    // RFC 6582 §3.2 step 2: duplicates of what a timeout sent twice are no loss.
    if (this.duplicates >= DUP_THRESH && board.una >= this.point) {
      board.judgeHead();
      this.enter();
    }
  }

  private partial(acked: number, duplicate: boolean): void {
    const { board } = this;
    if (acked > 0) {
      // RFC 6582 §3.2 step 3: deflate by what was acknowledged, then add one segment; the next hole is at the head.
      this.duplicates = Math.max(0, this.duplicates - acked + 1);
      board.judgeHead();
      this.headDue = true;
    } else if (duplicate && this.duplicates < board.out - 1) this.duplicates += 1;
  }

  private enter(): void {
    this.state = RECOVERY;
    this.point = this.board.nxt;
    this.headDue = true;
    this.entered += 1;
    this.windows.reduce(this.board.out);
  }

  private leave(): void {
    this.state = OPEN;
    this.duplicates = 0;
    this.headDue = false;
  }

  /** The retransmission timer expired (RFC 5681 §3.1, RFC 6675 §5.1). */
  timedOut(): void {
    const { board } = this;
    const again = this.state === LOSS && this.timeoutUna === board.una;
    this.windows.timeout(board.out, again);
    this.state = LOSS;
    this.timeoutUna = board.una;
    this.point = board.nxt;
    this.duplicates = 0;
    this.headDue = false;
    board.judgeAll();
  }

  /** The segment to send again if the window allows, or -1: new data comes next. */
  nextLost(): number {
    return this.state === OPEN ? -1 : this.board.nextLost();
  }

  /** When there is no new data either: a hole not yet judged lost, or -1. */
  nextHole(): number {
    return this.state === RECOVERY && this.sack ? this.board.nextHole() : -1;
  }
}
