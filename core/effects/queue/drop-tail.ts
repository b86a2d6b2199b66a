import type { FrameStore } from '../../frame/store.js';
import type { QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { LimitedQueue } from './limit.js';

/**
 * The waiting line before the pacer: first in, first out, drop-tail.
 *
 * Units: bytes of whole frames (without frame check sequence), and frames. Random draws per frame: none.
 * Overflow: a frame that would pass either limit is refused at the tail (`queue:tail`). The frame being sent is not in
 * the line. A limit lowered below what waits evicts nothing: it refuses until there is room.
 */
export class DropTailQueue extends LimitedQueue implements Queue {
  override readonly judgesAll = false;
  readonly marked = 0;
  frames = 0;
  bytes = 0;
  // A list of its own (not a Fifo's): nearly every frame of every run passes here.
  private head = -1;
  private tail = -1;
  private readonly store: FrameStore;
  private readonly cause: number;

  constructor(host: EffectHost, limit: QueueLimit) {
    super(limit);
    this.store = host.store;
    this.cause = host.cause('queue:tail');
  }

  push(slot: number): number {
    const { store } = this;
    const length = store.length[slot]!;
    if (this.bytes + length > this.limitBytes || this.frames >= this.limitFrames) return this.cause;
    store.next[slot] = -1;
    if (this.tail >= 0) store.next[this.tail] = slot;
    else this.head = slot;
    this.tail = slot;
    this.frames++;
    this.bytes += length;
    return PASSES;
  }

  shift(): number {
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
