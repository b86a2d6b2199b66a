import { Frame } from '../../../sdk/frame.js';
import type { Send } from '../endpoint.js';
import type { Tuple } from '../hosts.js';
import { L4, put16, put32, seal, writeTemplate } from '../packet.js';
import { patternOffset, streamPattern } from './payload.js';
import { MODULUS } from './segment.js';

const OPTIONS = L4 + 20;
const OPTIONS_MOST = 40;

/**
 * The segment being written: set what differs, then `send`. One per end, reused for every segment.
 *
 *     memory:  | headers and options | payload ≤ mss | one period of the stream's pattern, and mss more |
 *                                      ^ copied here in place, so that sending makes no object
 */
export class Draft {
  seq = 0;
  ack = 0;
  flags = 0;
  /** As on the wire, already scaled down. */
  window = 0;
  /** The IP congestion bits: 0 or ECT(0) = 2. */
  ecn = 0;
  /** Whether the timestamps option goes along (RFC 7323 §3). */
  timestamps = false;
  tsVal = 0;
  tsEcr = 0;
  /** Blocks to acknowledge selectively, as many as fit; cleared by `send`. */
  sackCount = 0;
  readonly sackLeft = new Float64Array(4);
  readonly sackRight = new Float64Array(4);
  private readonly memory: Uint8Array;
  private readonly frame: Frame;
  private readonly patternAt: number;
  private id = 0;

  constructor(
    tuple: Tuple,
    private readonly mss: number,
  ) {
    const pattern = streamPattern(mss);
    this.patternAt = OPTIONS + OPTIONS_MOST + mss;
    this.memory = new Uint8Array(this.patternAt + pattern.length);
    this.memory.set(pattern, this.patternAt);
    this.frame = Frame.of(this.memory);
    writeTemplate(this.memory, tuple);
  }

  /** Sends a SYN or SYN-ACK with the options in Linux's order; a scale below 0 or `sack` false leaves its option out. */
  sendSyn(send: Send, sack: boolean, scale: number): void {
    const m = this.memory;
    let at = OPTIONS;
    put32(m, at, 0x02040000 | this.mss);
    at += 4;
    if (this.timestamps) {
      put16(m, at, sack ? 0x0402 : 0x0101);
      at = this.putTimestamps(at + 2);
    } else if (sack) {
      put32(m, at, 0x01010402);
      at += 4;
    }
    if (scale >= 0) {
      put32(m, at, 0x01030300 | scale);
      at += 4;
    }
    this.finish(send, at, 0);
  }

  /** Sends the segment with `length` stream bytes from `offset` on. */
  send(send: Send, offset = 0, length = 0): void {
    const m = this.memory;
    let at = OPTIONS;
    if (this.timestamps) {
      put16(m, at, 0x0101);
      at = this.putTimestamps(at + 2);
    }
    const blocks = Math.min(this.sackCount, this.timestamps ? 3 : 4);
    if (blocks > 0) {
      put32(m, at, 0x01010500 | (2 + 8 * blocks));
      at += 4;
      for (let i = 0; i < blocks; i++, at += 8) {
        put32(m, at, this.sackLeft[i]! % MODULUS);
        put32(m, at + 4, this.sackRight[i]! % MODULUS);
      }
    }
    this.sackCount = 0;
    if (length > 0) {
      const from = this.patternAt + patternOffset(offset);
      m.copyWithin(at, from, from + length);
    }
    this.finish(send, at, length);
  }

  private putTimestamps(at: number): number {
    put16(this.memory, at, 0x080a);
    put32(this.memory, at + 2, this.tsVal);
    put32(this.memory, at + 6, this.tsEcr);
    return at + 10;
  }

  private finish(send: Send, payloadAt: number, length: number): void {
    const m = this.memory;
    put32(m, L4 + 4, this.seq % MODULUS);
    put32(m, L4 + 8, this.ack % MODULUS);
    m[L4 + 12] = ((payloadAt - L4) / 4) << 4;
    m[L4 + 13] = this.flags;
    put16(m, L4 + 14, this.window);
    const l4Length = payloadAt - L4 + length;
    seal(m, 6, l4Length, l4Length, this.id++, this.ecn);
    send(this.frame.point(m, 0, payloadAt + length, payloadAt + length, 0));
  }
}
