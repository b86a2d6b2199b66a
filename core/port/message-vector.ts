import { addressOf, nativeMemory } from './foreign.js';

/**
 * An array of `struct mmsghdr`, each with one iovec and, for receiving, its control area and room for an address, in
 * one block of memory that is laid out once and then only patched. Offsets in 32-bit words (64-bit little-endian Linux):
 *
 *     mmsghdr 64 B   0 name  2 namelen  4 iov  6 iovlen  8 control  10 controllen  12 flags  14 received length
 *     iovec   16 B   0 base  2 length
 *     control  n B
 *     name     m B
 */
export class MessageVector {
  readonly words: Uint32Array;
  /** Where the first mmsghdr lies. */
  readonly address: number;
  /** Word of the first iovec, of the first control area and of the first address. */
  readonly iovecs: number;
  readonly controls: number;
  readonly names: number;
  private readonly memoryAddress: number;

  /** `controlBytes`, a multiple of 8, and `nameBytes`, of 4, may be 0. `memory` is where the frames lie. */
  constructor(
    readonly count: number,
    memory: Uint8Array,
    readonly controlBytes: number,
    readonly nameBytes = 0,
  ) {
    const headerBytes = count * MESSAGE_WORDS * 4;
    const iovecBytes = count * IOVEC_WORDS * 4;
    const block = nativeMemory(headerBytes + iovecBytes + count * (controlBytes + nameBytes));
    this.words = new Uint32Array(block.buffer);
    this.address = addressOf(block);
    this.memoryAddress = addressOf(memory);
    this.iovecs = headerBytes >>> 2;
    this.controls = (headerBytes + iovecBytes) >>> 2;
    this.names = this.controls + ((count * controlBytes) >>> 2);
    for (let i = 0; i < count; i++) {
      const at = i * MESSAGE_WORDS;
      this.putAddress(at + IOV, this.address + (this.iovecs + i * IOVEC_WORDS) * 4);
      this.words[at + IOV_COUNT] = 1;
      if (controlBytes > 0) this.putAddress(at + CONTROL, this.address + this.controls * 4 + i * controlBytes);
      if (nameBytes > 0) this.putAddress(at + NAME, this.address + this.names * 4 + i * nameBytes);
    }
  }

  /** Points message `i` at `length` bytes of the frame memory. */
  point(i: number, offset: number, length: number): void {
    const at = this.iovecs + i * IOVEC_WORDS;
    this.putAddress(at, this.memoryAddress + offset);
    this.words[at + 2] = length;
  }

  private putAddress(word: number, address: number): void {
    this.words[word] = address >>> 0;
    this.words[word + 1] = Math.floor(address / 4294967296);
  }
}

export const MESSAGE_WORDS = 16;
export const MESSAGE_BYTES = 64;
export const IOVEC_WORDS = 4;
export const NAME_LENGTH = 2;
export const CONTROL_LENGTH = 10;
export const FLAGS = 12;
export const RECEIVED_LENGTH = 14;
const NAME = 0;
const IOV = 4;
const IOV_COUNT = 6;
const CONTROL = 8;
