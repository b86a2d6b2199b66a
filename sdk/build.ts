import { Frame } from './frame.js';
import { parseIpv4, parseIpv6, parseMac } from './wire/address.js';
import { type TcpOptions, tcpOptionBytes } from './wire/tcp-options.js';

/** The layers of a frame to build, outermost first. Addresses may be given as texts. */
export interface FrameSpec {
  /** Defaults: from 02:00:00:00:00:01 to 02:00:00:00:00:02, the type that fits what is inside. */
  readonly eth?: { readonly src?: Uint8Array | string; readonly dst?: Uint8Array | string; readonly type?: number };
  /** Outermost first; `tpid` defaults to 0x8100, and to 0x88a8 for an outer one of several. */
  readonly vlan?: readonly {
    readonly vid: number;
    readonly pcp?: number;
    readonly dei?: boolean;
    readonly tpid?: number;
  }[];
  /** An ARP message for Ethernet and IPv4 (RFC 826). */
  readonly arp?: {
    /** 1 request (default), 2 reply. */
    readonly operation?: number;
    readonly senderMac: Uint8Array | string;
    readonly senderIp: number | string;
    readonly targetMac?: Uint8Array | string;
    readonly targetIp: number | string;
  };
  /** Addresses as texts or unsigned 32-bit numbers; fields not given are 0. */
  readonly ipv4?: {
    readonly src: number | string;
    readonly dst: number | string;
    /** Default 64. */
    readonly ttl?: number;
    readonly dscp?: number;
    readonly ecn?: number;
    readonly id?: number;
    readonly dontFragment?: boolean;
    readonly moreFragments?: boolean;
    /** In bytes, a multiple of 8. Past 0 the fragment holds no transport header: give a `protocol` and a `payload`. */
    readonly fragmentOffset?: number;
    /** Default: that of the transport layer, else 253 (RFC 3692, for experiments). */
    readonly protocol?: number;
    /** Raw options, padded with zeros to a multiple of 4. */
    readonly options?: Uint8Array;
  };
  /** Addresses as texts or 16 bytes; fields not given are 0. */
  readonly ipv6?: {
    readonly src: Uint8Array | string;
    readonly dst: Uint8Array | string;
    /** Default 64. */
    readonly hopLimit?: number;
    readonly dscp?: number;
    readonly ecn?: number;
    readonly flowLabel?: number;
    /** Protocol after the extension headers. Default: that of the transport layer, else 253. */
    readonly protocol?: number;
    /** Extension headers in order: number and content after the first two bytes, which are filled in. */
    readonly extensions?: readonly { readonly type: number; readonly body: Uint8Array }[];
  };
  /** Numbers not given are 0. */
  readonly tcp?: {
    readonly srcPort: number;
    readonly dstPort: number;
    readonly seq?: number;
    readonly ackNumber?: number;
    /** As in `SA`: letters of FIN SYN RST PSH ACK URG ECE CWR (`FSRPAUEC`). Default `A`. */
    readonly flags?: string;
    /** Default 65535. */
    readonly window?: number;
    readonly urgent?: number;
    /** Raw (padded with zeros to a multiple of 4), or by name. */
    readonly options?: Uint8Array | TcpOptions;
  };
  /** `checksum: false` sends none (IPv4 only). `length` counts in first fragments only, where it is the whole packet's. */
  readonly udp?: {
    readonly srcPort: number;
    readonly dstPort: number;
    readonly checksum?: boolean;
    readonly length?: number;
  };
  /** Over IPv4; numbers not given are 0. */
  readonly icmp?: IcmpSpec;
  /** Over IPv6; numbers not given are 0. */
  readonly icmpv6?: IcmpSpec;
  /** Bytes, or a number of zero bytes. */
  readonly payload?: Uint8Array | number;
  /** Fills the frame with zeros to the 60 bytes of the shortest Ethernet frame. */
  readonly pad?: boolean;
  /** Room in bytes to `resize` in place; at least the frame's length. */
  readonly capacity?: number;
  /** Number of the frame; default 0. */
  readonly id?: number;
}

