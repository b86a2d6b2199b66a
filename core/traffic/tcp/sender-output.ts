import type { Send } from '../endpoint.js';
import type { Tuple } from '../hosts.js';
import { Draft } from './draft.js';
import { ACK, CWR, ECE, FIN, MODULUS, PSH, type Segment, SYN } from './segment.js';
import type { Segmentation } from './segmentation.js';
import { type TcpSettings, timestampAt } from './settings.js';

/** The sender takes no data; its window is there for the handshake. */
const OWN_WINDOW = 65535;
const ECT0 = 2;

/** What a sending end writes into its segments: its own numbers and its answer to the peer's. */
export class SenderOutput {
  /** The next sequence number expected of the peer, who sends a SYN and a FIN and nothing between. */
  peerNext = 0;
  tsRecent = 0;
  /** ECN was agreed on. */
  ecn = false;
  /** The next new segment tells that the window was reduced (RFC 3168 §6.1.2). */
  cwrDue = false;
  sent = 0;
  private readonly draft: Draft;

  constructor(
    tuple: Tuple,
    mss: number,
    private readonly isn: number,
  ) {
    this.draft = new Draft(tuple, mss);
    this.draft.timestamps = true;
    this.draft.window = OWN_WINDOW;
  }

  syn(settings: TcpSettings, now: number, send: Send): void {
    const { draft } = this;
    draft.seq = this.isn;
    draft.ack = 0;
    draft.flags = SYN | (settings.ecn ? ECE | CWR : 0);
    draft.ecn = 0;
    draft.tsVal = timestampAt(now);
    draft.tsEcr = 0;
    draft.sendSyn(send, settings.sack, 0);
  }

  /** Takes over what the SYN-ACK agreed to. */
  agree(segment: Segment, settings: TcpSettings): void {
    this.draft.timestamps = segment.timestamps;
    this.tsRecent = segment.tsVal;
    this.ecn = settings.ecn && (segment.flags & (ECE | CWR)) === ECE;
    this.peerNext = (segment.seq + 1) % MODULUS;
  }

  /** How far `seq` is ahead of the peer's next number. */
  ahead(seq: number): number {
    return (seq - this.peerNext) | 0;
  }
  inWindow(seq: number): boolean {
    const ahead = this.ahead(seq);
    return ahead >= 0 && ahead < OWN_WINDOW;
  }

  /** Segment k of the stream; `again` for a retransmission. */
  segment(cut: Segmentation, k: number, again: boolean, now: number, send: Send): void {
    const length = cut.length(k);
    let flags = ACK;
    if (cut.isLast(k)) flags |= length > 0 ? FIN | PSH : FIN;
    if (this.cwrDue && !again && length > 0) {
      flags |= CWR;
      this.cwrDue = false;
    }
    this.prepare(k * cut.payload, flags, now);
    // RFC 3168 §6.1.5: retransmissions are not marked as capable; §6.1.4: nor are segments without data.
    this.draft.ecn = this.ecn && !again && length > 0 ? ECT0 : 0;
    this.draft.send(send, k * cut.payload, length);
    this.sent += 1;
  }

  /** An acknowledgement without data whose own number is stream offset `offset`. */
  bare(offset: number, now: number, send: Send): void {
    this.prepare(offset, ACK, now);
    this.draft.ecn = 0;
    this.draft.send(send);
  }

  private prepare(offset: number, flags: number, now: number): void {
    const { draft } = this;
    draft.seq = this.isn + 1 + offset;
    draft.ack = this.peerNext;
    draft.flags = flags;
    draft.tsVal = timestampAt(now);
    draft.tsEcr = this.tsRecent;
  }
}
