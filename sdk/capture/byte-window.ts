/** Fills `into` from its start and returns how many bytes it wrote; 0 only at the end. */
export type ByteSource = (into: Uint8Array) => number;

const CHUNK = 1 << 20;

/** A sliding window over a stream of bytes: the memory stays bounded, however long the stream. */
export class ByteWindow {
  /** How much can be asked for at once. */
  static readonly most = CHUNK;

  /** Valid from `start` to `end`; both move, and the bytes move, with the next `ensure`. */
  buffer: Uint8Array;
  view: DataView;
  start = 0;
  end = 0;
  /** The stream's offset of `buffer[start]`. */
  offset = 0;
  private ended = false;

  constructor(private readonly source: ByteSource) {
    this.buffer = new Uint8Array(2 * CHUNK);
    this.view = new DataView(this.buffer.buffer);
  }

  /** A window that lies over all of `bytes`, without a copy. */
  static over(bytes: Uint8Array): ByteWindow {
    const window = new ByteWindow(() => 0);
    window.buffer = bytes;
    window.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    window.end = bytes.length;
    // The bytes are the caller's: nothing may be moved to make room for more.
    window.ended = true;
    return window;
  }

  /** Makes the next `count` bytes (at most `ByteWindow.most`) available; false when the stream ends before. */
  ensure(count: number): boolean {
    if (this.end - this.start >= count) return true;
    if (this.ended) return false;
    if (this.start > 0) {
      this.buffer.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    while (this.end < count) {
      const got = this.source(this.buffer.subarray(this.end, Math.min(this.end + CHUNK, this.buffer.length)));
      if (got === 0) {
        this.ended = true;
        return false;
      }
      this.end += got;
    }
    return true;
  }

  /** Moves past `count` bytes, of which any may still be unread; false when the stream ends before. */
  skip(count: number): boolean {
    let left = count;
    while (left > 0) {
      if (!this.ensure(1)) return false;
      const step = Math.min(left, this.end - this.start);
      this.start += step;
      this.offset += step;
      left -= step;
    }
    return true;
  }

  /** Bytes at hand without reading. */
  get available(): number {
    return this.end - this.start;
  }
}
