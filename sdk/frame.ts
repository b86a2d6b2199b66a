import { amend } from './checksum.js';
import { Arp, findArp } from './wire/arp.js';
import { Eth } from './wire/eth.js';
import { findIcmp, Icmp } from './wire/icmp.js';
import { findIcmpv6, Icmpv6 } from './wire/icmpv6.js';
import { findIpv4, Ipv4 } from './wire/ipv4.js';
import { findIpv6, Ipv6 } from './wire/ipv6.js';
import { summarise } from './wire/summary.js';
import { findTcp, Tcp } from './wire/tcp.js';
import { findUdp, Udp } from './wire/udp.js';
import { isVlanTag, Vlan } from './wire/vlan.js';

const EMPTY = new Uint8Array(0);
const NONE = 0;
const ARP = 0x0806;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const PROTO_ICMP = 1;
const PROTO_TCP = 6;
const PROTO_UDP = 17;
const PROTO_ICMPV6 = 58;

/**
 * A flyweight over one Ethernet frame. A lane has one, re-pointed at each frame in turn, so what a handler is given is
 * valid until the handler returns; `copy()` makes one to keep. Layers are found on first use, by offsets only: a
 * malformed inner layer leaves the outer ones usable. All writes stay inside the frame and amend the checksums that
 * cover them (RFC 1624), so an edit does not heal a bit error.
 *
 *     memory:  … | headroom | dst src type | packet … | spare | …
 *                           ^start                    ^start + length
 */
export class Frame {
  /** The memory the frame lies in; offsets of views count from its beginning. */
  memory: Uint8Array = EMPTY;
  /** Offset of the first byte (destination address). */
  start = 0;
  /** Length in bytes from the destination address on, without frame check sequence. */
  length = 0;
  /** Bytes the frame may grow to in place. */
  capacity = 0;
  /** Unique in a run; copies and injected frames have their own. */
  id = 0;
  /** The hook's own columns of this frame; set by the lane before each handler. */
  my: Record<string, number> = {};

  private parsed = false;
  private l3Kind = NONE;
  private l4Kind = NONE;
  private l3At = 0;
  private l4At = 0;
  private l4End = 0;
  private tags = 0;
  private ethView: Eth | undefined;
  private vlanView: Vlan | undefined;
  private arpView: Arp | undefined;
  private ipv4View: Ipv4 | undefined;
  private ipv6View: Ipv6 | undefined;
  private tcpView: Tcp | undefined;
  private udpView: Udp | undefined;
  private icmpView: Icmp | undefined;
  private icmpv6View: Icmpv6 | undefined;

  /** A frame over its own bytes (not copied), for tests, builders and injection. */
  static of(bytes: Uint8Array, id = 0): Frame {
    return new Frame().point(bytes, 0, bytes.length, bytes.length, id);
  }

  /** Re-points the flyweight; for the lane that owns it. */
  point(memory: Uint8Array, start: number, length: number, capacity: number, id: number): this {
    this.memory = memory;
    this.start = start;
    this.length = length;
    this.capacity = capacity;
    this.id = id;
    this.parsed = false;
    return this;
  }

  /** The frame's bytes, in place. Makes a view object (about 50 ns); writing here amends no checksum. */
  get bytes(): Uint8Array {
    return this.memory.subarray(this.start, this.start + this.length);
  }
  /** A frame of its own with the same bytes, to keep or to inject. */
  copy(): Frame {
    return Frame.of(this.memory.slice(this.start, this.start + this.length), this.id);
  }

