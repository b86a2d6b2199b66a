import type { FrameStore } from '../frame/store.js';

/**
 * The waiting line before the pacer: first in, first out, drop-tail.
 *
 * Units: bytes of whole frames (without frame check sequence), and frames. Random draws per frame: none.
 * Overflow: a frame that would pass either limit is refused at the tail; the caller drops it as `queue:tail`. The frame
 * being sent is not in the line. A limit lowered below what waits evicts nothing: it refuses until there is room.
 */
export class DropTailQueue {
  frames = 0;
  bytes = 0;
  limitBytes = Number.POSITIVE_INFINITY;
  limitFrames = Number.POSITIVE_INFINITY;
  private head = -1;
  private tail = -1;

  constructor(private readonly store: FrameStore) {}

  /** Appends the frame, or returns false when a limit refuses it. */
  push(slot: number): boolean {
    const length = this.store.length[slot]!;
    if (this.bytes + length > this.limitBytes || this.frames >= this.limitFrames) return false;
    this.store.next[slot] = -1;
    if (this.tail >= 0) this.store.next[this.tail] = slot;
    else this.head = slot;
    this.tail = slot;
    this.frames++;
    this.bytes += length;
    return true;
  }

  /** The longest-waiting frame, taken out; -1 when none waits. */
  shift(): number {
    const slot = this.head;
    if (slot < 0) return -1;
    this.head = this.store.next[slot]!;
    if (this.head < 0) this.tail = -1;
    this.frames--;
    this.bytes -= this.store.length[slot]!;
    return slot;
  }
}
