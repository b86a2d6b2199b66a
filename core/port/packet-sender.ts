import { constants } from 'node:os';
import { type Foreign, foreign } from './foreign.js';
import { MESSAGE_BYTES, MessageVector } from './message-vector.js';
import { Poller } from './poller.js';

const { EAGAIN, EINTR, ENOBUFS } = constants.errno;
const MSG_DONTWAIT = 0x40;
const ERRNO_COUNT = 256;
const WAIT_NS = 1e6;
/** A flush waits at most this often: a device that takes nothing must not hold up the lane's other frames. */
const WAITS_PER_FLUSH = 5;

/**
 * Sends batches of frames straight from a frame store. `push` until it says no, then `flush`; the frames' memory may
 * be reused when `flush` has returned. Nothing is allocated after the constructor.
 */
export class PacketSender {
  /** Frames the kernel has taken. */
  sent = 0;
  /** Frames it refused, whatever the errno. */
  failed = 0;
  /** The refused frames by errno: `errors[constants.errno.ENETDOWN]`. */
  readonly errors = new Float64Array(ERRNO_COUNT);
  private readonly messages: MessageVector;
  private readonly libc: Foreign = foreign();
  private readonly poller: Poller;
  private filled = 0;

  /** @param memory what `push` counts its offsets in; a view over a SharedArrayBuffer or an explicit ArrayBuffer */
  constructor(
    readonly fd: number,
    memory: Uint8Array,
    readonly batch = 64,
  ) {
    this.messages = new MessageVector(batch, memory, 0);
    this.poller = Poller.forWriting(fd);
  }

  /** Frames pushed and not flushed. */
  get pending(): number {
    return this.filled;
  }

  /** Adds a frame to the batch; false if the batch is full: flush first. */
  push(offset: number, length: number): boolean {
    if (this.filled === this.batch) return false;
    this.messages.point(this.filled++, offset, length);
    return true;
  }

  /**
   * Hands the batch to the kernel. A frame it refuses is skipped and counted (EMSGSIZE beyond the interface's MTU,
   * ENETDOWN …); when its buffers are full it is given up to 5 ms before frames are counted as EAGAIN or ENOBUFS.
   * Returns the number of frames taken.
   */
  flush(): number {
    const { address } = this.messages;
    const before = this.sent;
    let waits = 0;
    let at = 0;
    while (at < this.filled) {
      const taken = this.libc.sendmmsg(this.fd, address + at * MESSAGE_BYTES, this.filled - at, MSG_DONTWAIT);
      if (taken > 0) {
        at += taken;
        this.sent += taken;
        continue;
      }
      const errno = taken < 0 ? this.libc.errno() : EAGAIN;
      if (errno === EINTR) continue;
      if ((errno === EAGAIN || errno === ENOBUFS) && waits < WAITS_PER_FLUSH) {
        waits += 1;
        this.poller.wait(WAIT_NS);
        continue;
      }
      // sendmmsg stops at the first message it cannot send; the rest of the batch is not to suffer for it.
      this.errors[Math.min(errno, ERRNO_COUNT - 1)]! += 1;
      this.failed += 1;
      at += 1;
    }
    this.filled = 0;
    return this.sent - before;
  }
}
