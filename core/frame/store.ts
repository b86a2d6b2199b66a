import type { ColumnKind } from '../../sdk/hook.js';
import { CopyGroups } from './copy-groups.js';

/** Bytes kept free in front of each received frame: a restored VLAN tag, an encapsulation, a vnet header. */
export const HEADROOM = 64;
/** Bytes of a slot unless the plan says otherwise: a full Ethernet frame, tags and headroom. */
export const SLOT_BYTES = 2048;

/** Slots that a driver holds outside the engine at most: armed for two sockets, on their way out at two ports. */
const LENT_MOST = 260;
/** Slots held back from arrivals for copies and answers. */
const RESERVE = 128;

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;
const COLUMN = { u8: Uint8Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array } as const;

/**
 * All frames of one lane: fixed slots in one SharedArrayBuffer, and typed-array columns beside them. Nothing on the JS
 * heap lives while a frame is in flight (retained objects cost 12 to 55 ms of garbage-collection pause).
 *
 *     memory   | slot 0: headroom 64 | frame … | spare | slot 1: …
 *     columns  start[0] length[0] id[0] due[0] …
 *
 * Free slots form a last-in first-out list, so that the warm ones are used again; slots never used yet are handed out
 * last, and their pages cost nothing until then.
 */
export class FrameStore {
  readonly slots: number;
  readonly shared: SharedArrayBuffer;
  readonly memory: Uint8Array;
  /** Offset in `memory` of the frame's first byte. */
  readonly start: Uint32Array;
  /** Length in bytes. */
  readonly length: Uint32Array;
  /** Unique in the run. */
  readonly id: Float64Array;
  /** When the effect that holds the frame lets it go, in nanoseconds. */
  readonly due: Float64Array;
  /** Sequence within its stage: orders frames of one instant. */
  readonly order: Float64Array;
  /** The frame behind it in whatever list holds it; -1 ends a list. */
  readonly next: Int32Array;
  /** Where the frame is in the plan's graph: the number of the arc it walks. */
  readonly arc: Int32Array;
  /** The ordinal of the port it came in by; -1 for a frame that a hook or an effect made of nothing. */
  readonly ingress: Int32Array;
  /** The arc that a hook has chosen for it at the next fork, plus one; 0: none. */
  readonly choice: Int32Array;
  readonly copies: CopyGroups;

  /**
   * Slots that the driver holds outside the engine, armed for receiving or on their way out; it counts them up and down.
   * Left out of `used`, so that admission decides alike under both drivers.
   */
  lent = 0;
  private readonly freed: Int32Array;
  private freedCount = 0;
  private fresh = 0;
  private closed = false;
  private readonly birthMost: number;
  private readonly highMark: number;
  private readonly lowMark: number;
  /** The most slots in use, that of an incoming frame included, while the machine's memory is low; Infinity: it is not. */
  cap = Number.POSITIVE_INFINITY;
  private readonly userColumns: Column[] = [];

  /** `bytes` of frame memory in slots of `slotBytes`. Throws a RangeError for less than four slots. */
  constructor(
    bytes: number,
    readonly slotBytes = SLOT_BYTES,
  ) {
    this.slots = Math.floor(bytes / slotBytes);
    if (this.slots < 4) throw new RangeError(`a store of ${bytes} bytes has no room for four frames of ${slotBytes}`);
    if (this.slots * slotBytes > 0xffffffff)
      throw new RangeError(`a lane's store is bounded to 4 GiB, not ${bytes} bytes`);
    this.shared = new SharedArrayBuffer(this.slots * slotBytes);
    this.memory = new Uint8Array(this.shared);
    this.start = new Uint32Array(this.slots);
    this.length = new Uint32Array(this.slots);
    this.id = new Float64Array(this.slots);
    this.due = new Float64Array(this.slots);
    this.order = new Float64Array(this.slots);
    this.next = new Int32Array(this.slots);
    this.arc = new Int32Array(this.slots);
    this.ingress = new Int32Array(this.slots);
    this.choice = new Int32Array(this.slots);
    this.copies = new CopyGroups(this.slots);
    this.freed = new Int32Array(this.slots);
    this.birthMost = this.slots - Math.min(LENT_MOST, Math.floor(this.slots / 4));
    this.highMark = Math.max(this.birthMost - RESERVE, Math.floor(this.birthMost * 0.9));
    this.lowMark = Math.floor(this.highMark * 0.9);
  }