  /** The Ethernet header, or undefined for less than 14 bytes. */
  get eth(): Eth | undefined {
    if (this.length < 14) return undefined;
    this.ethView ??= new Eth(this);
    return this.ethView;
  }
  /** The outermost 802.1Q or 802.1ad tag; `vlan.inner` steps inward. */
  get vlan(): Vlan | undefined {
    if (!this.parsed) this.parse();
    if (this.tags === 0) return undefined;
    this.vlanView ??= new Vlan(this);
    this.vlanView.at = this.start + 12;
    return this.vlanView;
  }
  get arp(): Arp | undefined {
    if (!this.parsed) this.parse();
    if (this.l3Kind !== ARP) return undefined;
    this.arpView ??= new Arp(this);
    this.arpView.at = this.l3At;
    return this.arpView;
  }
  get ipv4(): Ipv4 | undefined {
    if (!this.parsed) this.parse();
    if (this.l3Kind !== IPV4) return undefined;
    this.ipv4View ??= new Ipv4(this);
    this.ipv4View.at = this.l3At;
    this.ipv4View.end = this.l4End;
    return this.ipv4View;
  }
  get ipv6(): Ipv6 | undefined {
    if (!this.parsed) this.parse();
    if (this.l3Kind !== IPV6) return undefined;
    this.ipv6View ??= new Ipv6(this);
    this.ipv6View.at = this.l3At;
    this.ipv6View.end = this.l4End;
    return this.ipv6View;
  }
  get tcp(): Tcp | undefined {
    if (!this.parsed) this.parse();
    if (this.l4Kind !== PROTO_TCP) return undefined;
    this.tcpView ??= new Tcp(this);
    this.tcpView.at = this.l4At;
    this.tcpView.end = this.l4End;
    return this.tcpView;
  }
  get udp(): Udp | undefined {
    if (!this.parsed) this.parse();
    if (this.l4Kind !== PROTO_UDP) return undefined;
    this.udpView ??= new Udp(this);
    this.udpView.at = this.l4At;
    this.udpView.end = this.l4End;
    return this.udpView;
  }
  get icmp(): Icmp | undefined {
    if (!this.parsed) this.parse();
    if (this.l4Kind !== PROTO_ICMP) return undefined;
    this.icmpView ??= new Icmp(this);
    this.icmpView.at = this.l4At;
    this.icmpView.end = this.l4End;
    return this.icmpView;
  }
  get icmpv6(): Icmpv6 | undefined {
    if (!this.parsed) this.parse();
    if (this.l4Kind !== PROTO_ICMPV6) return undefined;
    this.icmpv6View ??= new Icmpv6(this);
    this.icmpv6View.at = this.l4At;
    this.icmpv6View.end = this.l4End;
    return this.icmpv6View;
  }

  /** One line of all layers, for logs and traces. */
  summary(): string {
    return summarise(this);
  }

  u16(at: number): number {
    return (this.memory[at]! << 8) | this.memory[at + 1]!;
  }
  u32(at: number): number {
    const m = this.memory;
    return ((m[at]! << 24) | (m[at + 1]! << 16) | (m[at + 2]! << 8) | m[at + 3]!) >>> 0;
  }
  /** Writes 16 bits and nothing else. */
  put16(at: number, value: number): void {
    this.memory[at] = value >>> 8;
    this.memory[at + 1] = value;
  }

  /** Writes a byte and amends the checksums that cover it. `at` counts from the memory's beginning, as views do. */
  edit8(at: number, value: number): void {
    if (!this.parsed) this.parse();
    const was = this.memory[at]!;
    this.memory[at] = value;
    // A byte's weight in a one's-complement sum depends only on whether it stands first or second in its word.
    const shift = ((at - this.l3At) & 1) === 0 ? 8 : 0;
    this.follow(at, was << shift, (value & 255) << shift);
  }
  edit16(at: number, value: number): void {
    this.edit8(at, (value >>> 8) & 255);
    this.edit8(at + 1, value & 255);
  }
  edit32(at: number, value: number): void {
    this.edit16(at, value >>> 16);
    this.edit16(at + 2, value & 0xffff);
  }

  /**
   * Overwrites bytes from `offset` (counted from the frame's first byte) on, checksums following.
   * Throws a RangeError if they do not fit in the frame's length.
   */
  write(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.length) {
      throw new RangeError(`${bytes.length} bytes at offset ${offset} do not fit a frame of ${this.length}`);
    }
    for (let i = 0; i < bytes.length; i++) this.edit8(this.start + offset + i, bytes[i]!);
  }

  /** Forgets the layers found: after writing `bytes` by hand in a way that changes what the headers are. */
  reparse(): void {
    this.parsed = false;
  }
}
