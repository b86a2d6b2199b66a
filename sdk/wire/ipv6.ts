import type { Frame } from '../frame.js';
import { ipv6Text } from './address.js';

/**
 * IPv6 (RFC 8200 §3).
 *
 *     0      4               12                    32
 *     | ver  | traffic class | flow label          |
 *     | payload length       | next hdr | hop limit|
 *     | source address, 128 bits                   |
 *     | destination address, 128 bits              |
 *     | extension headers …                        |
 */
const AT = { versionClass: 0, flow: 1, payloadLength: 4, nextHeader: 6, hopLimit: 7, src: 8, dst: 24 } as const;

/** A view of the IPv6 header of the frame at hand; valid as long as the frame is. Setters amend the checksums. */
export class Ipv6 {
  /** Offset of the header in the frame's memory. */
  at = 0;
  /** Offset just past the packet, as its payload length says, at most the frame's end: Ethernet padding is outside. */
  end = 0;
  /** Offset of what follows the extension headers that were understood. */
  upperAt = 0;
  /** Protocol number of what stands there: 6 TCP, 17 UDP, 58 ICMPv6, 59 nothing. In a later fragment it says what the first one holds. */
  protocol = 0;
  /** True for any part of a fragmented packet. */
  fragmented = false;
  /** Where this fragment's payload starts in the whole packet, in bytes. */
  fragmentOffset = 0;
  constructor(private readonly frame: Frame) {}

  /** The 8 bits of `dscp` and `ecn`. */
  get trafficClass(): number {
    return (this.frame.u16(this.at + AT.versionClass) >>> 4) & 255;
  }
  /** Differentiated services code point, 0 to 63 (RFC 2474). */
  get dscp(): number {
    return this.trafficClass >>> 2;
  }
  /** Explicit congestion notification: 0 not capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced (RFC 3168 §5). */
  get ecn(): number {
    return this.trafficClass & 3;
  }
  /** 20 bits (RFC 6437). */
  get flowLabel(): number {
    return this.frame.u32(this.at + AT.versionClass) & 0xfffff;
  }
  /** Length of everything after the fixed header in bytes, as the header says: extension headers are counted. */
  get payloadLength(): number {
    return this.frame.u16(this.at + AT.payloadLength);
  }
  /** What follows the fixed header: an extension header's number or the protocol's. */
  get nextHeader(): number {
    return this.frame.memory[this.at + AT.nextHeader];
  }
  /** Routers it may still pass. */
  get hopLimit(): number {
    return this.frame.memory[this.at + AT.hopLimit];
  }
  /** Source address: its 16 bytes in place (a new Uint8Array over the frame's memory). */
  get src(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.src, this.at + AT.src + 16);
  }
  /** Destination address: 16 bytes in place. */
  get dst(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.dst, this.at + AT.dst + 16);
  }
  /** Source address as RFC 5952 text; makes a string. */
  get srcText(): string {
    return ipv6Text(this.frame.memory, this.at + AT.src);
  }
  /** Destination address as RFC 5952 text; makes a string. */
  get dstText(): string {
    return ipv6Text(this.frame.memory, this.at + AT.dst);
  }

  set trafficClass(value: number) {
    const word = this.frame.u16(this.at + AT.versionClass);
    this.frame.edit16(this.at + AT.versionClass, (word & 0xf00f) | ((value & 255) << 4));
  }
  set dscp(value: number) {
    this.trafficClass = (value << 2) | this.ecn;
  }
  set ecn(value: number) {
    this.trafficClass = (this.dscp << 2) | (value & 3);
  }
  set flowLabel(value: number) {
    this.frame.edit8(this.at + AT.flow, (this.frame.memory[this.at + AT.flow] & 0xf0) | ((value >>> 16) & 15));
    this.frame.edit16(this.at + AT.flow + 1, value & 0xffff);
  }
  /** Changes where the packet ends; no checksum follows. */
  set payloadLength(value: number) {
    this.frame.edit16(this.at + AT.payloadLength, value);
  }
  set hopLimit(value: number) {
    this.frame.edit8(this.at + AT.hopLimit, value);
  }
  /** Takes 16 bytes. The transport checksum follows. Throws a RangeError for any other number of bytes. */
  set src(value: Uint8Array) {
    this.putAddress(AT.src, value);
  }
  set dst(value: Uint8Array) {
    this.putAddress(AT.dst, value);
  }
  private putAddress(field: number, value: Uint8Array): void {
    if (value.length !== 16) throw new RangeError(`an IPv6 address has 16 bytes, not ${value.length}`);
    this.frame.write(this.at + field - this.frame.start, value);
  }
}

/** The fixed header's length if a whole one stands at `at` and before `end`, else -1. */
export const findIpv6 = (memory: Uint8Array, at: number, end: number): number =>
  at + 40 <= end && memory[at] >>> 4 === 6 ? 40 : -1;

/** One line for logs and traces, as in `IPv6 fe80::1 > ff02::1 hops 255`. */
export const summariseIpv6 = (ip: Ipv6): string =>
  `IPv6 ${ip.srcText} > ${ip.dstText} hops ${ip.hopLimit}${ip.fragmented ? ` fragment @${ip.fragmentOffset}` : ''}`;
