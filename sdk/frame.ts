import { FrameMemory } from './frame-memory.js';
import { ARP, ICMP, ICMPV6, IPV4, IPV6, NONE, TCP, UDP } from './layers.js';
import { headerOk, transportOk } from './repair.js';
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

/**
 * A flyweight over one Ethernet frame. A lane has one, re-pointed at each frame in turn, so what a handler is given is
 * valid until the handler returns; `copy()` makes one to keep. Layers are found on first use, by offsets only: a
 * malformed inner layer leaves the outer ones usable. All writes stay inside the frame and amend the checksums that
 * cover them (RFC 1624), so an edit does not heal a bit error.
 *
 *     memory:  … | headroom | dst src type | packet … | spare | …
 *                           ^start                    ^start + length
 */
export class Frame extends FrameMemory {
  /** The hook's own columns of this frame; set by the lane before each handler, typed by what the hook declares. */
  my: Record<never, number> = {};

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

  /** The frame's bytes, in place. Makes a view object (about 50 ns); writing here amends no checksum. */
  get bytes(): Uint8Array {
    if (this.onExpose !== undefined) this.onExpose();
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
  /** The ARP message, or undefined. */
  get arp(): Arp | undefined {
    const layers = this.found();
    if (layers.l3Kind !== ARP) return undefined;
    this.arpView ??= new Arp(this);
    const view = this.arpView;
    view.at = layers.l3At;
    return view;
  }
  /** The IPv4 header, or undefined. */
  get ipv4(): Ipv4 | undefined {
    const layers = this.found();
    if (layers.l3Kind !== IPV4) return undefined;
    this.ipv4View ??= new Ipv4(this);
    const view = this.ipv4View;
    view.at = layers.l3At;
    view.end = layers.l3End;
    return view;
  }
  /** The IPv6 header with its extensions, or undefined. */
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
  /** The TCP header, or undefined: in later fragments there is none. */
  get tcp(): Tcp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== TCP) return undefined;
    this.tcpView ??= new Tcp(this);
    const view = this.tcpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  /** The UDP header, or undefined: in later fragments there is none. */
  get udp(): Udp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== UDP) return undefined;
    this.udpView ??= new Udp(this);
    const view = this.udpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  /** The ICMP message over IPv4, or undefined. */
  get icmp(): Icmp | undefined {
    const layers = this.found();
    if (layers.l4Kind !== ICMP) return undefined;
    this.icmpView ??= new Icmp(this);
    const view = this.icmpView;
    view.at = layers.l4At;
    view.end = layers.l4End;
    return view;
  }
  /** The ICMPv6 message, or undefined. */
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
    if (this.onExpose !== undefined) this.onExpose();
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
}
