import type { Frame } from '../frame.js';

const EMPTY = new Uint8Array(0);

/** Whether the frame in the window is one of those meant. */
export type Test = (frame: Window) => boolean;

/**
 * The frame that a filter looks at. Offsets count from its first byte. A read that is not wholly inside gives 0 and is
 * remembered: the filter as a whole is then false, whatever stands around the read, `not` included, as a BPF program
 * ends with "no match" at such a load.
 */
export class Window {
  /** In bytes. */
  length = 0;
  /** Whether something was read that is not there. */
  outside = false;
  private memory: Uint8Array = EMPTY;
  private start = 0;

  look(frame: Frame): void {
    this.memory = frame.memory;
    this.start = frame.start;
    this.length = frame.length;
    this.outside = false;
  }

  /** Makes the whole filter false; 0, to go on with. */
  fail(): number {
    this.outside = true;
    return 0;
  }

  u8(at: number): number {
    if (at >= this.length) return this.fail();
    return this.memory[this.start + at];
  }

  u16(at: number): number {
    if (at + 2 > this.length) return this.fail();
    const { memory } = this;
    const from = this.start + at;
    return (memory[from] << 8) | memory[from + 1];
  }

  /** 32 bits as a signed number: V8 keeps that without a heap object, unlike an unsigned one past 2^31. */
  i32(at: number): number {
    if (at + 4 > this.length) return this.fail();
    const { memory } = this;
    const from = this.start + at;
    return (memory[from] << 24) | (memory[from + 1] << 16) | (memory[from + 2] << 8) | memory[from + 3];
  }
}
