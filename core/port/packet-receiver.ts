import { constants } from 'node:os';
import { Ancillary, CONTROL_BYTES } from './ancillary.js';
import { type Foreign, foreign } from './foreign.js';
import {
  CONTROL_LENGTH,
  FLAGS,
  IOVEC_WORDS,
  MESSAGE_WORDS,
  MessageVector,
  NAME_LENGTH,
  RECEIVED_LENGTH,
} from './message-vector.js';
import { restoreTag, TAG_BYTES } from './vlan-restore.js';

const { EAGAIN, EINTR } = constants.errno;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
/** struct sockaddr_ll: its byte 10, byte 2 of word 2, tells whose frame it was. */
const ADDRESS_BYTES = 20;
const PACKET_OUTGOING = 4;

/**
 * Receives batches of frames straight into a frame store. Arm the first `n` places, `receive(n)`, read what came, arm
 * the used places again: armed places that got no frame stay armed. Nothing is allocated after the constructor.
 */
export class PacketReceiver {
  private readonly messages: MessageVector;
  private readonly libc: Foreign = foreign();
  private readonly ancillary = new Ancillary();
  private readonly offsets: Float64Array;
  private readonly starts: Float64Array;
  private readonly lengths: Uint32Array;
  private readonly wireLengths: Uint32Array;
  private readonly stamps: Float64Array;

  /**
   * @param memory what `arm` counts its offsets in; a view over a SharedArrayBuffer or an explicit ArrayBuffer
   * @param batch the most frames of one call
   * @param baseSec CLOCK_REALTIME seconds that stamps are counted from, so that nanoseconds stay exact in a Number
   * @param directions whether to ask for each frame's direction, see `outgoing`
   */
  constructor(
    readonly fd: number,
    private readonly memory: Uint8Array,
    readonly batch: number,
    private readonly baseSec: number,
    directions = false,
  ) {
    this.messages = new MessageVector(batch, memory, CONTROL_BYTES, directions ? ADDRESS_BYTES : 0);
    this.offsets = new Float64Array(batch);
    this.starts = new Float64Array(batch);
    this.lengths = new Uint32Array(batch);
    this.wireLengths = new Uint32Array(batch);
    this.stamps = new Float64Array(batch);
  }

  /**
   * Points place `i` at `capacity` bytes from `offset` on. The 4 bytes before `offset` must be the place's own as
   * well: a VLAN tag that is put back makes the frame begin there.
   */
  arm(i: number, offset: number, capacity: number): void {
    this.offsets[i] = offset;
    this.messages.point(i, offset, capacity);
  }

  /**
   * Takes up to `n` waiting frames without blocking. Returns their number, 0 if none waits, or a negative errno:
   * -ENETDOWN once when the interface goes down or is deleted (`interfaceHasGone` tells which).
   */
  receive(n: number): number {
    const { words, address, controls, nameBytes } = this.messages;
    for (let i = 0, at = 0; i < n; i++, at += MESSAGE_WORDS) {
      words[at + NAME_LENGTH] = nameBytes;
      words[at + CONTROL_LENGTH] = CONTROL_BYTES;
      words[at + FLAGS] = 0;
    }
    // MSG_TRUNC as a flag makes the kernel tell the length on the wire, even of what did not fit.
    const got = this.libc.recvmmsg(this.fd, address, n, MSG_DONTWAIT | MSG_TRUNC, 0);
    if (got < 0) {
      const errno = this.libc.errno();
      return errno === EAGAIN || errno === EINTR ? 0 : -errno;
    }
    for (let i = 0, at = 0; i < got; i++, at += MESSAGE_WORDS) {
      this.ancillary.parse(words, controls + i * (CONTROL_BYTES >>> 2), words[at + CONTROL_LENGTH]!);
      this.settle(i, words[at + RECEIVED_LENGTH]!, words[this.messages.iovecs + i * IOVEC_WORDS + 2]!);
    }
    return got;
  }

  private settle(i: number, wireLength: number, capacity: number): void {
    const { ancillary } = this;
    let start = this.offsets[i]!;
    let tag = 0;
    if (ancillary.tpid !== 0) {
      restoreTag(this.memory, start, ancillary.tpid, ancillary.tci);
      start -= TAG_BYTES;
      tag = TAG_BYTES;
    }
    this.starts[i] = start;
    this.lengths[i] = tag + Math.min(wireLength, capacity);
    this.wireLengths[i] = tag + wireLength;
    this.stamps[i] = ancillary.stamped
      ? (ancillary.seconds - this.baseSec) * 1e9 + ancillary.nanoseconds
      : Number.POSITIVE_INFINITY;
  }

  /** Bytes of frame `i` that lie in memory, its VLAN tag included. */
  length(i: number): number {
    return this.lengths[i]!;
  }
  /** Bytes frame `i` had on the wire; more than `length` if it was truncated. */
  wireLength(i: number): number {
    return this.wireLengths[i]!;
  }
  /** Offset of frame `i` in memory: where it was armed, or 4 bytes before if a VLAN tag was put back. */
  start(i: number): number {
    return this.starts[i]!;
  }
  /** CLOCK_REALTIME of the frame's arrival, in ns since `baseSec`; Infinity if the kernel gave none, so that min(now, stamp) is now. */
  stampNs(i: number): number {
    return this.stamps[i]!;
  }
  /**
   * Whether this host sent frame `i`, rather than received it. Only of a receiver made with `directions`, on a socket
   * opened with `outgoing`; false otherwise.
   */
  outgoing(i: number): boolean {
    const { words, names, nameBytes } = this.messages;
    return nameBytes > 0 && ((words[names + i * (nameBytes >>> 2) + 2]! >>> 16) & 0xff) === PACKET_OUTGOING;
  }
  /** Whether frame `i` was bigger than its place. */
  truncated(i: number): boolean {
    return this.wireLengths[i]! > this.lengths[i]!;
  }
}
