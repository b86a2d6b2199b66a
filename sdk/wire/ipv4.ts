import type { Frame } from '../frame.js';
import { ipv4Text } from './address.js';

/**
 * IPv4 (RFC 791 §3.1).
 *
 *     0      4      8              16     19              32
 *     | ver  | ihl  | dscp   | ecn | total length          |
 *     | identification             | flags| fragment offset|
 *     | ttl         | protocol     | header checksum       |
 *     | source address                                     |
 *     | destination address                                |
 *     | options …                                          |
 */
const AT = {
  versionIhl: 0,
  dscpEcn: 1,
  totalLength: 2,
  id: 4,
  fragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  src: 12,
  dst: 16,
  options: 20,
} as const;

/** A view of the IPv4 header of the frame at hand; valid as long as the frame is. Setters amend the checksums. */
export class Ipv4 {
  /** Offset of the header in the frame's memory. */
  at = 0;
  /** Offset just past the packet, as its total length says, at most the frame's end: Ethernet padding is outside. */
  end = 0;
  constructor(private readonly frame: Frame) {}

  /** Header length in bytes, options included. */
  get headerLength(): number {
    return (this.frame.memory[this.at + AT.versionIhl] & 0x0f) * 4;
  }
  /** Differentiated services code point, 0 to 63 (RFC 2474). */
  get dscp(): number {
    return this.frame.memory[this.at + AT.dscpEcn] >>> 2;
  }
  /** Explicit congestion notification: 0 not capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced (RFC 3168 §5). */
  get ecn(): number {
    return this.frame.memory[this.at + AT.dscpEcn] & 3;
  }
  /** Length of header and payload in bytes, as the header says. */
  get totalLength(): number {
    return this.frame.u16(this.at + AT.totalLength);
  }
  /** Identification: the same in all fragments of a packet. */
  get id(): number {
    return this.frame.u16(this.at + AT.id);
  }
  /** Whether routers may not fragment it. */
  get dontFragment(): boolean {
    return (this.frame.memory[this.at + AT.fragment] & 0x40) !== 0;
  }
  /** Whether fragments follow this one. */
  get moreFragments(): boolean {
    return (this.frame.memory[this.at + AT.fragment] & 0x20) !== 0;
  }
  /** Where this fragment's payload starts in the whole packet, in bytes. */
  get fragmentOffset(): number {
    return (this.frame.u16(this.at + AT.fragment) & 0x1fff) * 8;
  }
  /** True for any part of a fragmented packet. */
  get fragmented(): boolean {
    return (this.frame.u16(this.at + AT.fragment) & 0x3fff) !== 0;
  }
  /** Time to live in hops. */
  get ttl(): number {
    return this.frame.memory[this.at + AT.ttl];
  }
  /** The payload's protocol number: 1 ICMP, 6 TCP, 17 UDP. */
  get protocol(): number {
    return this.frame.memory[this.at + AT.protocol];
  }
  get checksum(): number {
    return this.frame.u16(this.at + AT.checksum);
  }
  /** Whether the header checksum is right. */
  get checksumOk(): boolean {
    return this.frame.headerChecksumOk === true;
  }
  /** Source address as an unsigned 32-bit number: compare these, not texts. */
  get src(): number {
    return this.frame.u32(this.at + AT.src);
  }
  /** Destination address as an unsigned 32-bit number. */
  get dst(): number {
    return this.frame.u32(this.at + AT.dst);
  }
  /** Source address as dotted text; makes a string. */
  get srcText(): string {
    return ipv4Text(this.src);
  }
  /** Destination address as dotted text; makes a string. */
  get dstText(): string {
    return ipv4Text(this.dst);
  }
  /** The options' bytes, in place (a new Uint8Array over the frame's memory); empty without options. */
  get options(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.options, this.at + this.headerLength);
  }
  /** Payload length in bytes, padding left out. */
  get payloadLength(): number {
    return this.end - this.at - this.headerLength;
  }

  set dscp(value: number) {
    this.frame.edit8(this.at + AT.dscpEcn, (value << 2) | this.ecn);
  }
  set ecn(value: number) {
    this.frame.edit8(this.at + AT.dscpEcn, (this.dscp << 2) | (value & 3));
  }
  /** Changes where the packet ends; of the checksums, only the header's follows. */
  set totalLength(value: number) {
    this.frame.edit16(this.at + AT.totalLength, value);
  }
  set id(value: number) {
    this.frame.edit16(this.at + AT.id, value);
  }
  set dontFragment(value: boolean) {
    const flags = this.frame.memory[this.at + AT.fragment];
    this.frame.edit8(this.at + AT.fragment, value ? flags | 0x40 : flags & ~0x40);
  }
  set moreFragments(value: boolean) {
    const flags = this.frame.memory[this.at + AT.fragment];
    this.frame.edit8(this.at + AT.fragment, value ? flags | 0x20 : flags & ~0x20);
  }
  /** Takes a multiple of 8 up to 65528; the rest is cut off. */
  set fragmentOffset(value: number) {
    this.frame.edit16(
      this.at + AT.fragment,
      (this.frame.u16(this.at + AT.fragment) & 0xe000) | ((value >>> 3) & 0x1fff),
    );
  }
  set ttl(value: number) {
    this.frame.edit8(this.at + AT.ttl, value);
  }
  /** Changes what the payload is; of the checksums, only the header's follows. */
  set protocol(value: number) {
    this.frame.edit8(this.at + AT.protocol, value);
  }
  /** Amends the header checksum and, where a transport checksum covers the address, that one too. */
  set src(value: number) {
    this.frame.edit32(this.at + AT.src, value);
  }
  set dst(value: number) {
    this.frame.edit32(this.at + AT.dst, value);
  }
  /** Writes the header checksum itself; nothing else follows. */
  set checksum(value: number) {
    this.frame.put16(this.at + AT.checksum, value);
  }
}

/** The header's length if a whole IPv4 header stands at `at` and before `end`, else -1. */
export const findIpv4 = (memory: Uint8Array, at: number, end: number): number => {
  if (at + 20 > end || memory[at] >>> 4 !== 4) return -1;
  const header = (memory[at] & 0x0f) * 4;
  if (header < 20 || at + header > end) return -1;
  const total = (memory[at + AT.totalLength] << 8) | memory[at + AT.totalLength + 1];
  return total < header ? -1 : header;
};

/** One line for logs and traces, as in `IPv4 10.0.0.1 > 10.0.0.2 ttl 64`. */
export const summariseIpv4 = (ip: Ipv4): string =>
  `IPv4 ${ip.srcText} > ${ip.dstText} ttl ${ip.ttl}${ip.fragmented ? ` fragment @${ip.fragmentOffset}` : ''}`;
