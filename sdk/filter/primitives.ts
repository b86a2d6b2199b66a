import { ARP, IPV4, IPV6 } from '../layers.js';
import type { Test, Window } from './window.js';

/** Tests of headers: what libpcap's code generator emits for Ethernet, in the same order of reads. */

/** Where the Ethernet type and what follows it stand; each `vlan` in a filter moves both on by a tag. */
export interface Link {
  readonly type: number;
  readonly payload: number;
}

/** Which end of a frame is meant. */
export type Direction = 'src' | 'dst' | 'either' | 'both';

const RARP = 0x8035;
const FRAGMENT = 44;
const TCP = 6;
const UDP = 17;
const SCTP = 132;
const TAGS = [0x8100, 0x88a8, 0x9100] as const;

/** Whether what the source is settles the answer: of one end, of either, of both. */
const settled = (direction: Direction, source: boolean): boolean =>
  direction === 'src' || source === (direction === 'either');

export const hasType =
  ({ type }: Link, wanted: number): Test =>
  frame =>
    frame.u16(type) === wanted;

/** IPv6 is taken by its next header, or by that of a fragment header which comes first; other headers are not followed. */
const carriesOverIp6 = (frame: Window, payload: number, number: number): boolean => {
  const next = frame.u8(payload + 6);
  return next === number || (next === FRAGMENT && frame.u8(payload + 40) === number);
};

export const carries = ({ type, payload }: Link, over: 'ip' | 'ip6' | 'both', number: number): Test => {
  switch (over) {
    case 'ip':
      return frame => frame.u16(type) === IPV4 && frame.u8(payload + 9) === number;
    case 'ip6':
      return frame => frame.u16(type) === IPV6 && carriesOverIp6(frame, payload, number);
    case 'both':
      return frame => {
        const found = frame.u16(type);
        if (found === IPV4) return frame.u8(payload + 9) === number;
        return found === IPV6 && carriesOverIp6(frame, payload, number);
      };
  }
};

/** ICMPv6 straight after the IPv6 header, which is what `icmp6[…]` reads. */
export const isPlainIcmp6 =
  ({ type, payload }: Link): Test =>
  frame =>
    frame.u16(type) === IPV6 && frame.u8(payload + 6) === 58;

/** An IPv4 packet or its first fragment: only there a transport header begins after the IP header. */
export const hasTransport =
  ({ type, payload }: Link, number: number): Test =>
  frame =>
    frame.u16(type) === IPV4 && frame.u8(payload + 9) === number && (frame.u16(payload + 6) & 0x1fff) === 0;

// What is asked of each end are functions and not closures: V8 inlines the one and calls the other.
const portAt = (frame: Window, at: number, low: number, high: number): boolean => {
  const port = frame.u16(at);
  return port >= low && port <= high;
};

/** Ports from `low` to `high` of TCP, UDP and SCTP, or of the one with this protocol number. */
export const hasPort = (
  { type, payload }: Link,
  protocol: number | undefined,
  direction: Direction,
  low: number,
  high: number,
): Test => {
  const hasPorts = (number: number): boolean =>
    protocol === undefined ? number === TCP || number === UDP || number === SCTP : number === protocol;
  return frame => {
    const found = frame.u16(type);
    let at = payload + 40;
    if (found === IPV4) {
      if (!hasPorts(frame.u8(payload + 9)) || (frame.u16(payload + 6) & 0x1fff) !== 0) return false;
      at = payload + 4 * (frame.u8(payload) & 15);
    } else if (found !== IPV6 || !hasPorts(frame.u8(payload + 6))) return false;
    if (direction !== 'dst') {
      const source = portAt(frame, at, low, high);
      if (settled(direction, source)) return source;
    }
    return portAt(frame, at + 2, low, high);
  };
};

/** Addresses that are `address` in the bits of `mask`, in IPv4 and in (R)ARP, or in the one that is named. */
export const hasIpv4 = (
  { type, payload }: Link,
  within: 'ip' | 'arp' | 'rarp' | undefined,
  direction: Direction,
  address: number,
  mask: number,
): Test => {
  const inIp = within === undefined || within === 'ip';
  const inArp = within === undefined || within === 'arp';
  const inRarp = within === undefined || within === 'rarp';
  return frame => {
    const found = frame.u16(type);
    const isIp = found === IPV4 && inIp;
    if (!isIp && !(found === ARP && inArp) && !(found === RARP && inRarp)) return false;
    if (direction !== 'dst') {
      const source = (frame.i32(payload + (isIp ? 12 : 14)) & mask) === address;
      if (settled(direction, source)) return source;
    }
    return (frame.i32(payload + (isIp ? 16 : 24)) & mask) === address;
  };
};

const ipv6At = (frame: Window, at: number, address: Int32Array, mask: Int32Array): boolean => {
  for (let i = 0; i < 4; i++) if ((frame.i32(at + 4 * i) & mask[i]) !== address[i]) return false;
  return true;
};

/** The same for IPv6; both arrays have the four words of an address. */
export const hasIpv6 =
  ({ type, payload }: Link, direction: Direction, address: Int32Array, mask: Int32Array): Test =>
  frame => {
    if (frame.u16(type) !== IPV6) return false;
    if (direction !== 'dst') {
      const source = ipv6At(frame, payload + 8, address, mask);
      if (settled(direction, source)) return source;
    }
    return ipv6At(frame, payload + 24, address, mask);
  };

/** Ethernet addresses: six bytes. */
export const hasMac = (direction: Direction, mac: Uint8Array): Test => {
  const high = (mac[0] << 8) | mac[1];
  const low = (mac[2] << 24) | (mac[3] << 16) | (mac[4] << 8) | mac[5];
  return frame => {
    if (direction !== 'dst') {
      const source = frame.i32(8) === low && frame.u16(6) === high;
      if (settled(direction, source)) return source;
    }
    return frame.i32(2) === low && frame.u16(0) === high;
  };
};

export const isMulticast: Test = frame => (frame.u8(0) & 1) === 1;

export const isIpv4Multicast =
  ({ type, payload }: Link): Test =>
  frame =>
    frame.u16(type) === IPV4 && frame.u8(payload + 16) >= 224;

export const isIpv6Multicast =
  ({ type, payload }: Link): Test =>
  frame =>
    frame.u16(type) === IPV6 && frame.u8(payload + 24) === 255;

/** All zeros or all ones: no frame tells the width of its network, by which the others would be known. */
export const isIpv4Broadcast = ({ type, payload }: Link): Test => {
  return frame => {
    if (frame.u16(type) !== IPV4) return false;
    const to = frame.i32(payload + 16);
    return to === 0 || to === -1;
  };
};

/** A VLAN tag, of this VLAN if one is given. */
export const hasTag =
  ({ type, payload }: Link, vid: number | undefined): Test =>
  frame => {
    const found = frame.u16(type);
    if (found !== TAGS[0] && found !== TAGS[1] && found !== TAGS[2]) return false;
    return vid === undefined || (frame.u16(payload) & 0xfff) === vid;
  };
