import type { Send } from '../endpoint.js';
import type { Congestion } from './congestion.js';
import type { LossRecovery } from './recovery.js';
import type { Scoreboard } from './scoreboard.js';
import type { Segmentation } from './segmentation.js';
import type { SenderOutput } from './sender-output.js';

/** Decides what is sent next, and how much: the pipe against the congestion window, the stream against the receiver's. */
export class Transmitter {
  /** The stream offset just past the receiver's window. */
  edge = 0;
  /** The congestion window, not the data or the receiver, ended the last sending: only then may it grow. */
  cwndLimited = false;
  retransmits = 0;

  constructor(
    private readonly cut: Segmentation,
    private readonly board: Scoreboard,
    private readonly recovery: LossRecovery,
    private readonly windows: Congestion,
    private readonly output: SenderOutput,
  ) {}

  /** RFC 6675 §5 (C): lost segments first, then new ones, then holes not yet judged. */
  transmit(now: number, send: Send): void {
    const { board, recovery } = this;
    for (;;) {
      this.cwndLimited = recovery.pipe + 1 > this.windows.cwnd;
      if (this.cwndLimited) return;
      let again = recovery.nextLost();
      if (again < 0 && this.newDataFits()) {
        this.output.segment(this.cut, board.nxt, false, now, send);
        board.sent(now);
        continue;
      }
      if (again < 0) again = recovery.nextHole();
      if (again < 0) return;
      this.sendAgain(again, now, send);
    }
  }

  sendAgain(segment: number, now: number, send: Send): void {
    this.retransmits += 1;
    this.output.segment(this.cut, segment, true, now, send);
    this.board.sentAgain(segment, now);
  }

  /** Segments are not cut smaller: a window that opens by less than one stays shut. */
  private newDataFits(): boolean {
    const { board, cut } = this;
    return board.nxt < cut.segments && !board.full && cut.bytesBefore(board.nxt + 1) <= this.edge;
  }
}
