import type { Frame } from '../../../sdk/frame.js';
import type { Endpoint, Send } from '../endpoint.js';
import type { Tuple } from '../hosts.js';
import { Inbox } from '../inbox.js';
import { Draft } from './draft.js';
import { mismatches } from './payload.js';
import { Reassembly } from './reassembly.js';
import { RetransmissionTimeout } from './rto.js';
import { ACK, CWR, ECE, FIN, MODULUS, RST, Segment, SYN, unwrap } from './segment.js';
import { type TcpSettings, timestampAt, windowScale } from './settings.js';

const LISTEN = 0;
const SYN_RECEIVED = 1;
const ESTABLISHED = 2;
const LAST_ACK = 3;
const ENDED = 4;

/** As Linux: at most this long, or until the second segment (RFC 1122 §4.2.3.2 allows 500 ms). */
const DELAYED_ACK_NS = 40e6;
const RETRIES = 8;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The receiving end of a modelled TCP flow: acknowledges every second segment or after 40 ms, at once around gaps; puts the
 * stream in order, checks it byte by byte, reports what it has selectively; closes as soon as the sender does. One
 * connection. Its application reads at once, so the window is the whole buffer, counted from the next byte in order.
 */
export class TcpReceiver implements Endpoint {
  private readonly inbox: Inbox;
  private readonly segment = new Segment();
  private readonly draft: Draft;
  private readonly timeout = new RetransmissionTimeout();
  private readonly beyond = new Reassembly();
  private readonly scale: number;
  private state = LISTEN;
  private outcome = 'running';
  /** The sender's initial sequence number, and the next stream offset in order. */
  private origin = 0;
  private next = 0;
  private finAt = NEVER;
  private sack = false;
  private scaled = false;
  private ecn = false;
  /** RFC 3168 §6.1.3: echo until the sender says that it has reduced. */
  private echoing = false;
  private tsRecent = 0;
  /** The stream offset of the last acknowledgement sent (RFC 7323 §4.3). */
  private lastAcked = 0;
  private pending = 0;
  private ackAt = NEVER;
  private retransmitAt = NEVER;
  private retries = 0;
  private synAt = 0;
  private firstAt = -1;
  private lastAt = 0;
  private count = { segments: 0, beyond: 0, duplicates: 0, outside: 0, corrupt: 0, marks: 0, acks: 0, challenges: 0 };

  constructor(
    tuple: Tuple,
    private readonly settings: TcpSettings,
    private readonly isn: number,
  ) {
    this.inbox = new Inbox(tuple);
    this.draft = new Draft(tuple, settings.mss);
    this.scale = windowScale(settings.windowBytes);
  }

  nextDeadline(): number {
    return Math.min(this.ackAt, this.retransmitAt);
  }

  fire(now: number, send: Send): void {
    if (now >= this.ackAt) this.acknowledge(now, send);
    if (now < this.retransmitAt) return;
    this.retries += 1;
    if (this.retries > RETRIES) {
      this.end('timed-out');
      return;
    }
    this.timeout.backOff();
    if (this.state === SYN_RECEIVED) this.sendSynAck(now, send);
    else this.sendFin(now, send);
  }

  /** It only answers: without a timer running it sends nothing of its own. */
  done(): boolean {
    return this.nextDeadline() === NEVER;
  }

  receive(frame: Frame, now: number, send: Send): void {
    if (this.state === ENDED || !this.inbox.accept(frame)) return;
    const { segment } = this;
    if (!segment.read(frame.memory, this.inbox.at, this.inbox.end)) return;
    if (this.state === LISTEN) {
      if ((segment.flags & (SYN | ACK | RST)) === SYN) this.listen(now, send);
      return;
    }
    const offset = unwrap(segment.seq, this.origin, this.next);
    if ((segment.flags & RST) !== 0) {
      if (offset === this.next) this.end('reset');
      else if (offset > this.next && offset < this.next + this.settings.windowBytes) this.challenge(now, send);
      return;
    }
    if ((segment.flags & SYN) !== 0) {
      if (this.state === SYN_RECEIVED) this.sendSynAck(now, send);
      else this.challenge(now, send);
      return;
    }
    if ((segment.flags & ACK) === 0) return;
    if (!this.takeAck(now)) return;
    this.takeData(offset, frame.memory, now, send);
  }

  private listen(now: number, send: Send): void {
    const { segment, settings } = this;
    this.origin = (segment.seq + 1) % MODULUS;
    this.sack = settings.sack && segment.sackPermitted;
    this.scaled = segment.windowScale >= 0;
    this.ecn = settings.ecn && (segment.flags & (ECE | CWR)) === (ECE | CWR);
    this.draft.timestamps = segment.timestamps;
    this.tsRecent = segment.tsVal;
    this.state = SYN_RECEIVED;
    this.synAt = now;
    this.sendSynAck(now, send);
  }

  private sendSynAck(now: number, send: Send): void {
    this.prepare(this.isn, SYN | ACK | (this.ecn ? ECE : 0), now);
    // Not scaled in a SYN (RFC 7323 §2.2).
    this.draft.window = Math.min(65535, this.settings.windowBytes);
    this.draft.sendSyn(send, this.sack, this.scaled ? this.scale : -1);
    this.retransmitAt = now + this.timeout.span;
  }

