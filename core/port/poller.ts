import { constants } from 'node:os';
import { addressOf, type Foreign, foreign, nativeMemory } from './foreign.js';

const { EINTR } = constants.errno;
const POLLIN = 1;
const POLLOUT = 4;
const POLLERR = 8;
const POLLHUP = 16;
const POLLNVAL = 32;
const FAILURES = POLLERR | POLLHUP | POLLNVAL;
const POLLFD_BYTES = 8;

/** The longest sleep: a thread inside a native call cannot be ended. */
export const MAX_WAIT_NS = 250e6;

/** Waits for descriptors or a time, whichever comes first: ppoll(2) with nanoseconds. */
export class Poller {
  private readonly memory: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private readonly address: number;
  private readonly timeAddress: number;
  private readonly timeAt: number;
  private readonly libc: Foreign = foreign();

  constructor(
    readonly fds: readonly number[],
    events = POLLIN,
  ) {
    this.timeAt = fds.length * POLLFD_BYTES;
    this.memory = nativeMemory(this.timeAt + 16);
    this.view = new DataView(this.memory.buffer);
    this.address = addressOf(this.memory);
    this.timeAddress = this.address + this.timeAt;
    fds.forEach((fd, i) => {
      this.view.setInt32(i * POLLFD_BYTES, fd, true);
      this.view.setInt16(i * POLLFD_BYTES + 4, events, true);
    });
  }

  /** Waits until the descriptor can be written. */
  static forWriting(fd: number): Poller {
    return new Poller([fd], POLLOUT);
  }

  /**
   * Sleeps until a descriptor has something or `timeoutNs` is over, but never more than 250 ms (the kernel may add 0.1 %); 0 or less only looks.
   * Returns how many descriptors are ready or have failed, and `events` says which; 0 after the time-out or a signal; a
   * negative errno if the wait itself is refused. A failed descriptor does not let it sleep again: see `failed`.
   */
  wait(timeoutNs: number): number {
    const timeout = timeoutNs > 0 ? Math.min(timeoutNs, MAX_WAIT_NS) : 0;
    this.view.setInt32(this.timeAt + 8, timeout, true);
    const count = this.libc.ppoll(this.address, this.fds.length, this.timeAddress, 0);
    if (count >= 0) return count;
    const errno = this.libc.errno();
    return errno === EINTR ? 0 : -errno;
  }

  /** The poll(2) events of descriptor `i` after the last wait that found any; 0: none. */
  events(i: number): number {
    return this.view.getInt16(i * POLLFD_BYTES + 6, true);
  }

  /**
   * Whether descriptor `i` reported an error, a hang-up or is not open (POLLERR, POLLHUP, POLLNVAL). A packet socket
   * does so when its interface goes down; the next `receive` tells which error and clears it.
   */
  failed(i: number): boolean {
    return (this.events(i) & FAILURES) !== 0;
  }
}
