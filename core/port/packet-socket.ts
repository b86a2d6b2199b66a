import { EnvironmentError } from '../fault.js';
import { addressOf, check, foreign, nativeMemory } from './foreign.js';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;
const ETH_P_ALL = 3;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const SO_TIMESTAMPNS = 35;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_STATISTICS = 6;
const PACKET_AUXDATA = 8;
const PACKET_IGNORE_OUTGOING = 23;
const PACKET_MR_PROMISC = 1;
/** struct sockaddr_ll: family, protocol, interface index, type, packet type, address. */
const ADDRESS_BYTES = 20;

export interface PacketSocketOptions {
  /** Whether every frame that arrives at the interface is to be received. */
  readonly receive: boolean;
  /**
   * Whether the frames that leave by the interface are to be received as well: for a tap, which only looks. The kernel
   * stamps them just before it hands them to the device. `false` if not given.
   */
  readonly outgoing?: boolean;
  /** Whether frames are to be sent. */
  readonly send: boolean;
  /** Asked of the kernel for each way used. */
  readonly bufferBytes: number;
}

export interface PacketSocket {
  readonly fd: number;
  readonly interfaceName: string;
  readonly interfaceIndex: number;
  /** What the kernel granted, to compare with what was asked; 0 for a way not used. Less than asked without CAP_NET_ADMIN in the first user namespace. */
  readonly receiveBufferBytes: number;
  readonly sendBufferBytes: number;
}

const setOption = (fd: number, level: number, name: number, bytes: Uint8Array, what: string): void => {
  check(foreign().setsockopt(fd, level, name, addressOf(bytes), bytes.length), what);
};

const int32 = (value: number): Uint8Array => {
  const bytes = nativeMemory(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
};

const setBuffer = (fd: number, force: number, plain: number, bytes: number): number => {
  const libc = foreign();
  const size = int32(bytes);
  if (libc.setsockopt(fd, SOL_SOCKET, force, addressOf(size), 4) < 0) {
    setOption(fd, SOL_SOCKET, plain, size, 'cannot set the size of a socket buffer');
  }
  const answer = nativeMemory(8);
  answer[4] = 4;
  check(libc.getsockopt(fd, SOL_SOCKET, plain, addressOf(answer), addressOf(answer) + 4), 'cannot read a buffer size');
  // The kernel doubles what it is asked for, to allow for its own bookkeeping.
  return new DataView(answer.buffer).getInt32(0, true) / 2;
};

const promiscuousMembership = (index: number): Uint8Array => {
  const request = nativeMemory(16);
  const view = new DataView(request.buffer);
  view.setInt32(0, index, true);
  view.setUint16(4, PACKET_MR_PROMISC, true);
  return request;
};

const linkLayerAddress = (protocol: number, index: number): Uint8Array => {
  const address = nativeMemory(ADDRESS_BYTES);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol, false);
  view.setInt32(4, index, true);
  return address;
};

const configure = (fd: number, interfaceName: string, index: number, options: PacketSocketOptions): PacketSocket => {
  let receiveBufferBytes = 0;
  let sendBufferBytes = 0;
  if (options.receive) {
    const on = int32(1);
    // Without it the socket of one direction captures what the other one sends: a loop.
    if (options.outgoing !== true) {
      setOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, on, 'cannot ignore outgoing frames (needs Linux 4.20)');
    }
    setOption(fd, SOL_PACKET, PACKET_AUXDATA, on, 'cannot ask for VLAN tags');
    setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, on, 'cannot ask for receive stamps');
    // Frames carry the address of the far host, not this interface's.
    setOption(
      fd,
      SOL_PACKET,
      PACKET_ADD_MEMBERSHIP,
      promiscuousMembership(index),
      `cannot make ${interfaceName} promiscuous`,
    );
    receiveBufferBytes = setBuffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, options.bufferBytes);
  }
  // No PACKET_QDISC_BYPASS: it is no faster here, hides sent frames from tcpdump and fails instead of segmenting.
  if (options.send) sendBufferBytes = setBuffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, options.bufferBytes);
  const address = linkLayerAddress(options.receive ? ETH_P_ALL : 0, index);
  check(foreign().bind(fd, addressOf(address), address.length), `cannot bind to ${interfaceName}`);
  return { fd, interfaceName, interfaceIndex: index, receiveBufferBytes, sendBufferBytes };
};

/**
 * Opens a packet socket (packet(7)) on an interface of the calling thread's network namespace; any thread may use it
 * then. Its protocol stays 0 until it is bound, so that it never receives from other interfaces. Throws an
 * EnvironmentError without CAP_NET_RAW, or if there is no such interface.
 */
export const openPacketSocket = (interfaceName: string, options: PacketSocketOptions): PacketSocket => {
  const libc = foreign();
  const index = libc.ifNameToIndex(interfaceName);
  if (index === 0) throw new EnvironmentError(`there is no network interface ${interfaceName} in this namespace`);
  const fd = check(
    libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
    'cannot open a packet socket',
    'needs root, CAP_NET_RAW or a user namespace',
  );
  try {
    return configure(fd, interfaceName, index, options);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
};

export interface PacketStatistics {
  /** Frames that reached the socket since the last reading, dropped ones included. */
  readonly packets: number;
  /** Frames dropped since the last reading because the socket's buffer was full. */
  readonly drops: number;
}

/** PACKET_STATISTICS. Reading sets the kernel's counters back to 0: one reader, who adds up. */
export const packetStatistics = (fd: number): PacketStatistics => {
  const answer = nativeMemory(16);
  answer[8] = 8;
  const address = addressOf(answer);
  check(foreign().getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, address, address + 8), 'cannot read socket statistics');
  const view = new DataView(answer.buffer);
  return { packets: view.getUint32(0, true), drops: view.getUint32(4, true) };
};

/**
 * Whether the interface of a socket has been deleted, after `receive` said -ENETDOWN. One that was only set down may
 * come up again, and the socket then receives as before; a deleted one says nothing more, ever.
 */
export const interfaceHasGone = (fd: number): boolean => {
  const answer = nativeMemory(24);
  answer[20] = ADDRESS_BYTES;
  const address = addressOf(answer);
  check(foreign().getsockname(fd, address, address + ADDRESS_BYTES), 'cannot read the address of a socket');
  return new DataView(answer.buffer).getInt32(4, true) < 0;
};

/** Closes packet sockets side by side: the kernel lets each wait some 15 ms until nobody can be using it any more. */
export const closeSockets = async (fds: readonly number[]): Promise<void> => {
  await Promise.all(fds.map(fd => new Promise<void>(resolve => foreign().closeAside(fd, resolve))));
};

/** Closes a socket or event. Not for descriptors of node:fs. */
export const closeFd = (fd: number): void => {
  foreign().close(fd);
};
