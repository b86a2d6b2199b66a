import { ipv4Text, ipv6Text } from '../../sdk/wire/address.js';

/** One established TCP socket as the kernel's sock_diag describes it (`struct tcp_info` of linux/tcp.h). */
export interface TcpSocket {
  readonly family: 'ipv4' | 'ipv6';
  /** The same for no two sockets of a machine's uptime. */
  readonly cookie: string;
  /** `192.168.22.2`, `fd22::2`; `::ffff:192.168.22.2` for IPv4 through an IPv6 socket. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly peerAddress: string;
  readonly peerPort: number;
  /** `cubic`, `bbr`; undefined if the kernel did not say. */
  readonly congestionControl: string | undefined;
  readonly info: TcpInfo;
}

/**
 * Times in microseconds, sizes in bytes, rates in bytes per second, the rest in segments. What this kernel does not
 * tell yet, or has no value of, is undefined.
 */
export interface TcpInfo {
  readonly caState: string;
  readonly rtoUs: number;
  readonly rttUs: number;
  readonly rttvarUs: number;
  readonly minRttUs: number | undefined;
  readonly sndMss: number;
  readonly sndSsthresh: number;
  readonly sndCwnd: number;
  readonly unacked: number;
  readonly lost: number;
  readonly totalRetrans: number;
  readonly pacingRate: number | undefined;
  readonly bytesAcked: number | undefined;
  readonly bytesReceived: number | undefined;
  readonly notsentBytes: number | undefined;
  readonly deliveryRate: number | undefined;
  /** Whether `deliveryRate` was measured while the application gave less than the path takes. */
  readonly appLimited: boolean;
  readonly busyUs: number | undefined;
  readonly rwndLimitedUs: number | undefined;
  readonly sndbufLimitedUs: number | undefined;
  readonly dsackDups: number | undefined;
}

/** One datagram of the kernel's answer. */
export interface DiagReply {
  readonly sockets: TcpSocket[];
  /** Whether the answer ends here. */
  readonly done: boolean;
  /** 0, or the errno with which the kernel refused. */
  readonly error: number;
}

/** The largest number of bytes of a datagram of the answer: the kernel fills no more into one (af_netlink.c). */
export const REPLY_BYTES = 32 * 1024;

const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST_DUMP = 0x301;
const INET_DIAG_INFO = 2;
const INET_DIAG_CONG = 4;
const TCP_ESTABLISHED = 1;

/** struct nlmsghdr. */
const HEADER_BYTES = 16;
/** struct inet_diag_req_v2 and struct inet_diag_msg. */
const REQUEST_BYTES = 56;
const MESSAGE_BYTES = 72;

const aligned = (length: number): number => (length + 3) & ~3;

/** Asks for all established TCP sockets of a family, with their tcp_info and congestion control (sock_diag(7)). */
export const dumpRequest = (family: TcpSocket['family'], sequence: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(new ArrayBuffer(HEADER_BYTES + REQUEST_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST_DUMP, true);
  view.setUint32(8, sequence, true);
  bytes[HEADER_BYTES] = family === 'ipv4' ? AF_INET : AF_INET6;
  bytes[HEADER_BYTES + 1] = IPPROTO_TCP;
  bytes[HEADER_BYTES + 2] = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_CONG - 1));
  view.setUint32(HEADER_BYTES + 4, 1 << TCP_ESTABLISHED, true);
  return bytes;
};

/**
 * Reads one datagram of the answer. Messages of other requests than `sequence` are passed over, as is a socket without
 * tcp_info: one that was closed while it was described.
 */
export const parseReply = (bytes: Uint8Array, sequence: number): DiagReply => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sockets: TcpSocket[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES || at + length > bytes.length) break;
    const type = view.getUint16(at + 4, true);
    const ours = view.getUint32(at + 8, true) === sequence;
    if (ours && (type === NLMSG_ERROR || type === NLMSG_DONE)) {
      // Both carry a negative errno, or 0; NLMSG_DONE of old kernels is bare.
      const error = length >= HEADER_BYTES + 4 ? -view.getInt32(at + HEADER_BYTES, true) : 0;
      return { sockets, done: true, error: Math.max(0, error) };
    }
    if (ours && type === SOCK_DIAG_BY_FAMILY && length >= HEADER_BYTES + MESSAGE_BYTES) {
      const socket = parseSocket(bytes.subarray(at + HEADER_BYTES, at + length));
      if (socket !== undefined) sockets.push(socket);
    }
    at += aligned(length);
  }
  return { sockets, done: false, error: 0 };
};

