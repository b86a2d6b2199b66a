import { ARP, ICMP, ICMPV6, IPV4, IPV6, Layers, NONE, TCP, UDP } from './layers.js';
import { headerOk, repairChecksums, repairLengths, repairUdpLength, transportOk } from './repair.js';
import { Arp } from './wire/arp.js';
import { Eth } from './wire/eth.js';
import { Icmp } from './wire/icmp.js';
import { Icmpv6 } from './wire/icmpv6.js';
import { Ipv4 } from './wire/ipv4.js';
import { Ipv6 } from './wire/ipv6.js';
import { summarise } from './wire/summary.js';
import { Tcp } from './wire/tcp.js';
import { Udp } from './wire/udp.js';
import { Vlan } from './wire/vlan.js';

const EMPTY = new Uint8Array(0);

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
  /** The hook's own columns of this frame; set by the lane before each handler, typed by what the hook declares. */
  my: Record<never, number> = {};

  private parsed = false;
  private resized = false;
  private readonly layers = new Layers();
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
    this.resized = false;
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

  private found(): Layers {
    if (!this.parsed) {
      this.layers.find(this.memory, this.start, this.start + this.length);
      this.parsed = true;
    }
    return this.layers;
  }

  /** The Ethernet header, or undefined for less than 14 bytes. */
  get eth(): Eth | undefined {
    if (this.length < 14) return undefined;
    this.ethView ??= new Eth(this);
    this.ethView.at = this.start;
    return this.ethView;
  }
  /** The outermost 802.1Q or 802.1ad tag; `vlan.inner` steps inward. */
  get vlan(): Vlan | undefined {
    const layers = this.found();
    if (layers.tags === 0) return undefined;
    this.vlanView ??= new Vlan(this);
    this.vlanView.at = this.start + 12;
    this.vlanView.deeper = layers.tags - 1;
    return this.vlanView;
  }
  get arp(): Arp | undefined {
    const layers = this.found();
    if (layers.l3Kind !== ARP) return undefined;
    this.arpView ??= new Arp(this);
    const view = this.arpView;
    view.at = layers.l3At;
    return view;
  }
  get ipv4(): Ipv4 | undefined {
    const layers = this.found();
    if (layers.l3Kind !== IPV4) return undefined;
    this.ipv4View ??= new Ipv4(this);
    const view = this.ipv4View;
    view.at = layers.l3At;
    view.end = layers.l3End;
    return view;
  }
  get ipv6(): Ipv6 | undefined {
    const layers = this.found();
    if (layers.l3Kind !== IPV6) return undefined;
    this.ipv6View ??= new Ipv6(this);
    const view = this.ipv6View;
    view.at = layers.l3At;
    view.end = layers.l3End;
    view.upperAt = layers.l4At;
    view.protocol = layers.protocol;
    view.fragmented = layers.fragmented;
    view.fragmentOffset = layers.fragmentOffset;
    return view;
  }
  get tcp(): Tcp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== TCP) return undefined;
    this.tcpView ??= new Tcp(this);
    const view = this.tcpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  get udp(): Udp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== UDP) return undefined;
    this.udpView ??= new Udp(this);
    const view = this.udpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  get icmp(): Icmp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== ICMP) return undefined;
    this.icmpView ??= new Icmp(this);
    const view = this.icmpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  get icmpv6(): Icmpv6 | undefined {
    const layers = this.found();
    if (layers.l4Kind !== ICMPV6) return undefined;
    this.icmpv6View ??= new Icmpv6(this);
    const view = this.icmpv6View;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }

  /** Offset of the transport payload, counted from the frame's first byte as `write` does; -1 without a transport layer. */
  get payloadOffset(): number {
    const layers = this.found();
    if (layers.l4Kind === NONE) return -1;
    const header = layers.l4Kind === TCP ? (this.memory[layers.l4At + 12] >>> 4) * 4 : 8;
    return layers.l4At + header - this.start;
  }
  /** The transport payload's bytes in place, padding left out; undefined without a transport layer. Makes a view object. */
  get payload(): Uint8Array | undefined {
    const offset = this.payloadOffset;
    return offset < 0 ? undefined : this.memory.subarray(this.start + offset, this.layers.l4End);
  }

  /** Whether the IPv4 header checksum is right; undefined without an IPv4 header. */
  get headerChecksumOk(): boolean | undefined {
    return headerOk(this.memory, this.found());
  }
  /** Whether the transport checksum is right (or, in UDP, absent); undefined for fragments and without a transport layer. */
  get transportChecksumOk(): boolean | undefined {
    return transportOk(this.memory, this.found());
  }

  /** One line of all layers, for logs and traces. */
  summary(): string {
    return summarise(this);
  }

  u16(at: number): number {
    return (this.memory[at] << 8) | this.memory[at + 1];
  }
  u32(at: number): number {
    const m = this.memory;
    return ((m[at] << 24) | (m[at + 1] << 16) | (m[at + 2] << 8) | m[at + 3]) >>> 0;
  }
  /** Writes 16 bits and nothing else: for checksum fields. Ignored outside the frame. */
  put16(at: number, value: number): void {
    if (at < this.start || at + 2 > this.start + this.length) return;
    this.memory[at] = value >>> 8;
    this.memory[at + 1] = value;
  }

  /**
   * Writes a byte and amends the checksums that cover it. `at` counts from the memory's beginning, as views do; a write
   * outside the frame is ignored. An edit that changes which layers there are (types, lengths, header lengths,
   * protocols, fragments) amends the IPv4 header checksum only: `repair()` makes the rest right.
   */
  edit8(at: number, value: number): void {
    this.found();
    this.change(at, value);
  }
  edit16(at: number, value: number): void {
    this.found();
    this.change(at, value >>> 8);
    this.change(at + 1, value);
  }
  edit32(at: number, value: number): void {
    this.found();
    this.change(at, value >>> 24);
    this.change(at + 1, value >>> 16);
    this.change(at + 2, value >>> 8);
    this.change(at + 3, value);
  }

  // The layers stand as found before the whole edit: between two bytes of one field the headers may make no sense.
  private change(at: number, value: number): void {
    if (at < this.start || at >= this.start + this.length) return;
    const was = this.memory[at];
    const is = value & 255;
    if (was === is) return;
    this.memory[at] = is;
    // A byte's weight in a one's-complement sum depends only on whether it stands first or second in its word.
    const shift = ((at - this.layers.l3At) & 1) === 0 ? 8 : 0;
    this.layers.follow(this.memory, at, was << shift, is << shift);
    if (this.layers.shapedBy(at)) this.parsed = false;
  }

  /**
   * Overwrites bytes from `offset` (counted from the frame's first byte) on, checksums following; a checksum that is
   * itself overwritten stands as written. Throws a RangeError if the bytes do not fit in the frame's length.
   */
  write(offset: number, bytes: Uint8Array): void {
    if (!(offset >= 0 && offset + bytes.length <= this.length)) {
      throw new RangeError(`${bytes.length} bytes at offset ${offset} do not fit a frame of ${this.length}`);
    }
    const from = this.start + offset;
    const { l3At, l3Kind, sumAt } = this.found();
    for (let i = 0; i < bytes.length; i++) this.change(from + i, bytes[i]);
    for (let i = 0; i < 2; i++) {
      const header = l3At + 10 + i - from;
      if (l3Kind === IPV4 && header >= 0 && header < bytes.length) this.memory[from + header] = bytes[header];
      const transport = sumAt + i - from;
      if (sumAt >= 0 && transport >= 0 && transport < bytes.length) this.memory[from + transport] = bytes[transport];
    }
  }

  /**
   * Makes the frame `length` bytes long in place; new bytes are zero. Lengths and checksums inside stay as they are
   * until `repair()`. Throws a RangeError beyond the capacity.
   */
  resize(length: number): void {
    if (!(Number.isInteger(length) && length >= 0 && length <= this.capacity)) {
      throw new RangeError(`a frame here can have 0 to ${this.capacity} bytes, not ${length}`);
    }
    if (length > this.length) this.memory.fill(0, this.start + this.length, this.start + length);
    this.length = length;
    this.resized = true;
    this.parsed = false;
  }

  /**
   * Computes lengths and checksums anew, of the layers it finds: IPv4 total length and header checksum, IPv6 payload
   * length, UDP length, TCP, UDP, ICMP and ICMPv6 checksums. It heals bit errors too, unlike the setters. A frame of 60
   * bytes or less keeps its padding unless it was resized before; of a fragment only the IP layer is repaired.
   */
  repair(): void {
    this.parsed = false;
    repairLengths(this.memory, this.start, this.start + this.length, this.found(), this.resized);
    this.parsed = false;
    repairUdpLength(this.memory, this.found());
    this.parsed = false;
    repairChecksums(this.memory, this.found());
    this.resized = false;
  }

  /** Forgets the layers found: after writing `bytes` by hand in a way that changes what the headers are. */
  reparse(): void {
    this.parsed = false;
  }
}
