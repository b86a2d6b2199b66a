import type { FrameStore } from '../../frame/store.js';
import type { Holdback } from '../effect.js';
import type { Choice } from './choice.js';

/**
 * Reordering by count: a chosen frame waits until `later` frames that came after it, and were not chosen themselves,
 * have passed; then it goes in the same instant, right behind the last of them. That is a reordering extent of `later`
 * (RFC 4737 §4.2). After `atMost` it goes in any case, so that the last frame of a flow leaves.
 *
 * Units: frames, nanoseconds. Random draws per frame: those of its choice (choice.ts), none of its own. Overflow: none;
 * the store's budget alone bounds what waits. All wait for as many, so they leave in the order in which they came.
 */
export class HoldForLater implements Holdback {
  frames = 0;
  nextAt = Number.POSITIVE_INFINITY;
  private head = -1;
  private tail = -1;
  /** Frames that have passed without waiting. */
  private passed = 0;
  /** By slot: the count of passed frames at which it goes. */
  private readonly goesAt: Float64Array;

  constructor(
    private readonly store: FrameStore,
    private readonly choice: Choice,
    private readonly later: number,
    private readonly atMost: number,
  ) {
    this.goesAt = new Float64Array(store.slots);
  }

  pass(slot: number, now: number): boolean {
    if (!this.choice.takes()) {
      this.passed++;
      if (this.head >= 0 && this.passed >= this.goesAt[this.head]! && now < this.nextAt) this.nextAt = now;
      return true;
    }
    const { due, next } = this.store;
    due[slot] = now + this.atMost;
    next[slot] = -1;
    this.goesAt[slot] = this.passed + this.later;
    if (this.tail >= 0) next[this.tail] = slot;
    else {
      this.head = slot;
      this.nextAt = due[slot]!;
    }
    this.tail = slot;
    this.frames++;
    return false;
  }

  shift(now: number): number {
    const { due, next } = this.store;
    const slot = this.head;
    this.head = next[slot]!;
    this.frames--;
    if (this.head < 0) {
      this.tail = -1;
      this.nextAt = Number.POSITIVE_INFINITY;
    } else this.nextAt = this.passed >= this.goesAt[this.head]! ? now : due[this.head]!;
    return slot;
  }
}
