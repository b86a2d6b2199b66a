import type { FrameStore } from '../../frame/store.js';
import type { Holdback } from '../effect.js';
import type { Choice } from './choice.js';

/**
 * Reordering by time: a chosen frame waits `span` nanoseconds while others pass it.
 *
 * Unit: nanoseconds. Random draws per frame: those of its choice (choice.ts), none of its own. Overflow: none; the
 * store's budget alone bounds what waits. All wait equally long, so they leave in the order in which they came.
 */
export class HoldForSpan implements Holdback {
  frames = 0;
  nextAt = Number.POSITIVE_INFINITY;
  private head = -1;
  private tail = -1;

  constructor(
    private readonly store: FrameStore,
    private readonly choice: Choice,
    private readonly span: number,
  ) {}

  pass(slot: number, now: number): boolean {
    if (!this.choice.takes()) return true;
    const { due, next } = this.store;
    due[slot] = now + this.span;
    next[slot] = -1;
    if (this.tail >= 0) next[this.tail] = slot;
    else {
      this.head = slot;
      this.nextAt = due[slot]!;
    }
    this.tail = slot;
    this.frames++;
    return false;
  }

  shift(): number {
    const { due, next } = this.store;
    const slot = this.head;
    this.head = next[slot]!;
    this.frames--;
    if (this.head < 0) {
      this.tail = -1;
      this.nextAt = Number.POSITIVE_INFINITY;
    } else this.nextAt = due[this.head]!;
    return slot;
  }
}
