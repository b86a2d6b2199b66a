import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';
import { getSystemErrorName } from 'node:util';
import { EnvironmentError } from '../fault.js';

/**
 * The one foreign-function edge: libc by koffi, loaded on first use so that commands without sockets never need it.
 * Addresses travel as Numbers (`uintptr_t`; 47 bits fit a double), which is faster than koffi's pointers and makes no
 * BigInt. Every call returns what C returns; after -1, `errno()` tells why, if asked before any other call.
 */
export interface Foreign {
  errno(): number;
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: number, length: number): number;
  getsockname(fd: number, address: number, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: number): number;
  sendmmsg(fd: number, messages: number, count: number, flags: number): number;
  ioctl(fd: number, request: number, argument: number): number;
  ppoll(fds: number, count: number, timeout: number, mask: number): number;
  open(path: string, flags: number, mode: number): number;
  close(fd: number): number;
  /** The same in a thread of Node's pool. */
  closeAside(fd: number, done: () => void): void;
  read(fd: number, memory: number, length: number): number;
  write(fd: number, memory: number, length: number): number;
  eventfd(initial: number, flags: number): number;
  ifNameToIndex(name: string): number;
  clockGettime(clock: number, timespec: number): number;
  prctl(option: number, a: number, b: number, c: number, d: number): number;
  schedSetscheduler(pid: number, policy: number, parameter: number): number;
  setpriority(which: number, who: number, nice: number): number;
  unshare(flags: number): number;
  setns(fd: number, kind: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  flock(fd: number, operation: number): number;
  execve(path: string, argv: number, env: number): number;
  signal(number: number, handler: number): number;
}

interface Koffi {
  load(path: null): { func(definition: string): unknown };
  errno(): number;
  address(view: Uint8Array): bigint;
}

// The layouts used by this room (msghdr, iovec, timespec, cmsghdr) are those of 64-bit little-endian Linux.
const ARCHITECTURES = ['x64', 'arm64', 'riscv64', 'loong64'];

const loadKoffi = (): Koffi => {
  if (platform !== 'linux' || !ARCHITECTURES.includes(arch)) {
    throw new EnvironmentError(
      `real sockets need 64-bit little-endian Linux, and this is ${platform} on ${arch}`,
      '`hookline simulate` and `hookline check` run everywhere',
    );
  }
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new EnvironmentError(
      `the koffi package, which reaches the kernel's sockets, cannot be loaded: ${why}`,
      `install it with its part for this platform: npm install koffi @koromix/koffi-${platform}-${arch}`,
    );
  }
};

const bindLibc = (koffi: Koffi): Foreign => {
  const libc = koffi.load(null);
  // biome-ignore lint/suspicious/noExplicitAny: koffi types a function by the C text it is given
  const c = (definition: string): any => libc.func(definition);
  const close = c('int close(int fd)');
  return {
    errno: koffi.errno,
    socket: c('int socket(int domain, int type, int protocol)'),
    bind: c('int bind(int fd, uintptr_t address, uint length)'),
    getsockname: c('int getsockname(int fd, uintptr_t address, uintptr_t length)'),
    setsockopt: c('int setsockopt(int fd, int level, int name, uintptr_t value, uint length)'),
    getsockopt: c('int getsockopt(int fd, int level, int name, uintptr_t value, uintptr_t length)'),
    recvmmsg: c('int recvmmsg(int fd, uintptr_t messages, uint count, int flags, uintptr_t timeout)'),
    sendmmsg: c('int sendmmsg(int fd, uintptr_t messages, uint count, int flags)'),
    ioctl: c('int ioctl(int fd, ulong request, uintptr_t argument)'),
    ppoll: c('int ppoll(uintptr_t fds, ulong count, uintptr_t timeout, uintptr_t mask)'),
    open: c('int open(const char *path, int flags, uint mode)'),
    close,
    closeAside: (fd, done) => close.async(fd, done),
    read: c('long read(int fd, uintptr_t memory, size_t length)'),
    write: c('long write(int fd, uintptr_t memory, size_t length)'),
    eventfd: c('int eventfd(uint initial, int flags)'),
    ifNameToIndex: c('uint if_nametoindex(const char *name)'),
    clockGettime: c('int clock_gettime(int clock, uintptr_t timespec)'),
    prctl: c('int prctl(int option, ulong a, ulong b, ulong c, ulong d)'),
    schedSetscheduler: c('int sched_setscheduler(int pid, int policy, uintptr_t parameter)'),
    setpriority: c('int setpriority(int which, uint who, int nice)'),
    unshare: c('int unshare(int flags)'),
    setns: c('int setns(int fd, int kind)'),
    fcntl: c('int fcntl(int fd, int command, ulong argument)'),
    flock: c('int flock(int fd, int operation)'),
    execve: c('int execve(const char *path, uintptr_t argv, uintptr_t env)'),
    signal: c('uintptr_t signal(int number, uintptr_t handler)'),
  };
};

let koffi: Koffi | undefined;
let libc: Foreign | undefined;

/** The calls, loaded once a thread. Throws an EnvironmentError when koffi or the platform does not allow them. */
export const foreign = (): Foreign => {
  if (libc === undefined) {
    koffi = loadKoffi();
    libc = bindLibc(koffi);
  }
  return libc;
};

/**
 * Memory the kernel may be given the address of: `size` bytes, zeroed. It stays valid while the array is referenced.
 * Made over an ArrayBuffer of its own because small typed arrays may otherwise live on the moving heap.
 */
export const nativeMemory = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(new ArrayBuffer(size));

/** Where a view's first byte lies. Only for views over an explicit ArrayBuffer or SharedArrayBuffer. */
export const addressOf = (view: Uint8Array): number => {
  foreign();
  return Number(koffi!.address(view));
};

/** `ENETDOWN` for 100; `errno 4711` for a number without a name. */
export const errnoName = (errno: number): string => {
  const name = errno > 0 ? getSystemErrorName(-errno) : '';
  return name.startsWith('E') ? name : `errno ${errno}`;
};

/** Throws an EnvironmentError naming `what` if `result` is negative; call it right after the foreign call. */
export const check = (result: number, what: string, hint?: string): number => {
  if (result < 0) throw new EnvironmentError(`${what}: ${errnoName(foreign().errno())}`, hint);
  return result;
};
