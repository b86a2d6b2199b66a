import { amend } from './checksum.js';
import { findArp } from './wire/arp.js';
import { findIcmp } from './wire/icmp.js';
import { findIcmpv6 } from './wire/icmpv6.js';
import { findIpv4 } from './wire/ipv4.js';
import { findIpv6 } from './wire/ipv6.js';
import { findTcp } from './wire/tcp.js';
import { findUdp } from './wire/udp.js';
import { isVlanTag } from './wire/vlan.js';

export const NONE = 0;
export const ARP = 0x0806;
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;

// Offsets in an IPv4 header that decide what follows it: version and length, total length, fragment, protocol.
const SHAPES_IPV4 = (1 << 0) | (1 << 2) | (1 << 3) | (1 << 6) | (1 << 7) | (1 << 9);
// The same in IPv6: version, payload length, next header.
const SHAPES_IPV6 = (1 << 0) | (1 << 4) | (1 << 5) | (1 << 6);

const word = (memory: Uint8Array, at: number): number => (memory[at] << 8) | memory[at + 1];

/**
 * Where the layers of one frame lie: offsets in its memory, found in one walk without allocation. A layer that fails
 * its length checks is not found, nor anything inside it; the layers around it are.
 *
 *     start        l3At           l4At              l4End  l3End      end
 *     | dst src … type | network … | transport | payload | (surplus) | padding |
 */
export class Layers {
  /** Stacked VLAN tags between the addresses and the type. */
  tags = 0;
  /** Ethertype of the network layer found, NONE for none. */
  l3Kind = NONE;
  l3At = 0;
  /** Just past the packet, as its own length says, at most the frame's end. */
  l3End = 0;
  /** Protocol number that follows the network layer and its extension headers, found or not; -1 without one. */
  protocol = -1;
  /** Protocol number of the transport layer found, NONE for none. */
  l4Kind = NONE;
  l4At = 0;
  /** Just past what the transport checksum covers. */
  l4End = 0;
  /** True for any part of a fragmented packet; only the first part has a transport layer. */
  fragmented = false;
  /** In bytes. */
  fragmentOffset = 0;
  /** Where the transport checksum stands, -1 for none. */
  sumAt = -1;
  /** Whether the transport checksum covers the network addresses. */
  pseudo = false;
  /** Where the destination of the pseudo header stands: with a routing header it is the last hop's (RFC 8200 §8.1). */
  finalAt = 0;

  find(memory: Uint8Array, start: number, end: number): void {
    this.tags = 0;
    this.l3Kind = NONE;
    this.l4Kind = NONE;
    this.protocol = -1;
    this.sumAt = -1;
    this.pseudo = false;
    this.fragmented = false;
    this.fragmentOffset = 0;
    this.l3At = start + 14;
    this.l3End = end;
    this.l4At = end;
    this.l4End = end;
    if (start + 14 > end) return;
    let at = start + 12;
    let type = word(memory, at);
    while (isVlanTag(type) && at + 6 <= end) {
      this.tags += 1;
      at += 4;
      type = word(memory, at);
    }
    at += 2;
    this.l3At = at;
    if (type === IPV4) this.findInIpv4(memory, at, end);
    else if (type === IPV6) this.findInIpv6(memory, at, end);
    else if (type === ARP && findArp(memory, at, end) > 0) this.l3Kind = ARP;
  }

  private findInIpv4(memory: Uint8Array, at: number, end: number): void {
    const header = findIpv4(memory, at, end);
    if (header < 0) return;
    this.l3Kind = IPV4;
    this.l3End = Math.min(end, at + word(memory, at + 2));
    const fragment = word(memory, at + 6);
    this.fragmented = (fragment & 0x3fff) !== 0;
    this.fragmentOffset = (fragment & 0x1fff) * 8;
    this.finalAt = at + 16;
    this.protocol = memory[at + 9];
    this.findTransport(memory, at + header);
  }

  private findInIpv6(memory: Uint8Array, at: number, end: number): void {
    if (findIpv6(memory, at, end) < 0) return;
    this.l3Kind = IPV6;
    const last = Math.min(end, at + 40 + word(memory, at + 4));
    this.l3End = last;
    this.finalAt = at + 24;
    let next = memory[at + 6];
    let header = at + 40;
    // Where the walk stops is where an upper layer would begin; edits before it are edits of extension headers.
    for (;;) {
      this.protocol = next;
      this.l4At = header;
      this.l4End = header;
      let length: number;
      if (next === HOP_BY_HOP || next === ROUTING || next === DESTINATION) length = (memory[header + 1] + 1) * 8;
      else if (next === FRAGMENT) length = 8;
      else if (next === AUTHENTICATION) length = (memory[header + 1] + 2) * 4;
      else break;
      if (header + 8 > last || header + length > last) return;
      if (next === ROUTING) this.noteRoute(memory, header, length);
      if (next === FRAGMENT) {
        const fragment = word(memory, header + 2);
        this.fragmented = (fragment & 0xfff9) !== 0;
        this.fragmentOffset = fragment & 0xfff8;
      }
      next = memory[header];
      header += length;
      if (this.fragmentOffset !== 0) break;
    }
    this.protocol = next;
    this.findTransport(memory, header);
  }