interface IcmpSpec {
  readonly type: number;
  readonly code?: number;
  /** Second word of the header, or by its halves `id` and `sequence`. */
  readonly rest?: number;
  readonly id?: number;
  readonly sequence?: number;
}

const FLAGS = 'FSRPAUEC';
const EXPERIMENT = 253;

const mac = (value: Uint8Array | string): Uint8Array => (typeof value === 'string' ? parseMac(value) : value);
const ipv4 = (value: number | string): number => (typeof value === 'string' ? parseIpv4(value) : value);
const ipv6 = (value: Uint8Array | string): Uint8Array => (typeof value === 'string' ? parseIpv6(value) : value);

const be16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value)];
const padded = (bytes: ArrayLike<number>): number[] => {
  const list = Array.from(bytes);
  while (list.length % 4 !== 0) list.push(0);
  return list;
};

const transportOf = (spec: FrameSpec): { protocol: number; header: number[] } | undefined => {
  const { tcp, udp, icmp, icmpv6 } = spec;
  if (tcp) {
    const given = tcp.options ?? {};
    const options = padded(given instanceof Uint8Array ? given : tcpOptionBytes(given));
    let flags = 0;
    for (const letter of tcp.flags ?? 'A') {
      if (!FLAGS.includes(letter)) throw new TypeError(`no TCP flag '${letter}' (letters of ${FLAGS})`);
      flags |= 1 << FLAGS.indexOf(letter);
    }
    if (options.length > 40) throw new RangeError(`TCP options take ${options.length} bytes, more than 40`);
    const offset = ((20 + options.length) / 4) << 4;
    const numbers = [...be32(tcp.seq ?? 0), ...be32(tcp.ackNumber ?? 0), offset, flags, ...be16(tcp.window ?? 65535)];
    return {
      protocol: 6,
      header: [...be16(tcp.srcPort), ...be16(tcp.dstPort), ...numbers, 0, 0, ...be16(tcp.urgent ?? 0), ...options],
    };
  }
  // The checksum is 0xffff until it is computed: 0 would say that there is none.
  if (udp) {
    const checksum = udp.checksum === false ? 0 : 0xffff;
    return {
      protocol: 17,
      header: [...be16(udp.srcPort), ...be16(udp.dstPort), ...be16(udp.length ?? 8), ...be16(checksum)],
    };
  }
  const control = icmp ?? icmpv6;
  if (!control) return undefined;
  const rest = control.rest ?? (((control.id ?? 0) << 16) | (control.sequence ?? 0)) >>> 0;
  return { protocol: icmp ? 1 : 58, header: [control.type, control.code ?? 0, 0, 0, ...be32(rest)] };
};

const networkOf = (spec: FrameSpec, protocol: number): { type: number; header: number[] } | undefined => {
  const { arp } = spec;
  if (arp) {
    const sender = [...mac(arp.senderMac), ...be32(ipv4(arp.senderIp))];
    const target = [
      ...(arp.targetMac === undefined ? [0, 0, 0, 0, 0, 0] : mac(arp.targetMac)),
      ...be32(ipv4(arp.targetIp)),
    ];
    return { type: 0x0806, header: [0, 1, 8, 0, 6, 4, ...be16(arp.operation ?? 1), ...sender, ...target] };
  }
  if (spec.ipv4) {
    const ip = spec.ipv4;
    const options = padded(ip.options ?? []);
    if (options.length > 40) throw new RangeError(`IPv4 options take ${options.length} bytes, more than 40`);
    const flags = (ip.dontFragment ? 0x4000 : 0) | (ip.moreFragments ? 0x2000 : 0) | ((ip.fragmentOffset ?? 0) >>> 3);
    // A total length below the header's would make it no header; `repair` puts the right one.
    const first = [0x40 | (5 + options.length / 4), ((ip.dscp ?? 0) << 2) | (ip.ecn ?? 0), 0, 20 + options.length];
    const second = [...be16(ip.id ?? 0), ...be16(flags), ip.ttl ?? 64, ip.protocol ?? protocol, 0, 0];
    return { type: 0x0800, header: [...first, ...second, ...be32(ipv4(ip.src)), ...be32(ipv4(ip.dst)), ...options] };
  }
  if (!spec.ipv6) return undefined;
  const ip = spec.ipv6;
  const types = [...(ip.extensions ?? []).map(extension => extension.type), ip.protocol ?? protocol];
  const extensions = (ip.extensions ?? []).flatMap(({ type, body }, i) => {
    const length = body.length + 2;
    if (length % 8 !== 0)
      throw new RangeError(`an IPv6 extension header has 6, 14, 22 … bytes after its first two, not ${body.length}`);
    const size = type === 44 ? 0 : type === 51 ? length / 4 - 2 : length / 8 - 1;
    return [types[i + 1], size, ...body];
  });
  const trafficClass = ((ip.dscp ?? 0) << 2) | (ip.ecn ?? 0);
  const first = be32(((6 << 28) | (trafficClass << 20) | (ip.flowLabel ?? 0)) >>> 0);
  return {
    type: 0x86dd,
    header: [...first, 0, 0, types[0], ip.hopLimit ?? 64, ...ipv6(ip.src), ...ipv6(ip.dst), ...extensions],
  };
};

