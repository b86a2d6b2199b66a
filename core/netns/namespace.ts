import { fstatSync } from 'node:fs';
import { EnvironmentError } from '../fault.js';
import { check, errnoName, foreign } from '../port/foreign.js';
import { bringLoopbackUp } from './interface-ioctl.js';

const CLONE_NEWNET = 0x40000000;
const O_RDONLY = 0;
const O_CLOEXEC = 0x80000;
// Per thread: /proc/self would show the namespace of the process's first thread.
const OWN_NAMESPACE = '/proc/thread-self/ns/net';

const openCurrent = (): number =>
  check(foreign().open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC, 0), 'cannot open the network namespace of this thread');

const goTo = (fd: number): void => {
  check(foreign().setns(fd, CLONE_NEWNET), 'cannot enter a network namespace', 'needs root or a user namespace');
};

/** A thread that cannot leave a foreign namespace would open its next socket on the wrong network: nothing is right after that. */
const comeBack = (fd: number): void => {
  if (foreign().setns(fd, CLONE_NEWNET) === 0) return;
  const why = errnoName(foreign().errno());
  process.stderr.write(`hookline: cannot return to the network namespace this thread came from: ${why}\n`);
  process.abort();
};

/**
 * A network namespace held by a descriptor alone. It has no name and no mount, so it goes when the last process in it
 * and the last descriptor are gone: also after `kill -9`. Namespaces belong to threads; every method works on the
 * calling one and returns it to where it was before anything asynchronous can run.
 */
export class Namespace {
  private closed = false;

  private constructor(
    /** An open descriptor of the namespace, closed on exec; pass it in `stdio` to hand it to a child. */
    readonly fd: number,
  ) {}

  /** Makes an empty namespace with `lo` up. Throws an EnvironmentError without CAP_SYS_ADMIN. */
  static create(): Namespace {
    const home = openCurrent();
    try {
      check(foreign().unshare(CLONE_NEWNET), 'cannot make a network namespace', 'needs root or a user namespace');
      try {
        const made = new Namespace(openCurrent());
        bringLoopbackUp();
        return made;
      } finally {
        comeBack(home);
      }
    } finally {
      foreign().close(home);
    }
  }

  /** The namespace of the calling thread, by a descriptor of its own. */
  static current(): Namespace {
    return new Namespace(openCurrent());
  }

  /** The namespace at a path: `/run/netns/NAME`, `/proc/PID/ns/net`. */
  static open(path: string): Namespace {
    const hint = 'no such namespace, or no permission';
    return new Namespace(
      check(foreign().open(path, O_RDONLY | O_CLOEXEC, 0), `cannot open the namespace ${path}`, hint),
    );
  }

  /** Identifies the namespace while it lives: the inode of its nsfs file. */
  get inode(): number {
    return fstatSync(this.fd).ino;
  }

  /**
   * Runs `work` with the calling thread inside the namespace. Sockets opened and processes spawned there stay there.
   * `work` must be synchronous: what runs after an `await` would run outside, so a promise is refused.
   */
  enter<T>(work: () => T): T {
    if (this.closed) throw new Error('the namespace has been closed');
    const home = openCurrent();
    try {
      goTo(this.fd);
      try {
        const result = work();
        if (result instanceof Promise) throw new Error('Namespace.enter takes a synchronous function');
        return result;
      } finally {
        comeBack(home);
      }
    } finally {
      foreign().close(home);
    }
  }

  /** Moves the calling thread in for good: for a process or a worker thread that lives in one namespace. */
  join(): void {
    if (this.closed) throw new Error('the namespace has been closed');
    goTo(this.fd);
  }

  /** Lets go of the namespace; harmless when repeated. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    foreign().close(this.fd);
  }
}

/** Why namespaces cannot be made here, or undefined if they can. Makes one to find out. */
export const whyNoNamespaces = (): string | undefined => {
  try {
    Namespace.create().close();
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
};