  /** A packet on its way through a routing header: types 0 (RFC 2460), 2 (RFC 6275) and 4 (RFC 8754). */
  private noteRoute(memory: Uint8Array, at: number, length: number): void {
    const type = memory[at + 2];
    if (memory[at + 3] === 0 || length < 24) return;
    if (type === 0) this.finalAt = at + 8 + (((length - 8) >>> 4) - 1) * 16;
    else if (type === 2 || type === 4) this.finalAt = at + 8;
  }

  private findTransport(memory: Uint8Array, at: number): void {
    const end = this.l3End;
    this.l4At = at;
    this.l4End = at;
    if (this.fragmentOffset !== 0) return;
    const protocol = this.protocol;
    if (protocol === TCP) {
      if (findTcp(memory, at, end) < 0) return;
      this.sumAt = at + 16;
      this.l4End = end;
    } else if (protocol === UDP) {
      if (findUdp(memory, at, end) < 0) return;
      this.sumAt = at + 6;
      this.l4End = Math.min(end, at + word(memory, at + 4));
    } else if (protocol === ICMP && this.l3Kind === IPV4) {
      if (findIcmp(memory, at, end) < 0) return;
      this.sumAt = at + 2;
      this.l4End = end;
    } else if (protocol === ICMPV6 && this.l3Kind === IPV6) {
      if (findIcmpv6(memory, at, end) < 0) return;
      this.sumAt = at + 2;
      this.l4End = end;
    } else return;
    this.pseudo = protocol !== ICMP;
    this.l4Kind = protocol;
  }

  /**
   * Amends the checksums that cover the byte at `at`, which changed from `was` to `is` (each shifted to its place in its
   * word). A checksum field covers itself no more than the rest does: writing it is left to stand.
   */
  follow(memory: Uint8Array, at: number, was: number, is: number): void {
    if (at < this.l3At) return;
    if (at < this.l4At) {
      const field = at - this.l3At;
      if (this.l3Kind === IPV4) {
        if (field === 10 || field === 11) return;
        amendAt(memory, this.l3At + 10, was, is);
        if (!this.pseudo || field < 12 || field >= 20) return;
      } else {
        if (!this.pseudo) return;
        const source = field >= 8 && field < 24;
        if (!source && !(at >= this.finalAt && at < this.finalAt + 16)) return;
      }
    } else if (at >= this.l4End) return;
    const sumAt = this.sumAt;
    if (sumAt < 0 || at === sumAt || at === sumAt + 1) return;
    if (this.l4Kind !== UDP) {
      amendAt(memory, sumAt, was, is);
      return;
    }
    // "An all zero transmitted checksum value means that the transmitter generated no checksum" (RFC 768): none stays
    // none, over IPv6 too (RFC 6935), and a sum that comes out as zero is sent as all ones.
    if (memory[sumAt] === 0 && memory[sumAt + 1] === 0) return;
    amendAt(memory, sumAt, was, is);
    if (memory[sumAt] === 0 && memory[sumAt + 1] === 0) {
      memory[sumAt] = 0xff;
      memory[sumAt + 1] = 0xff;
    }
  }

  /** Whether a change of the byte at `at` can change which layers there are, or where. */
  shapedBy(at: number): boolean {
    const field = at - this.l3At;
    if (field < 0) return true;
    if (this.l4Kind === NONE) return true;
    if (at >= this.l4At) {
      const inner = at - this.l4At;
      if (this.l4Kind === TCP) return inner === 12;
      return this.l4Kind === UDP && (inner === 4 || inner === 5);
    }
    if (this.l3Kind === IPV4) return field < 10 && ((SHAPES_IPV4 >>> field) & 1) === 1;
    return field >= 40 || (field < 7 && ((SHAPES_IPV6 >>> field) & 1) === 1);
  }
}

const amendAt = (memory: Uint8Array, at: number, was: number, is: number): void => {
  const sum = amend(word(memory, at), was, is);
  memory[at] = sum >>> 8;
  memory[at + 1] = sum;
};
