import { IPV4, Layers } from './layers.js';
import { repairChecksums, repairLengths, repairUdpLength } from './repair.js';

const EMPTY = new Uint8Array(0);

/** The bytes of a frame: where they lie, and every way to write them. Views of layers stand on it; see Frame. */
export class FrameMemory {
  /** The memory the frame lies in; offsets of views count from its beginning. */
  memory: Uint8Array = EMPTY;
  /** Offset of the first byte (destination address). */
  start = 0;
  /** Length in bytes from the destination address on, without frame check sequence. */
  length = 0;
  /** Bytes the frame may grow to in place. */
  capacity = 0;
  /** Unique in a run; copies and injected frames have their own. */
  id = 0;

  /** Offset in memory of the first byte that was written since `point`, if any was. */
  firstEdit = 0;
  /** And of the last; -1 while none was. */
  lastEdit = -1;
  /** Called before what was there may change unseen: bytes handed out raw, `repair()`. Set by the lane that owns the flyweight. */
  onExpose: (() => void) | undefined;

  private parsed = false;
  private resized = false;
  protected readonly layers = new Layers();

  /** Re-points the flyweight; for the lane that owns it. */
  point(memory: Uint8Array, start: number, length: number, capacity: number, id: number): this {
    this.memory = memory;
    this.start = start;
    this.length = length;
    this.capacity = capacity;
    this.id = id;
    this.parsed = false;
    this.resized = false;
    this.forgetEdits();
    return this;
  }

  /** Counts edits from here on; for the lane that owns the flyweight. */
  forgetEdits(): void {
    this.lastEdit = -1;
  }

  protected found(): Layers {
    if (!this.parsed) {
      this.layers.find(this.memory, this.start, this.start + this.length);
      this.parsed = true;
    }
    return this.layers;
  }

  /** The two bytes at `at`, an offset in the memory, as a number. */
  u16(at: number): number {
    return (this.memory[at] << 8) | this.memory[at + 1];
  }
  /** The four bytes at `at`, an offset in the memory, as an unsigned number. */
  u32(at: number): number {
    const m = this.memory;
    return ((m[at] << 24) | (m[at + 1] << 16) | (m[at + 2] << 8) | m[at + 3]) >>> 0;
  }
  /** Writes 16 bits and nothing else: for checksum fields. Ignored outside the frame. */
  put16(at: number, value: number): void {
    if (at < this.start || at + 2 > this.start + this.length) return;
    this.memory[at] = value >>> 8;
    this.memory[at + 1] = value;
    this.note(at, at + 1);
    // Where it is no checksum after all, layers may be others now.
    if (this.parsed && (this.layers.shapedBy(at) || this.layers.shapedBy(at + 1))) this.parsed = false;
  }

  /**
   * Writes a byte and amends the checksums that cover it. `at` counts from the memory's beginning, as views do; a write
   * outside the frame is ignored. An edit that changes which layers there are (types, lengths, header lengths,
   * protocols, fragments) amends the IPv4 header checksum only: `repair()` makes the rest right.
   */
  edit8(at: number, value: number): void {
    this.found();
    this.change(at, value);
  }
  /** The same of two bytes. */
  edit16(at: number, value: number): void {
    this.found();
    this.change(at, value >>> 8);
    this.change(at + 1, value);
  }
  /** The same of four bytes. */
  edit32(at: number, value: number): void {
    this.found();
    this.change(at, value >>> 24);
    this.change(at + 1, value >>> 16);
    this.change(at + 2, value >>> 8);
    this.change(at + 3, value);
  }

  // The layers stand as found before the whole edit: between two bytes of one field the headers may make no sense.
  private change(at: number, value: number): void {
    if (at < this.start || at >= this.start + this.length) return;
    const was = this.memory[at];
    const is = value & 255;
    if (was === is) return;
    this.memory[at] = is;
    if (this.lastEdit < 0 || at < this.firstEdit) this.firstEdit = at;
    if (at > this.lastEdit) this.lastEdit = at;
    // A byte's weight in a one's-complement sum depends only on whether it stands first or second in its word.
    const shift = ((at - this.layers.l3At) & 1) === 0 ? 8 : 0;
    this.layers.follow(this.memory, at, was << shift, is << shift);
    if (this.layers.shapedBy(at)) this.parsed = false;
  }

  /**
   * Overwrites bytes from `offset` (counted from the frame's first byte) on, checksums following; a checksum that is
   * itself overwritten stands as written. Throws a RangeError if the bytes do not fit in the frame's length.
   */
  write(offset: number, bytes: Uint8Array): void {
    if (!(offset >= 0 && offset + bytes.length <= this.length)) {
      throw new RangeError(`${bytes.length} bytes at offset ${offset} do not fit a frame of ${this.length}`);
    }
    const from = this.start + offset;
    const { l3At, l3Kind, sumAt } = this.found();
    for (let i = 0; i < bytes.length; i++) this.change(from + i, bytes[i]);
    for (let i = 0; i < 2; i++) {
      const header = l3At + 10 + i - from;
      if (l3Kind === IPV4 && header >= 0 && header < bytes.length) this.memory[from + header] = bytes[header];
      const transport = sumAt + i - from;
      if (sumAt >= 0 && transport >= 0 && transport < bytes.length) this.memory[from + transport] = bytes[transport];
    }
  }

  /**
   * Makes the frame `length` bytes long in place; new bytes are zero. Lengths and checksums inside stay as they are
   * until `repair()`. Throws a RangeError beyond the capacity.
   */
  resize(length: number): void {
    if (!(Number.isInteger(length) && length >= 0 && length <= this.capacity)) {
      throw new RangeError(`a frame here can have 0 to ${this.capacity} bytes, not ${length}`);
    }
    if (length > this.length) this.memory.fill(0, this.start + this.length, this.start + length);
    const [low, high] = length < this.length ? [length, this.length] : [this.length, length];
    if (low < high) this.note(this.start + low, this.start + high - 1);
    this.length = length;
    this.resized = true;
    this.parsed = false;
  }

  /**
   * Computes lengths and checksums anew, of the layers it finds: IPv4 total length and header checksum, IPv6 payload
   * length, UDP length, TCP, UDP, ICMP and ICMPv6 checksums. It heals bit errors too, unlike the setters. A frame of 60
   * bytes or less keeps its padding unless it was resized before; of a fragment only the IP layer is repaired.
   */
  repair(): void {
    this.onExpose?.();
    this.parsed = false;
    repairLengths(this.memory, this.start, this.start + this.length, this.found(), this.resized);
    this.parsed = false;
    repairUdpLength(this.memory, this.found());
    this.parsed = false;
    repairChecksums(this.memory, this.found());
    this.resized = false;
  }

  /** Forgets the layers found: after writing `bytes` by hand in a way that changes what the headers are. */
  reparse(): void {
    this.parsed = false;
  }

  private note(first: number, last: number): void {
    if (this.lastEdit < 0 || first < this.firstEdit) this.firstEdit = first;
    if (last > this.lastEdit) this.lastEdit = last;
  }
}
