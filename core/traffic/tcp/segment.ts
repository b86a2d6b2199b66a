import { read32 } from '../packet.js';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;
export const ECE = 64;
export const CWR = 128;

/** Bytes the timestamps option takes from every segment's payload, padding included. */
export const TIMESTAMP_BYTES = 12;
/** Modulus of sequence numbers. */
export const MODULUS = 4294967296;

/**
 * The absolute number nearest to `near` whose value on the wire is `wire`: sequence numbers are kept here as counts from
 * the stream's beginning, which do not wrap, and meet the wire's 32 bits only at the edge (RFC 9293 §3.4).
 */
export const unwrap = (wire: number, origin: number, near: number): number =>
  near + ((wire - origin - (near % MODULUS)) | 0);

/** A received TCP segment (RFC 9293 §3.1) with the options a modelled host knows; re-read in place for each. */
export class Segment {
  seq = 0;
  ack = 0;
  flags = 0;
  /** As on the wire, not scaled. */
  window = 0;
  payloadAt = 0;
  payloadLength = 0;
  /** Maximum segment size of a SYN; 0 without the option. */
  mss = 0;
  /** Window scale of a SYN; -1 without the option. */
  windowScale = -1;
  sackPermitted = false;
  timestamps = false;
  tsVal = 0;
  tsEcr = 0;
  /** Selective acknowledgements (RFC 2018), as on the wire. */
  sackCount = 0;
  readonly sackLeft = new Float64Array(4);
  readonly sackRight = new Float64Array(4);

  /** Reads the segment at `memory[at, end)`. False for a header that does not hold; bad options end the options. */
  read(memory: Uint8Array, at: number, end: number): boolean {
    if (at + 20 > end) return false;
    const header = (memory[at + 12]! >>> 4) * 4;
    if (header < 20 || at + header > end) return false;
    this.seq = read32(memory, at + 4);
    this.ack = read32(memory, at + 8);
    this.flags = memory[at + 13]!;
    this.window = (memory[at + 14]! << 8) | memory[at + 15]!;
    this.payloadAt = at + header;
    this.payloadLength = end - at - header;
    this.mss = 0;
    this.windowScale = -1;
    this.sackPermitted = false;
    this.timestamps = false;
    this.sackCount = 0;
    this.readOptions(memory, at + 20, at + header);
    return true;
  }

  private readOptions(memory: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end; ) {
      const kind = memory[at]!;
      if (kind === 0) return;
      if (kind === 1) {
        at += 1;
        continue;
      }
      const length = at + 1 < end ? memory[at + 1]! : 0;
      if (length < 2 || at + length > end) return;
      if (kind === 2 && length === 4) this.mss = (memory[at + 2]! << 8) | memory[at + 3]!;
      else if (kind === 3 && length === 3) this.windowScale = Math.min(14, memory[at + 2]!);
      else if (kind === 4 && length === 2) this.sackPermitted = true;
      else if (kind === 5) this.readSack(memory, at + 2, at + length);
      else if (kind === 8 && length === 10) {
        this.timestamps = true;
        this.tsVal = read32(memory, at + 2);
        this.tsEcr = read32(memory, at + 6);
      }
      at += length;
    }
  }

  private readSack(memory: Uint8Array, from: number, end: number): void {
    for (let at = from; at + 8 <= end && this.sackCount < 4; at += 8) {
      this.sackLeft[this.sackCount] = read32(memory, at);
      this.sackRight[this.sackCount] = read32(memory, at + 4);
      this.sackCount += 1;
    }
  }
}
