import type { FrameStore } from '../../frame/store.js';

/** Frames in the order in which they came, linked through the store. Counts whole frames, without frame check sequence. */
export class Fifo {
  frames = 0;
  bytes = 0;
  private head = -1;
  private tail = -1;

  constructor(private readonly store: FrameStore) {}

  append(slot: number): void {
    const { store } = this;
    store.next[slot] = -1;
    if (this.tail >= 0) store.next[this.tail] = slot;
    else this.head = slot;
    this.tail = slot;
    this.frames++;
    this.bytes += store.length[slot]!;
  }

  /** The longest-waiting frame; -1 when none waits. */
  get first(): number {
    return this.head;
  }

  /** The frame waits before all others. */
  putBack(slot: number): void {
    const { store } = this;
    store.next[slot] = this.head;
    this.head = slot;
    if (this.tail < 0) this.tail = slot;
    this.frames++;
    this.bytes += store.length[slot]!;
  }

  /** The longest-waiting frame, taken out; -1 when none waits. */
  take(): number {
    const slot = this.head;
    if (slot < 0) return -1;
    const { store } = this;
    this.head = store.next[slot]!;
    if (this.head < 0) this.tail = -1;
    this.frames--;
    this.bytes -= store.length[slot]!;
    return slot;
  }
}