/** A struct inet_diag_msg and the attributes behind it (struct rtattr). */
const parseSocket = (bytes: Uint8Array): TcpSocket | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const family = bytes[0] === AF_INET6 ? 'ipv6' : 'ipv4';
  let info: TcpInfo | undefined;
  let congestionControl: string | undefined;
  for (let at = MESSAGE_BYTES; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > bytes.length) break;
    const content = bytes.subarray(at + 4, at + length);
    const type = view.getUint16(at + 2, true);
    if (type === INET_DIAG_INFO) info = parseTcpInfo(content);
    if (type === INET_DIAG_CONG) congestionControl = cString(content);
    at += aligned(length);
  }
  if (info === undefined) return undefined;
  return {
    family,
    cookie: view.getBigUint64(44, true).toString(16),
    localAddress: addressText(family, bytes, 8),
    localPort: view.getUint16(4, false),
    peerAddress: addressText(family, bytes, 24),
    peerPort: view.getUint16(6, false),
    congestionControl,
    info,
  };
};

const cString = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

const isMapped = (bytes: Uint8Array, at: number): boolean =>
  bytes.subarray(at, at + 10).every(byte => byte === 0) && bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;

const ipv4At = (bytes: Uint8Array, at: number): string =>
  ipv4Text(new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, false));

const addressText = (family: TcpSocket['family'], bytes: Uint8Array, at: number): string => {
  if (family === 'ipv4') return ipv4At(bytes, at);
  return isMapped(bytes, at) ? `::ffff:${ipv4At(bytes, at + 12)}` : ipv6Text(bytes, at);
};

/** enum tcp_ca_state, as phantomlink writes it. */
const CA_STATES = ['TCP_CA_OPEN', 'TCP_CA_DISORDER', 'TCP_CA_CWR', 'TCP_CA_RECOVERY', 'TCP_CA_LOSS'];
const UNKNOWN_U32 = 0xffffffff;
/** Up to here tcp_info is as old as Linux 2.6; what follows was added bit by bit. */
const OLD_INFO_BYTES = 104;

const parseTcpInfo = (bytes: Uint8Array): TcpInfo | undefined => {
  if (bytes.length < OLD_INFO_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  const newerU32 = (at: number): number | undefined => (at + 4 <= bytes.length ? u32(at) : undefined);
  const newerU64 = (at: number): number | undefined =>
    at + 8 <= bytes.length ? u32(at) + u32(at + 4) * 4294967296 : undefined;
  const minRttUs = newerU32(148);
  const pacingRate = newerU64(104);
  const state = bytes[1]!;
  return {
    caState: CA_STATES[state] ?? `TCP_CA_${state}`,
    rtoUs: u32(8),
    sndMss: u32(16),
    unacked: u32(24),
    lost: u32(32),
    rttUs: u32(68),
    rttvarUs: u32(72),
    sndSsthresh: u32(76),
    sndCwnd: u32(80),
    totalRetrans: u32(100),
    // All bits set: not paced.
    pacingRate: pacingRate !== undefined && pacingRate < Number.MAX_SAFE_INTEGER ? pacingRate : undefined,
    bytesAcked: newerU64(120),
    bytesReceived: newerU64(128),
    notsentBytes: newerU32(144),
    // All bits set: no sample yet.
    minRttUs: minRttUs === UNKNOWN_U32 ? undefined : minRttUs,
    deliveryRate: newerU64(160),
    appLimited: (bytes[7]! & 1) === 1,
    busyUs: newerU64(168),
    rwndLimitedUs: newerU64(176),
    sndbufLimitedUs: newerU64(184),
    dsackDups: newerU32(216),
  };
};
