const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;
const ETHERNET = 1;
const SNAP_LENGTH = 262144;

const utf8 = new TextEncoder();
/** A comment's length is a 16-bit number. */
const TEXT_MOST = 65535;

export interface WrittenInterface {
  readonly name: string;
  readonly description?: string;
  /** Added to every time when the file is read, in whole seconds since 1970: the start of a real run. */
  readonly offsetSeconds?: number;
}

/**
 * Encodes pcapng (draft-ietf-opsawg-pcapng) into a growing buffer: little-endian, one section, nanosecond times, no
 * names of machines or versions. The same frames give the same bytes everywhere.
 */
export class PcapngEncoder {
  /** Valid up to `length`, until the next call: growing replaces it. */
  buffer: Uint8Array;
  length = 0;
  private view: DataView;
  private readonly interfaceCount: number;

  /** Writes the headers. `capacity` in bytes is only where the buffer starts. */
  constructor(interfaces: readonly WrittenInterface[], capacity = 65536) {
    this.buffer = new Uint8Array(Math.max(64, capacity));
    this.view = new DataView(this.buffer.buffer);
    this.interfaceCount = interfaces.length;
    this.section();
    for (const one of interfaces) this.interface(one);
  }

  /** Empties the buffer: what follows continues the same file. */
  clear(): void {
    this.length = 0;
  }

  /**
   * Adds the `length` bytes of `source` from `from` on as a frame of interface `index`, at `at` nanoseconds since the
   * run's start (0 to 2^53). `id` is the frame's number in the run, kept as the packet id: copies share it. Throws a
   * RangeError for an unknown interface or a time outside.
   */
  frame(
    index: number,
    at: number,
    source: Uint8Array,
    from: number,
    length: number,
    originalLength = length,
    direction?: 'in' | 'out',
    comment?: string,
    id?: number,
  ): void {
    if (!(index >= 0 && index < this.interfaceCount)) throw new RangeError(`no interface ${index} in this capture`);
    if (!(at >= 0 && at <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`no time of a frame: ${at} ns`);
    const block = this.begin(ENHANCED_PACKET, 20 + length + (comment === undefined ? 0 : 3 * comment.length) + 48);
    const high = Math.floor(at / 4294967296);
    this.u32(index);
    this.u32(high);
    this.u32(at - high * 4294967296);
    this.u32(length);
    this.u32(originalLength);
    this.buffer.set(source.subarray(from, from + length), this.length);
    this.length += length;
    this.pad();
    const options = this.length;
    if (comment !== undefined && comment !== '') this.text(1, comment);
    if (direction !== undefined) {
      this.option(2, 4);
      this.u32(direction === 'in' ? 1 : 2);
    }
    if (id !== undefined) {
      this.count(5, id);
    }
    if (this.length > options) this.option(0, 0);
    this.finish(block);
  }

  /**
   * Adds what is known at the end of the frames of interface `index`: how many came, and how many of them are missing because
   * nobody took them in time. `at` as for a frame.
   */
  statistics(index: number, at: number, came: number, missing: number): void {
    const block = this.begin(STATISTICS, 64);
    const high = Math.floor(at / 4294967296);
    this.u32(index);
    this.u32(high);
    this.u32(at - high * 4294967296);
    this.count(4, came);
    this.count(5, missing);
    this.option(0, 0);
    this.finish(block);
  }

  /** An option that is a number of 64 bits. */
  private count(code: number, value: number): void {
    this.option(code, 8);
    this.u32(value % 4294967296);
    this.u32(Math.floor(value / 4294967296));
  }

  private section(): void {
    const block = this.begin(SECTION, 64);
    this.u32(0x1a2b3c4d);
    this.u16(1);
    this.u16(0);
    // The section's length is left open: the file is written as a stream.
    this.u32(0xffffffff);
    this.u32(0xffffffff);
    this.text(4, 'hookline');
    this.option(0, 0);
    this.finish(block);
  }

  private interface({ name, description, offsetSeconds }: WrittenInterface): void {
    const block = this.begin(INTERFACE, 64 + 3 * (name.length + (description?.length ?? 0)));
    this.u16(ETHERNET);
    this.u16(0);
    this.u32(SNAP_LENGTH);
    this.text(2, name);
    if (description !== undefined) this.text(3, description);
    this.option(9, 1);
    this.buffer[this.length++] = 9;
    this.pad();
    if (offsetSeconds !== undefined) {
      this.count(14, offsetSeconds);
    }
    this.option(0, 0);
    this.finish(block);
  }

  /** Makes room for a block of at most `most` bytes of body and returns its start. */
  private begin(type: number, most: number): number {
    const needed = this.length + most + 12;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    const start = this.length;
    this.u32(type);
    this.u32(0);
    return start;
  }

  private finish(start: number): void {
    const total = this.length + 4 - start;
    this.u32(total);
    this.view.setUint32(start + 4, total, true);
  }

  private u32(value: number): void {
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  private u16(value: number): void {
    this.view.setUint16(this.length, value, true);
    this.length += 2;
  }

  private option(code: number, length: number): void {
    this.u16(code);
    this.u16(length);
  }

  /** A text as UTF-8; the part past 65535 bytes is cut off between two characters. */
  private text(code: number, text: string): void {
    const at = this.length;
    this.option(code, 0);
    const { written } = utf8.encodeInto(text, this.buffer.subarray(this.length, this.length + TEXT_MOST));
    this.view.setUint16(at + 2, written, true);
    this.length += written;
    this.pad();
  }

  /** Zeros up to a multiple of four: the buffer is reused, so that they would not be zero by themselves. */
  private pad(): void {
    while (this.length & 3) this.buffer[this.length++] = 0;
  }
}
