import type { Frame } from '../frame.js';

const EMPTY = new Uint8Array(0);

/** The bytes a finder looks at: a frame's transport payload, or bytes as they are. All reads check their bounds. */
export class Extent {
  memory: Uint8Array = EMPTY;
  /** Offset in the memory of the first byte of what was given; what finders tell counts from here. */
  base = 0;
  /** Offset in the memory of the payload. */
  from = 0;
  /** Offset just past it. */
  end = 0;

  /** Points at bytes, or at a frame's payload in this transport protocol; false if it has none. */
  point(where: Frame | Uint8Array, protocol: 'tcp' | 'udp'): boolean {
    if (where instanceof Uint8Array) {
      this.memory = where;
      this.base = 0;
      this.from = 0;
      this.end = where.length;
      return true;
    }
    const view = where[protocol];
    if (view === undefined) return false;
    this.memory = where.memory;
    this.base = where.start;
    this.from = where.start + where.payloadOffset;
    this.end = view.end;
    return true;
  }

  /** The byte at an offset in the memory, -1 outside. */
  u8(at: number): number {
    return at >= this.from && at < this.end ? this.memory[at] : -1;
  }
  /** 16 bits, -1 if not whole inside. */
  u16(at: number): number {
    return at >= this.from && at + 2 <= this.end ? (this.memory[at] << 8) | this.memory[at + 1] : -1;
  }
  /** 32 bits, -1 if not whole inside. */
  u32(at: number): number {
    return at >= this.from && at + 4 <= this.end ? this.u16(at) * 65536 + this.u16(at + 2) : -1;
  }
  /** The bytes as ISO 8859-1 text, of which ASCII is a part; makes a string. */
  text(at: number, length: number): string {
    let text = '';
    for (let i = at; i < at + length; i++) text += String.fromCharCode(this.memory[i]);
    return text;
  }
}
