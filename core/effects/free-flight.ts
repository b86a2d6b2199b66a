import type { FrameStore } from '../frame/store.js';
import type { Flight } from './effect.js';

/**
 * Propagation delay that lets frames overtake each other, as netem's does: each leaves at its own due time, and jitter
 * reorders (`order: free`).
 *
 * Unit: nanoseconds. Random draws per frame: none. Overflow: none; the store's budget alone bounds what is under way.
 * due = now + delay, with a delay below 0 taken as 0. A binary heap of slots by (due time, sequence), the keys in the
 * store's columns: frames of one instant leave in the order in which they came in. Routes make no difference. It grows
 * by doubling and never shrinks.
 */
export class FreeFlight implements Flight {
  frames = 0;
  nextDue = Number.POSITIVE_INFINITY;
  nextOrder = 0;
  private heap = new Int32Array(64);

  constructor(private readonly store: FrameStore) {}

  push(slot: number, now: number, delay: number, _route: number, order: number): void {
    const { due, order: orders } = this.store;
    const time = delay > 0 ? now + delay : now;
    due[slot] = time;
    orders[slot] = order;
    if (this.frames === this.heap.length) this.grow();
    const { heap } = this;
    let at = this.frames++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up]!;
      const other = due[parent]!;
      if (other < time || (other === time && orders[parent]! < order)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = slot;
    this.look();
  }

  shift(): number {
    const { heap } = this;
    const first = heap[0]!;
    const last = --this.frames;
    if (last > 0) this.sink(heap[last]!, last);
    this.look();
    return first;
  }

  /** Keys grow alike, so the heap stands as it is. Walks all frames: for route changes, not per frame. */
  postpone(span: number): void {
    const { due } = this.store;
    for (let i = 0; i < this.frames; i++) due[this.heap[i]!]! += span;
    this.look();
  }

  /** Puts `slot` where the root was taken out, among `count` entries. */
  private sink(slot: number, count: number): void {
    const { heap } = this;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && this.before(heap[child + 1]!, heap[child]!)) child++;
      if (this.before(slot, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = slot;
  }

  private before(slot: number, than: number): boolean {
    const { due, order } = this.store;
    const a = due[slot]!;
    const b = due[than]!;
    return a < b || (a === b && order[slot]! < order[than]!);
  }

  private look(): void {
    if (this.frames === 0) {
      this.nextDue = Number.POSITIVE_INFINITY;
      return;
    }
    const first = this.heap[0]!;
    this.nextDue = this.store.due[first]!;
    this.nextOrder = this.store.order[first]!;
  }

  private grow(): void {
    const more = new Int32Array(this.heap.length * 2);
    more.set(this.heap);
    this.heap = more;
  }
}
