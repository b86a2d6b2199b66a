import type { Frame } from '../frame.js';

/**
 * TCP (RFC 9293 §3.1), its options as in RFC 9293 §3.2, RFC 7323 (window scale, timestamps) and RFC 2018 (SACK).
 *
 *     0       4       8              16             32
 *     | source port                  | dest. port   |
 *     | sequence number                             |
 *     | acknowledgement number                      |
 *     | offset|       | cwr … fin    | window       |
 *     | checksum                     | urgent       |
 *     | options …                                   |
 */
const AT = {
  srcPort: 0,
  dstPort: 2,
  seq: 4,
  ackNumber: 8,
  offset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgent: 18,
  options: 20,
} as const;

const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;

/**
 * A view of the TCP header of the frame at hand; valid as long as the frame is. Setters amend the checksum. Setting an
 * option that is not there does nothing: options are changed, never added.
 */
export class Tcp {
  /** Offset of the header in the frame's memory. */
  at = 0;
  /** Offset just past the segment: Ethernet padding is outside. */
  end = 0;
  constructor(private readonly frame: Frame) {}

  /** Port of the sender. */
  get srcPort(): number {
    return this.frame.u16(this.at + AT.srcPort);
  }
  /** Port of the receiver. */
  get dstPort(): number {
    return this.frame.u16(this.at + AT.dstPort);
  }
  /** Sequence number of the first payload byte (of the SYN itself, in a SYN), modulo 2^32. */
  get seq(): number {
    return this.frame.u32(this.at + AT.seq);
  }
  /** The next sequence number expected, modulo 2^32; it counts if `ack` is set. */
  get ackNumber(): number {
    return this.frame.u32(this.at + AT.ackNumber);
  }
  /** Header length in bytes, options included. */
  get headerLength(): number {
    return (this.frame.memory[this.at + AT.offset] >>> 4) * 4;
  }
  /** The eight flags from CWR (128) down to FIN (1) as one number. */
  get flags(): number {
    return this.frame.memory[this.at + AT.flags];
  }
  /** No more data from the sender. */
  get fin(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x01) !== 0;
  }
  /** Opens the connection. */
  get syn(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x02) !== 0;
  }
  /** Resets the connection. */
  get rst(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x04) !== 0;
  }
  /** Asks for delivery at once. */
  get psh(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x08) !== 0;
  }
  /** The acknowledgement number counts. */
  get ack(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x10) !== 0;
  }
  /** The urgent pointer counts. */
  get urg(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x20) !== 0;
  }
  /** Congestion experienced is echoed (RFC 3168 §6.1). */
  get ece(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x40) !== 0;
  }
  /** The congestion window was reduced (RFC 3168 §6.1). */
  get cwr(): boolean {
    return (this.frame.memory[this.at + AT.flags] & 0x80) !== 0;
  }
  /** Accurate ECN's third bit, formerly NS (RFC 9768 §3.1). */
  get ae(): boolean {
    return (this.frame.memory[this.at + AT.offset] & 1) !== 0;
  }
  /** The window field as it stands; the connection's window scale is not applied. */
  get window(): number {
    return this.frame.u16(this.at + AT.window);
  }
  get checksum(): number {
    return this.frame.u16(this.at + AT.checksum);
  }
  /** Whether the checksum is right; undefined in a fragment, where it cannot be told. */
  get checksumOk(): boolean | undefined {
    return this.frame.transportChecksumOk;
  }
  /** Urgent pointer: counts from the sequence number, where `urg` is set. */
  get urgent(): number {
    return this.frame.u16(this.at + AT.urgent);
  }
  /** The options' bytes, in place (a new Uint8Array over the frame's memory); empty without options. */
  get options(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.options, this.at + this.headerLength);
  }
  /** Largest segment the sender takes, in bytes; undefined without the option. */
  get mss(): number | undefined {
    const option = this.findOption(MSS, 4);
    return option < 0 ? undefined : this.frame.u16(option + 2);
  }
  /** Power of two by which the sender's windows are to be multiplied; undefined without the option. */
  get windowScale(): number | undefined {
    const option = this.findOption(WINDOW_SCALE, 3);
    return option < 0 ? undefined : this.frame.memory[option + 2];
  }
  /** Whether the SACK-permitted option is there, as in a SYN. */
  get sackPermitted(): boolean {
    return this.findOption(SACK_PERMITTED, 2) >= 0;
  }
  /** Number of SACK blocks; 0 without the option. */
  get sackCount(): number {
    const option = this.findOption(SACK, 10);
    return option < 0 ? 0 : (this.frame.memory[option + 1] - 2) >>> 3;
  }
  /** First sequence number of SACK block `index`, counted from 0; undefined beyond the last. */
  sackLeft(index: number): number | undefined {
    return index >= 0 && index < this.sackCount ? this.frame.u32(this.findOption(SACK, 10) + 2 + index * 8) : undefined;
  }
  /** The sequence number just past SACK block `index`; undefined beyond the last. */
  sackRight(index: number): number | undefined {
    return index >= 0 && index < this.sackCount ? this.frame.u32(this.findOption(SACK, 10) + 6 + index * 8) : undefined;
  }
  /** The sender's timestamp; undefined without the option. */
  get tsVal(): number | undefined {
    const option = this.findOption(TIMESTAMPS, 10);
    return option < 0 ? undefined : this.frame.u32(option + 2);
  }
  /** The timestamp the sender echoes; undefined without the option. */
  get tsEcr(): number | undefined {
    const option = this.findOption(TIMESTAMPS, 10);
    return option < 0 ? undefined : this.frame.u32(option + 6);
  }
  /** Payload length in bytes, padding left out. */
  get payloadLength(): number {
    return this.end - this.at - this.headerLength;
  }
  /** The payload's bytes, in place (a new Uint8Array over the frame's memory). */
  get payload(): Uint8Array {
    return this.frame.memory.subarray(this.at + this.headerLength, this.end);
  }

  set srcPort(value: number) {
    this.frame.edit16(this.at + AT.srcPort, value);
  }
  set dstPort(value: number) {
    this.frame.edit16(this.at + AT.dstPort, value);
  }
  set seq(value: number) {
    this.frame.edit32(this.at + AT.seq, value);
  }
  set ackNumber(value: number) {
    this.frame.edit32(this.at + AT.ackNumber, value);
  }
  set flags(value: number) {
    this.frame.edit8(this.at + AT.flags, value);
  }
  set fin(value: boolean) {
    this.putFlag(0x01, value);
  }
  set syn(value: boolean) {
    this.putFlag(0x02, value);
  }
  set rst(value: boolean) {
    this.putFlag(0x04, value);
  }
  set psh(value: boolean) {
    this.putFlag(0x08, value);
  }
  set ack(value: boolean) {
    this.putFlag(0x10, value);
  }
  set urg(value: boolean) {
    this.putFlag(0x20, value);
  }
  set ece(value: boolean) {
    this.putFlag(0x40, value);
  }
  set cwr(value: boolean) {
    this.putFlag(0x80, value);
  }
  set ae(value: boolean) {
    const byte = this.frame.memory[this.at + AT.offset];
    this.frame.edit8(this.at + AT.offset, value ? byte | 1 : byte & ~1);
  }
  set window(value: number) {
    this.frame.edit16(this.at + AT.window, value);
  }
  set urgent(value: number) {
    this.frame.edit16(this.at + AT.urgent, value);
  }
  /** Writes the checksum itself; nothing else follows. */
  set checksum(value: number) {
    this.frame.put16(this.at + AT.checksum, value);
  }
  set mss(value: number) {
    const option = this.findOption(MSS, 4);
    if (option >= 0) this.frame.edit16(option + 2, value);
  }
  set windowScale(value: number) {
    const option = this.findOption(WINDOW_SCALE, 3);
    if (option >= 0) this.frame.edit8(option + 2, value);
  }
  set tsVal(value: number) {
    const option = this.findOption(TIMESTAMPS, 10);
    if (option >= 0) this.frame.edit32(option + 2, value);
  }
  set tsEcr(value: number) {
    const option = this.findOption(TIMESTAMPS, 10);
    if (option >= 0) this.frame.edit32(option + 6, value);
  }

  private putFlag(bit: number, value: boolean): void {
    const flags = this.flags;
    this.frame.edit8(this.at + AT.flags, value ? flags | bit : flags & ~bit);
  }

  /** Offset of the first option of this kind with at least `least` bytes, or -1. Stops at the first one that makes no sense. */
  private findOption(kind: number, least: number): number {
    const memory = this.frame.memory;
    // A view kept past an edit of its header length must not read beyond the segment.
    const end = Math.min(this.at + this.headerLength, this.end);
    let at = this.at + AT.options;
    while (at < end) {
      const found = memory[at];
      if (found === 0) return -1;
      if (found === 1) {
        at += 1;
        continue;
      }
      const length = at + 1 < end ? memory[at + 1] : 0;
      if (length < 2 || at + length > end) return -1;
      if (found === kind && length >= least) return at;
      at += length;
    }
    return -1;
  }
}

/** The header's length if a whole TCP header stands at `at` and before `end`, else -1. */
export const findTcp = (memory: Uint8Array, at: number, end: number): number => {
  if (at + 20 > end) return -1;
  const header = (memory[at + AT.offset] >>> 4) * 4;
  return header < 20 || at + header > end ? -1 : header;
};

const LETTERS = 'FSRPAUEC';

/** One line for logs and traces, as in `TCP 5000 > 80 [SA] seq 1 ack 2 win 65535 len 0`. */
export const summariseTcp = (tcp: Tcp): string => {
  let flags = '';
  for (let bit = 0; bit < 8; bit++) if ((tcp.flags >>> bit) & 1) flags += LETTERS[bit];
  const ack = tcp.ack ? ` ack ${tcp.ackNumber}` : '';
  return `TCP ${tcp.srcPort} > ${tcp.dstPort} [${flags}] seq ${tcp.seq}${ack} win ${tcp.window} len ${tcp.payloadLength}`;
};
