import type { Frame } from '../../../sdk/frame.js';
import type { Endpoint, Send } from '../endpoint.js';
import type { Tuple } from '../hosts.js';
import { Inbox } from '../inbox.js';
import type { Acked, Congestion } from './congestion.js';
import { EcnResponse } from './ecn-response.js';
import { type Flow, opened, unopened } from './flow.js';
import { OPEN, RECOVERY } from './recovery.js';
import { RetransmissionTimeout } from './rto.js';
import type { FlowSample } from './samples.js';
import { ACK, ECE, FIN, MODULUS, RST, Segment, SYN, unwrap } from './segment.js';
import { type Outcome, SenderFigures } from './sender-figures.js';
import { SenderOutput } from './sender-output.js';
import type { TcpSettings } from './settings.js';

const CLOSED = 0;
const SYN_SENT = 1;
const ESTABLISHED = 2;
const ENDED = 3;

/** As net.ipv4.tcp_syn_retries and tcp_retries2. */
const SYN_RETRIES = 6;
const DATA_RETRIES = 15;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The sending end of a modelled TCP flow: a model, not a TCP stack. It opens the connection, sends a stream in segments of
 * one fixed size, and closes it. What follows which RFC, and what is left out, is in docs/fidelity.md.
 */
export class TcpSender implements Endpoint {
  private readonly inbox: Inbox;
  private readonly segment = new Segment();
  private readonly output: SenderOutput;
  private readonly timeout = new RetransmissionTimeout();
  private readonly figures: SenderFigures;
  private readonly news: Acked = { now: 0, segments: 0, rttNs: -1, srttNs: 0, una: 0, nxt: 0 };
  private readonly ecn = new EcnResponse();
  private flow: Flow;
  private state = CLOSED;
  private stopAt: number;
  /** When the retransmission timer expires, which is also the persist timer of a closed window. */
  private timerAt = NEVER;
  private retries = 0;

  constructor(
    tuple: Tuple,
    private readonly settings: TcpSettings,
    private readonly windows: Congestion,
    private readonly isn: number,
  ) {
    this.inbox = new Inbox(tuple);
    this.output = new SenderOutput(tuple, settings.mss, isn);
    this.figures = new SenderFigures(settings.start);
    this.flow = unopened(settings, windows, this.output);
    this.stopAt = settings.stop;
  }

  nextDeadline(): number {
    if (this.state === CLOSED) return this.settings.start < this.settings.stop ? this.settings.start : NEVER;
    if (this.state === ENDED) return NEVER;
    return this.flow.board.nxt < this.flow.cut.segments ? Math.min(this.timerAt, this.stopAt) : this.timerAt;
  }

  fire(now: number, send: Send): void {
    this.sample(now);
    if (this.state === CLOSED) {
      this.state = SYN_SENT;
      this.figures.synAt = now;
      this.sendSyn(now, send);
      return;
    }
    if (now >= this.stopAt) this.close(now, send);
    if (this.state !== ENDED && now >= this.timerAt) this.expire(now, send);
  }

  receive(frame: Frame, now: number, send: Send): void {
    if (this.state === CLOSED || !this.inbox.accept(frame)) return;
    if (!this.segment.read(frame.memory, this.inbox.at, this.inbox.end)) return;
    this.sample(now);
    if (this.state === SYN_SENT) this.handshake(now, send);
    // TIME-WAIT still answers the peer's FIN; a broken connection is gone.
    else if (this.state === ESTABLISHED || this.figures.outcome === 'completed') this.established(now, send);
  }

  /** Also true in TIME-WAIT: what may still come is the peer's FIN again, and then the peer is not done. */
  done(): boolean {
    return this.nextDeadline() === NEVER;
  }

  private sendSyn(now: number, send: Send): void {
    this.output.syn(this.settings, now, send);
    this.timerAt = now + this.timeout.span;
  }

