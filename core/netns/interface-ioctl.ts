import { addressOf, check, foreign, nativeMemory } from '../port/foreign.js';
import { closeFd } from '../port/packet-socket.js';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0x80000;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const SIOCETHTOOL = 0x8946;
const IFF_UP = 1;
const NAME_BYTES = 16;
/** struct ifreq: the name, then a union of 24 bytes. */
const REQUEST_BYTES = 40;

/** The longest interface name, IFNAMSIZ less its final NUL. */
const MAX_NAME = NAME_BYTES - 1;

const requestFor = (interfaceName: string): Uint8Array<ArrayBuffer> => {
  const request = nativeMemory(REQUEST_BYTES);
  request.set(new TextEncoder().encode(interfaceName).subarray(0, MAX_NAME));
  return request;
};

// Interface ioctls work through any socket of the namespace; it decides which interfaces there are.
const withSocket = <T>(work: (fd: number) => T): T => {
  const fd = check(foreign().socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), 'cannot open a control socket');
  try {
    return work(fd);
  } finally {
    closeFd(fd);
  }
};

/** Sets `lo` up in the calling thread's namespace. */
export const bringLoopbackUp = (): void => {
  withSocket(fd => {
    const request = requestFor('lo');
    const view = new DataView(request.buffer);
    check(foreign().ioctl(fd, SIOCGIFFLAGS, addressOf(request)), 'cannot read the flags of lo');
    view.setUint16(NAME_BYTES, view.getUint16(NAME_BYTES, true) | IFF_UP, true);
    check(foreign().ioctl(fd, SIOCSIFFLAGS, addressOf(request)), 'cannot set lo up');
  });
};

/** One ethtool request on an interface of the calling thread's namespace; the answer replaces the bytes of `command`. */
export const ethtool = (interfaceName: string, command: Uint8Array, what: string): void => {
  withSocket(fd => {
    const request = requestFor(interfaceName);
    new DataView(request.buffer).setBigUint64(NAME_BYTES, BigInt(addressOf(command)), true);
    check(foreign().ioctl(fd, SIOCETHTOOL, addressOf(request)), `${interfaceName}: cannot ${what}`);
  });
};

const IFF_LOOPBACK = 0x8;
const IFF_RUNNING = 0x40;

export interface InterfaceState {
  /** Set up by somebody. */
  readonly up: boolean;
  /** Up, with a carrier. */
  readonly running: boolean;
  readonly loopback: boolean;
}

/** The state of an interface of the calling thread's namespace; undefined if there is none. */
export const interfaceState = (interfaceName: string): InterfaceState | undefined =>
  withSocket(fd => {
    const request = requestFor(interfaceName);
    if (foreign().ioctl(fd, SIOCGIFFLAGS, addressOf(request)) < 0) return undefined;
    const flags = new DataView(request.buffer).getUint16(NAME_BYTES, true);
    const up = (flags & IFF_UP) !== 0;
    return { up, running: up && (flags & IFF_RUNNING) !== 0, loopback: (flags & IFF_LOOPBACK) !== 0 };
  });

/** Whether an interface of the calling thread's namespace is up with a carrier; undefined if there is none. */
export const isRunning = (interfaceName: string): boolean | undefined => interfaceState(interfaceName)?.running;

const ETHTOOL_GDRVINFO = 0x3;
/** struct ethtool_drvinfo; the driver's name is in bytes 4 to 35. */
const DRIVER_BYTES = 196;

/** The driver of an interface in the calling thread's namespace: `veth`, `virtio_net`. */
export const driverOf = (interfaceName: string): string => {
  const command = nativeMemory(DRIVER_BYTES);
  new DataView(command.buffer).setUint32(0, ETHTOOL_GDRVINFO, true);
  ethtool(interfaceName, command, 'ask for its driver');
  return new TextDecoder().decode(command.subarray(4, 36)).replace(/\0.*$/s, '');
};
