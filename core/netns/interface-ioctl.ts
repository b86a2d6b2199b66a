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

const IFF_RUNNING = 0x40;

/** Whether an interface of the calling thread's namespace is up with a carrier; undefined if there is none. */
export const isRunning = (interfaceName: string): boolean | undefined =>
  withSocket(fd => {
    const request = requestFor(interfaceName);
    if (foreign().ioctl(fd, SIOCGIFFLAGS, addressOf(request)) < 0) return undefined;
    const flags = new DataView(request.buffer).getUint16(NAME_BYTES, true);
    return (flags & (IFF_UP | IFF_RUNNING)) === (IFF_UP | IFF_RUNNING);
  });