  /** What the sender acknowledges of our SYN and FIN. False for a number we have not sent. */
  private takeAck(now: number): boolean {
    const acked = (this.segment.ack - this.isn) | 0;
    if (this.state === SYN_RECEIVED) {
      if (acked !== 1) return false;
      if (this.retries === 0) this.timeout.sample(now - this.synAt);
      this.retries = 0;
      this.retransmitAt = NEVER;
      this.state = ESTABLISHED;
    } else if (this.state === LAST_ACK && acked === 2) {
      this.end('completed');
      return false;
    }
    return true;
  }

  private takeData(offset: number, memory: Uint8Array, now: number, send: Send): void {
    const { segment, inbox, settings } = this;
    const length = segment.payloadLength;
    if (segment.timestamps && offset <= this.lastAcked) this.tsRecent = segment.tsVal;
    if ((segment.flags & CWR) !== 0) this.echoing = false;
    if (this.ecn && inbox.ecn === 3) {
      this.count.marks += 1;
      this.echoing = true;
    }
    const fin = (segment.flags & FIN) !== 0;
    if (length === 0 && !fin) {
      // A window probe stands before the window and wants an answer (RFC 9293 §3.10.7.4).
      if (offset !== this.next) this.acknowledge(now, send);
      return;
    }
    if (offset + length > this.next + settings.windowBytes) {
      this.count.outside += 1;
      this.acknowledge(now, send);
      return;
    }
    if (length > 0) {
      this.count.segments += 1;
      this.count.corrupt += mismatches(memory, segment.payloadAt, length, Math.max(0, offset));
    }
    if (fin) this.finAt = offset + length;
    this.place(offset, length, fin, now, send);
  }

  private place(offset: number, length: number, fin: boolean, now: number, send: Send): void {
    const end = offset + length;
    const hadGap = this.beyond.count > 0;
    if (offset > this.next) {
      this.count.beyond += 1;
      if (length > 0 && this.beyond.insert(offset, end) === 0) this.count.duplicates += 1;
      this.acknowledge(now, send);
      return;
    }
    if (end > this.next || (fin && end === this.next && this.state === ESTABLISHED)) {
      if (this.firstAt < 0) this.firstAt = now;
      this.lastAt = now;
      this.next = this.beyond.advance(Math.max(end, this.next));
      if (this.next === this.finAt) {
        this.close(now, send);
        return;
      }
      this.pending += 1;
      // RFC 5681 §4.2: every second segment, and at once while a gap is there or has just been filled.
      if (hadGap || this.pending >= 2) this.acknowledge(now, send);
      else if (this.ackAt === NEVER) this.ackAt = now + DELAYED_ACK_NS;
      return;
    }
    this.count.duplicates += 1;
    this.acknowledge(now, send);
  }

  /** The sender's FIN is in order: the application closes at once, so that acknowledgement and FIN are one segment. */
  private close(now: number, send: Send): void {
    if (this.state === LAST_ACK) {
      this.acknowledge(now, send);
      return;
    }
    this.state = LAST_ACK;
    this.sendFin(now, send);
  }

  private sendFin(now: number, send: Send): void {
    this.prepare(this.isn + 1, ACK | FIN, now);
    this.draft.send(send);
    this.retransmitAt = now + this.timeout.span;
  }

  private acknowledge(now: number, send: Send): void {
    this.prepare(this.isn + (this.state === LAST_ACK ? 2 : 1), ACK | (this.echoing ? ECE : 0), now);
    const { draft, beyond } = this;
    if (this.sack && beyond.count > 0) {
      draft.sackCount = beyond.report(draft.sackLeft, draft.sackRight);
      for (let i = 0; i < draft.sackCount; i++) {
        draft.sackLeft[i]! += this.origin;
        draft.sackRight[i]! += this.origin;
      }
    }
    draft.send(send);
    this.count.acks += 1;
  }

  private challenge(now: number, send: Send): void {
    this.count.challenges += 1;
    this.acknowledge(now, send);
  }

  private prepare(seq: number, flags: number, now: number): void {
    const { draft } = this;
    draft.seq = seq;
    // The FIN takes a number of its own.
    draft.ack = this.origin + this.next + (this.next === this.finAt ? 1 : 0);
    draft.flags = flags;
    const most = Math.min(
      65535,
      this.scaled ? Math.floor(this.settings.windowBytes / 2 ** this.scale) : this.settings.windowBytes,
    );
    draft.window = most;
    draft.tsVal = timestampAt(now);
    draft.tsEcr = this.tsRecent;
    this.lastAcked = this.next;
    this.pending = 0;
    this.ackAt = NEVER;
  }

  private end(outcome: string): void {
    this.outcome = outcome;
    this.state = ENDED;
    this.ackAt = NEVER;
    this.retransmitAt = NEVER;
  }

  summary(): Readonly<Record<string, number | string>> {
    const span = this.lastAt - this.firstAt;
    return {
      model: 'TCP model, not a TCP stack',
      outcome: this.outcome,
      bytesReceived: this.next,
      bytesHeldBeyondGaps: this.beyond.held,
      goodputBps: span > 0 ? (this.next * 8e9) / span : 0,
      segmentsReceived: this.count.segments,
      segmentsBeyondGap: this.count.beyond,
      segmentsDuplicate: this.count.duplicates,
      segmentsOutsideWindow: this.count.outside,
      corruptBytes: this.count.corrupt,
      acksSent: this.count.acks,
      ecnMarks: this.count.marks,
      challengeAcks: this.count.challenges,
      framesDamaged: this.inbox.damaged,
    };
  }
}
