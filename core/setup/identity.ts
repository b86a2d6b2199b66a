import type { Namespace } from '../netns/namespace.js';
import { addressOf, check, foreign, nativeMemory } from '../port/foreign.js';
import { closeFd } from '../port/packet-socket.js';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0x80000;
const SOL_SOCKET = 1;
const SO_NETNS_COOKIE = 71;

/** Tells a network namespace from every other one of the same boot. */
export interface NamespaceIdentity {
  /** Of its nsfs file. The kernel gives the number of a namespace that is gone to the next one. */
  readonly inode: number;
  /** Never given again; empty on kernels before 5.14, which have none. */
  readonly cookie: string;
}

/** Needs to be able to enter the namespace. Throws an EnvironmentError if it is not one of networks. */
export const identify = (namespace: Namespace): NamespaceIdentity => ({
  inode: namespace.inode,
  cookie: namespace.enter(ownCookie),
});

export const isSame = (a: NamespaceIdentity, b: NamespaceIdentity): boolean =>
  a.inode === b.inode && a.cookie === b.cookie;

// A socket carries the cookie of the namespace it was opened in.
const ownCookie = (): string => {
  const fd = check(foreign().socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), 'cannot open a control socket');
  try {
    const memory = nativeMemory(16);
    const view = new DataView(memory.buffer);
    view.setUint32(8, 8, true);
    const address = addressOf(memory);
    if (foreign().getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, address, address + 8) < 0) return '';
    return view.getBigUint64(0, true).toString();
  } finally {
    closeFd(fd);
  }
};
