import { bytesOf } from '../needle.js';

interface Change {
  readonly from: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** What an author decides on the bytes at hand. Offsets count from their first; changes go from left to right. */
export class StreamEdits<T = undefined> {
  /** Position of the first byte at hand in its stream, from 0: the first byte after the SYN, or the first one seen. */
  at = 0;
  /** Whether the bytes come from the side that opened the connection (whose frame was seen first, if no SYN was). */
  fromClient = true;
  /** No more bytes will be waited for: the stream ends here, or `patience` is over. `wait` then does nothing. */
  last = false;
  /** What `state` made for this connection; both directions share it. */
  state: T;

  private changes: Change[] = [];
  private waits = -1;
  private size = 0;

  constructor(state: T) {
    this.state = state;
  }

  /** Puts bytes in the place of `length` others. Throws a RangeError outside the bytes at hand, or left of a former change. */
  replace(from: number, length: number, replacement: Uint8Array | string): void {
    const before = this.changes.at(-1);
    const least = before === undefined ? 0 : before.from + before.length;
    if (!(Number.isInteger(from) && Number.isInteger(length) && from >= least && length >= 0)) {
      throw new RangeError(`changes go from left to right: ${length} bytes at ${from}, not before ${least}`);
    }
    if (from + length > this.limit()) {
      throw new RangeError(`${length} bytes at ${from}: only ${this.limit()} are at hand and not waiting`);
    }
    const bytes = bytesOf(replacement);
    if (length > 0 || bytes.length > 0) this.changes.push({ from, length, bytes });
  }
  /** Puts bytes before the one at `from`, or behind all. */
  insert(from: number, bytes: Uint8Array | string): void {
    this.replace(from, 0, bytes);
  }
  /** Takes bytes out. */
  remove(from: number, length: number): void {
    this.replace(from, length, '');
  }
  /** Holds the bytes from `from` on back until more have come; they are then at hand again, from the first. */
  wait(from: number): void {
    const before = this.changes.at(-1);
    if (!(Number.isInteger(from) && from >= 0 && from <= this.size)) {
      throw new RangeError(`cannot wait from ${from} of ${this.size} bytes on`);
    }
    if (before !== undefined && before.from + before.length > from) {
      throw new RangeError(`cannot wait from ${from} on: what is changed goes on`);
    }
    if (!this.last) this.waits = from;
  }

  private limit(): number {
    return this.waits < 0 ? this.size : this.waits;
  }

  /** Begins anew; for the editor. */
  begin(size: number, at: number, fromClient: boolean, last: boolean): void {
    this.size = size;
    this.at = at;
    this.fromClient = fromClient;
    this.last = last;
    this.changes.length = 0;
    this.waits = -1;
  }

  /**
   * How many bytes are decided; for the editor. `take` gets the changes, each of at least one original byte: what is put
   * between two bytes belongs to one of them, for no sender repeats what it does not know of.
   */
  end(bytes: Uint8Array, take: (from: number, length: number, bytes: Uint8Array) => void): number {
    const limit = this.limit();
    const { changes } = this;
    for (let i = 0; i < changes.length; i++) {
      let { from, length, bytes: put } = changes[i];
      // Whatever begins where this one ends without a byte of its own is one change with it.
      while (
        i + 1 < changes.length &&
        changes[i + 1].from === from + length &&
        (length === 0 || changes[i + 1].length === 0)
      ) {
        i += 1;
        length += changes[i].length;
        put = joined(put, changes[i].bytes);
      }
      if (length === 0 && from < limit) {
        put = joined(put, bytes.subarray(from, from + 1));
        length = 1;
      } else if (length === 0) {
        if (from === 0) throw new RangeError('nothing can be put before bytes that all wait');
        from -= 1;
        length = 1;
        put = joined(bytes.subarray(from, from + 1), put);
      }
      take(from, length, put);
    }
    changes.length = 0;
    return limit;
  }
}