  /** Slots that hold frames inside the engine. */
  get used(): number {
    return this.fresh - this.freedCount - this.lent;
  }
  /** Slots that can be in use without a page that was never used before. */
  get touched(): number {
    return this.fresh - this.lent;
  }
  /** The longest frame a slot takes behind its headroom. */
  get frameMost(): number {
    return this.slotBytes - HEADROOM;
  }

  /**
   * Whether an incoming frame may stay: false from the high mark on until the use has fallen below the low one, so
   * that what is already inside keeps room for copies and answers, and admission does not flap frame by frame.
   */
  admits(): boolean {
    const { used, cap } = this;
    if (used >= this.highMark) this.closed = true;
    else if (used < this.lowMark) this.closed = false;
    return !this.closed && used <= cap;
  }

  /**
   * Whether a frame made inside may have a slot. Decided by those in use, not by those that happen to be free: a driver
   * holds some, and the replay of its lane must refuse the same frames.
   */
  get givesBirth(): boolean {
    return this.used < this.birthMost;
  }

  /** A free slot with an empty frame behind its headroom, or -1 when none is left. */
  take(): number {
    let slot: number;
    if (this.freedCount > 0) slot = this.freed[--this.freedCount]!;
    else if (this.fresh < this.slots) slot = this.fresh++;
    else return -1;
    this.start[slot] = slot * this.slotBytes + HEADROOM;
    this.length[slot] = 0;
    this.next[slot] = -1;
    this.choice[slot] = 0;
    for (let i = 0; i < this.userColumns.length; i++) this.userColumns[i]![slot] = 0;
    return slot;
  }

  /** Ends the life of the frame in `slot`. */
  free(slot: number): void {
    if (this.copies.of[slot] !== 0) this.copies.leave(slot);
    this.freed[this.freedCount++] = slot;
  }

  /** A second frame with the same bytes and hook columns, at the same place of the graph, or -1 when no slot is left. Its id is the caller's to give. */
  copy(slot: number): number {
    const twin = this.take();
    if (twin < 0) return -1;
    const from = this.start[slot]!;
    const length = this.length[slot]!;
    this.start[twin] = twin * this.slotBytes + (from - slot * this.slotBytes);
    this.memory.copyWithin(this.start[twin]!, from, from + length);
    this.length[twin] = length;
    this.stand(twin, slot);
    if (this.copies.of[slot] !== 0) this.copies.join(slot, twin);
    for (let i = 0; i < this.userColumns.length; i++) this.userColumns[i]![twin] = this.userColumns[i]![slot]!;
    return twin;
  }

  /** A frame stands where another one does, and goes where that one is to go. */
  stand(slot: number, other: number): void {
    this.arc[slot] = this.arc[other]!;
    this.choice[slot] = this.choice[other]!;
    this.ingress[slot] = this.ingress[other]!;
  }

  /** A frame with these bytes, or -1 when no slot is left or they do not fit one. */
  put(bytes: Uint8Array): number {
    if (bytes.length > this.frameMost) return -1;
    const slot = this.take();
    if (slot < 0) return -1;
    this.memory.set(bytes, this.start[slot]!);
    this.length[slot] = bytes.length;
    return slot;
  }

  /** Bytes the frame may grow to in place. */
  capacity(slot: number): number {
    return (slot + 1) * this.slotBytes - this.start[slot]!;
  }

  /** A hook's own number beside every frame; 0 at birth. */
  column(kind: ColumnKind): Column {
    const made = new COLUMN[kind](this.slots);
    this.userColumns.push(made);
    return made;
  }
}