/**
 * Builds a frame of its own memory, lengths and checksums right (that of a fragment's transport layer is left zero: it
 * covers the whole packet). Throws a TypeError for layers that do not go together and a RangeError for what does not fit.
 *
 *     build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80, flags: 'S' } })
 *
 * Traffic sources build one frame and change it in place: `frame.tcp.seq = n` keeps the checksum right, and with some
 * `capacity` so does `frame.resize(n)` followed by `frame.repair()`.
 */
export const build = (spec: FrameSpec): Frame => {
  const { arp, icmp, icmpv6, tcp, udp } = spec;
  const transport = transportOf(spec);
  const network = networkOf(spec, transport?.protocol ?? EXPERIMENT);
  if ([arp, spec.ipv4, spec.ipv6].filter(Boolean).length > 1) throw new TypeError('one of arp, ipv4 and ipv6');
  if ([tcp, udp, icmp, icmpv6].filter(Boolean).length > 1) throw new TypeError('one of tcp, udp, icmp and icmpv6');
  if (transport && !((spec.ipv4 && !icmpv6) || (spec.ipv6 && !icmp))) {
    throw new TypeError('tcp and udp need ipv4 or ipv6, icmp needs ipv4, icmpv6 needs ipv6');
  }
  const type = spec.eth?.type ?? network?.type ?? 0x88b5; // IEEE 802 local experiments
  const tags = spec.vlan ?? [];
  const tagged = tags.flatMap(({ vid, pcp, dei, tpid }, i) => [
    ...be16(tpid ?? (i < tags.length - 1 ? 0x88a8 : 0x8100)),
    ...be16(((pcp ?? 0) << 13) | (dei ? 0x1000 : 0) | (vid & 0xfff)),
  ]);
  const addresses = [...mac(spec.eth?.dst ?? '02:00:00:00:00:02'), ...mac(spec.eth?.src ?? '02:00:00:00:00:01')];
  const headers = [...addresses, ...tagged, ...be16(type), ...(network?.header ?? []), ...(transport?.header ?? [])];
  const payload = typeof spec.payload === 'number' ? new Uint8Array(spec.payload) : (spec.payload ?? new Uint8Array(0));
  const length = headers.length + payload.length;
  if (length - 18 - tagged.length > 65535) throw new RangeError(`${length} bytes do not fit a frame`);

  const full = spec.pad ? Math.max(length, 60) : length;
  const memory = new Uint8Array(Math.max(spec.capacity ?? 0, full));
  memory.set(headers);
  memory.set(payload, headers.length);
  const frame = new Frame().point(memory, 0, length, memory.length, spec.id ?? 0);
  // Resizing, even to the same length, tells `repair` that nothing here is padding yet.
  frame.resize(length);
  frame.repair();
  if (full > length) frame.length = full;
  frame.reparse();
  return frame;
};
