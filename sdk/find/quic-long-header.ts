import type { Frame } from '../frame.js';
import { Extent } from './extent.js';

const V1 = 1;
const V2 = 0x6b3343cf;
/** Connection ids of these versions have at most so many bytes (RFC 9000 §17.2). */
const LONGEST_ID = 20;
/** At the end of a Retry packet (RFC 9000 §17.2.5). */
const INTEGRITY_TAG = 16;

/** Kinds of packets with a long header; `unknown` in versions whose types mean something else. */
export type QuicPacketType = 'initial' | '0rtt' | 'handshake' | 'retry' | 'version-negotiation' | 'unknown';

const TYPES: readonly QuicPacketType[] = ['initial', '0rtt', 'handshake', 'retry'];

// 0x?a?a?a?a forces a negotiation (RFC 9000 §15), 0xff0000?? are drafts.
const isSpare = (version: number): boolean => (version & 0x0f0f0f0f) >>> 0 === 0x0a0a0a0a || version >>> 8 === 0xff0000;

/**
 * A QUIC packet with a long header (RFC 9000 §17.2; RFC 9369 for version 2). Offsets count from the first byte of what was
 * looked at (of a frame as `frame.write` does) and are -1 for what a packet of this type has not.
 *
 *     at: 1 … type … | version | length | destination id | length | source id | (token) | length | number | …
 *
 * Header protection covers the first byte's last four bits and the packet number (RFC 9001 §5.4): they are no plain text.
 */
export class QuicLongHeader {
  /** Offset of the packet. */
  at = -1;
  /** Just past the packet; another one may follow in the same datagram. */
  end = -1;
  /** False if the packet's length leads beyond the datagram, as in a fragment. */
  complete = false;
  /** 1, 0x6b3343cf for version 2, 0 for a version negotiation, else a draft's or one that forces a negotiation. */
  version = 0;
  /** Kind of the packet. */
  type: QuicPacketType = 'unknown';
  /** Destination connection id. */
  dcidAt = -1;
  /** In bytes. */
  dcidLength = 0;
  /** Source connection id. */
  scidAt = -1;
  /** In bytes. */
  scidLength = 0;
  /** Token of an Initial or a Retry packet. */
  tokenAt = -1;
  /** In bytes. */
  tokenLength = 0;
  /** The packet number, protected. */
  numberAt = -1;
  /** Bytes of packet number and payload, as the header says; 0 in types without the field. */
  packetLength = 0;

  constructor(private readonly extent: Extent) {}

  /** The destination connection id in place; makes a view object. */
  get dcid(): Uint8Array {
    return this.bytes(this.dcidAt, this.dcidLength);
  }
  /** The source connection id in place; makes a view object. */
  get scid(): Uint8Array {
    return this.bytes(this.scidAt, this.scidLength);
  }
  private bytes(at: number, length: number): Uint8Array {
    const from = this.extent.base + at;
    return this.extent.memory.subarray(from, from + length);
  }

  /**
   * Goes on to the packet that follows in the same datagram (RFC 9000 §12.2): this object, or undefined if there is none
   * with a long header; the object is then as it was.
   */
  next(): QuicLongHeader | undefined {
    const { at, end } = this;
    if (this.readAt(this.extent.base + end)) return this;
    this.readAt(this.extent.base + at);
    return undefined;
  }

  /** Reads the packet at this offset in the memory; for `quicLongHeader`. False if there is none. */
  readAt(from: number): boolean {
    const { extent } = this;
    const { base } = extent;
    const first = extent.u8(from);
    const version = extent.u32(from + 1);
    // A value below 0 is one past the end.
    if (first < 0x80 || version < 0) return false;
    const known = version === V1 || version === V2;
    if (!known && version !== 0 && !isSpare(version)) return false;
    const dcidLength = extent.u8(from + 5);
    const scidFrom = from + 7 + dcidLength;
    const scidLength = extent.u8(scidFrom - 1);
    const rest = scidFrom + scidLength;
    if (dcidLength < 0 || scidLength < 0 || rest > extent.end) return false;
    if (known && (dcidLength > LONGEST_ID || scidLength > LONGEST_ID)) return false;
    this.at = from - base;
    this.version = version;
    this.dcidAt = from + 6 - base;
    this.dcidLength = dcidLength;
    this.scidAt = scidFrom - base;
    this.scidLength = scidLength;
    this.tokenAt = -1;
    this.tokenLength = 0;
    this.numberAt = -1;
    this.packetLength = 0;
    this.complete = true;
    this.end = extent.end - base;
    if (version === 0) {
      this.type = 'version-negotiation';
      // The versions offered, at least one (RFC 8999 §6).
      return extent.end - rest >= 4 && ((extent.end - rest) & 3) === 0;
    }
    if (!known) {
      this.type = 'unknown';
      return true;
    }
    // Version 2 counts the types from another start (RFC 9369 §3.2).
    this.type = TYPES[((first >>> 4) - (version === V2 ? 1 : 0)) & 3];
    return this.type === 'retry' ? this.readRetry(rest) : this.readLengths(rest);
  }

  private readRetry(at: number): boolean {
    const { extent } = this;
    const token = extent.end - INTEGRITY_TAG - at;
    if (token < 0) return false;
    this.tokenAt = at - extent.base;
    this.tokenLength = token;
    return true;
  }

  private readLengths(from: number): boolean {
    const { extent } = this;
    const { base } = extent;
    let at = from;
    if (this.type === 'initial') {
      const token = this.integer(at);
      at += this.size(at);
      if (token < 0 || at + token > extent.end) return false;
      this.tokenAt = at - base;
      this.tokenLength = token;
      at += token;
    }
    const length = this.integer(at);
    if (length < 0) return false;
    at += this.size(at);
    this.numberAt = at - base;
    this.packetLength = length;
    this.complete = at + length <= extent.end;
    this.end = Math.min(extent.end, at + length) - base;
    return true;
  }

  /** Bytes that the variable-length integer at `at` takes (RFC 9000 §16). */
  private size(at: number): number {
    return 1 << (this.extent.u8(at) >>> 6);
  }

  /** Its value, past 2^53 not exact; -1 if it does not lie whole inside. */
  private integer(at: number): number {
    const { extent } = this;
    const first = extent.u8(at);
    if (first < 0 || at + this.size(at) > extent.end) return -1;
    switch (first >>> 6) {
      case 0:
        return first;
      case 1:
        return extent.u16(at) & 0x3fff;
      case 2:
        return extent.u32(at) & 0x3fffffff;
      default:
        return (extent.u32(at) & 0x3fffffff) * 0x100000000 + extent.u32(at + 4);
    }
  }
}

const extent = new Extent();
const view = new QuicLongHeader(extent);

/**
 * The QUIC packet with a long header at the beginning of a UDP datagram, or of these bytes: what opens a connection.
 * `next()` leads to the ones that follow it there. Undefined for packets with a short header, for versions that are neither
 * 1, 2, a draft's, nor there to force a negotiation, and where lengths make no sense. Ports are not looked at. The same
 * object every time: valid until the next call, and as long as the frame is. Allocates nothing.
 */
export const quicLongHeader = (where: Frame | Uint8Array): QuicLongHeader | undefined =>
  extent.point(where, 'udp') && view.readAt(extent.from) ? view : undefined;