  private handshake(now: number, send: Send): void {
    const { segment, settings, output } = this;
    if ((segment.flags & ACK) === 0 || segment.ack !== (this.isn + 1) % MODULUS) return;
    if ((segment.flags & RST) !== 0) {
      this.end(now, 'refused');
      return;
    }
    if ((segment.flags & SYN) === 0) return;
    if (this.retries === 0) this.timeout.sample(now - this.figures.synAt);
    else this.timeout.afterSynLoss();
    this.retries = 0;
    output.agree(segment, settings);
    this.flow = opened(settings, this.windows, output, segment);
    this.figures.cwndMax = this.windows.cwnd;
    this.state = ESTABLISHED;
    this.timerAt = NEVER;
    output.bare(0, now, send);
    this.transmit(now, send);
  }

  private established(now: number, send: Send): void {
    const { segment, output } = this;
    const { board, cut } = this.flow;
    if ((segment.flags & RST) !== 0) {
      // RFC 5961 §3.2: only the exact number resets; another one inside the window is challenged.
      if (output.ahead(segment.seq) === 0) this.end(now, 'reset');
      else if (output.inWindow(segment.seq)) this.challenge(now, send);
      return;
    }
    if ((segment.flags & SYN) !== 0) {
      this.challenge(now, send);
      return;
    }
    if ((segment.flags & ACK) === 0) return;
    const ack = unwrap(segment.ack, this.isn + 1, cut.bytesBefore(board.una));
    // RFC 5961 §5.2: an acknowledgement of what was never sent.
    if (ack > (board.nxt > 0 ? cut.end(board.nxt - 1) : 0)) {
      this.challenge(now, send);
      return;
    }
    if (segment.timestamps && output.ahead(segment.seq) <= 0) output.tsRecent = segment.tsVal;
    this.digest(ack, now, send);
    if ((segment.flags & FIN) !== 0) this.peerClosed(now, send);
    if (this.state === ESTABLISHED) this.transmit(now, send);
  }

  /** Takes in an acknowledgement of everything before stream offset `ack`. */
  private digest(ack: number, now: number, send: Send): void {
    const { segment, timeout } = this;
    const { board, recovery, transmitter } = this.flow;
    const upTo = this.flow.cut.before(ack);
    if (upTo < board.una) return;
    const edge = ack + segment.window * this.flow.windowUnit;
    const sameWindow = edge === transmitter.edge;
    transmitter.edge = edge;
    const acked = board.acknowledge(upTo);
    const selected = this.flow.sack ? this.readSack() : 0;
    if (board.measured >= 0) timeout.sample(now - board.measured);
    // RFC 5681 §2 without selective acknowledgements; with them it must tell something new (RFC 6675 §2).
    const duplicate =
      acked === 0 && board.out > 0 && (this.flow.sack ? selected > 0 : sameWindow && segment.payloadLength === 0);
    const wasRecovering = recovery.state === RECOVERY;
    const entered = recovery.entered;
    recovery.acknowledged(acked, duplicate);
    if (recovery.entered > entered) this.noteReduction();
    else if (this.output.ecn && (segment.flags & ECE) !== 0) this.echoed();
    if (acked > 0) {
      this.figures.lastAckAt = now;
      this.retries = 0;
      if (!wasRecovering && recovery.state !== RECOVERY && transmitter.cwndLimited) this.grow(acked, now);
      this.timerAt = board.out > 0 ? now + timeout.span : NEVER;
    }
    if (!recovery.headDue) return;
    recovery.headDue = false;
    if (board.out === 0) return;
    transmitter.sendAgain(board.una, now, send);
    this.timerAt = now + timeout.span;
  }

  private grow(segments: number, now: number): void {
    const { news, timeout, windows } = this;
    const { board } = this.flow;
    news.now = now;
    news.segments = segments;
    news.rttNs = board.measured < 0 ? -1 : now - board.measured;
    news.srttNs = timeout.srtt;
    news.una = board.una;
    news.nxt = board.nxt;
    windows.acked(news);
    this.figures.cwndMax = Math.max(this.figures.cwndMax, windows.cwnd);
  }

  /** Returns how many segments the selective acknowledgements are news of. Blocks count for whole segments only. */
  private readSack(): number {
    const { segment } = this;
    const { board, cut } = this.flow;
    const near = cut.bytesBefore(board.una);
    let news = 0;
    for (let i = 0; i < segment.sackCount; i++) {
      const left = unwrap(segment.sackLeft[i]!, this.isn + 1, near);
      const right = unwrap(segment.sackRight[i]!, this.isn + 1, near);
      news += board.acknowledgeBlock(cut.from(left), cut.before(right));
    }
    return news;
  }

  private echoed(): void {
    const { board, recovery } = this.flow;
    if (!this.ecn.asks(board.una) || recovery.state !== OPEN) return;
    this.windows.reduce(board.out);
    this.ecn.reductions += 1;
    this.noteReduction();
  }

  private noteReduction(): void {
    this.ecn.reduced(this.flow.board.nxt);
    this.output.cwrDue = this.output.ecn;
  }

  private transmit(now: number, send: Send): void {
    this.flow.transmitter.transmit(now, send);
    // RFC 6298 §5.1; with nothing in flight and a closed window it becomes the persist timer (RFC 9293 §3.8.6.1).
    const waiting = this.flow.board.out > 0 || this.flow.board.nxt < this.flow.cut.segments;
    if (waiting && this.timerAt === NEVER) this.timerAt = now + this.timeout.span;
  }

  private acknowledge(now: number, send: Send): void {
    const { board, cut } = this.flow;
    this.output.bare(board.nxt > 0 ? cut.end(board.nxt - 1) : 0, now, send);
  }

  private challenge(now: number, send: Send): void {
    this.figures.challenges += 1;
    this.acknowledge(now, send);
  }

  private expire(now: number, send: Send): void {
    const { timeout } = this;
    const { board } = this.flow;
    this.retries += 1;
    timeout.backOff();
    if (this.retries > (this.state === SYN_SENT ? SYN_RETRIES : DATA_RETRIES)) {
      this.end(now, 'timed-out');
      return;
    }
    if (this.state === SYN_SENT) {
      this.figures.rtos += 1;
      this.sendSyn(now, send);
      return;
    }
    this.timerAt = now + timeout.span;
    if (board.out === 0) {
      // Below the window, so that the receiver answers with its window as it is now.
      this.figures.probes += 1;
      this.output.bare(this.flow.cut.bytesBefore(board.una) - 1, now, send);
      return;
    }
    this.figures.rtos += 1;
    this.flow.recovery.timedOut();
    this.noteReduction();
    this.transmit(now, send);
  }

  /** No more new data: the FIN follows what was sent. */
  private close(now: number, send: Send): void {
    this.stopAt = NEVER;
    if (this.state !== ESTABLISHED) {
      this.end(now, 'timed-out');
      return;
    }
    this.flow.cut.endAt(this.flow.board.nxt);
    this.transmit(now, send);
  }

  private peerClosed(now: number, send: Send): void {
    const { segment, output } = this;
    const fin = (segment.seq + segment.payloadLength) % MODULUS;
    if (fin === output.peerNext) output.peerNext = (fin + 1) % MODULUS;
    this.acknowledge(now, send);
    if (this.flow.board.una === this.flow.cut.segments) this.end(now, 'completed');
  }

  private end(now: number, outcome: Outcome): void {
    if (this.figures.outcome !== 'running') return;
    this.figures.outcome = outcome;
    this.figures.endedAt = now;
    this.state = ENDED;
    this.timerAt = NEVER;
  }

  private sample(now: number): void {
    this.figures.sample(now, this.flow, this.windows.cwnd, this.timeout.srtt);
  }

  /** The flow's course, for charts. */
  samples(): FlowSample[] {
    return this.figures.samples();
  }

  summary(): Readonly<Record<string, number | string>> {
    return this.figures.summary(this.flow, this.timeout, this.ecn, this.output.sent, this.inbox.damaged);
  }
}
