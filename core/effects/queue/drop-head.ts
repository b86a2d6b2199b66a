import type { QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { Fifo } from './fifo.js';
import { LimitedQueue } from './limit.js';

/**
 * A waiting line that drops its oldest frames to make room: what the receiver gets is late, but never stale. Terminals of
 * satellite constellations appear to do so.
 *
 * Units: bytes of whole frames, and frames. Random draws per frame: none.
 * Overflow: the longest-waiting frames are dropped (`queue:head`) until the new one fits. One that would not fit an empty
 * line is refused (`queue:tail`) and drops nobody else.
 */
export class DropHeadQueue extends LimitedQueue implements Queue {
  override readonly judgesAll = false;
  readonly marked = 0;
  private readonly line: Fifo;
  private readonly head: number;
  private readonly tail: number;

  constructor(
    private readonly host: EffectHost,
    limit: QueueLimit,
  ) {
    super(limit);
    this.line = new Fifo(host.store);
    this.head = host.cause('queue:head');
    this.tail = host.cause('queue:tail');
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }

  push(slot: number): number {
    const { line } = this;
    const length = this.host.store.length[slot]!;
    if (length > this.limitBytes || this.limitFrames < 1) return this.tail;
    while (line.bytes + length > this.limitBytes || line.frames >= this.limitFrames) {
      this.host.drop(line.take(), this.head);
    }
    line.append(slot);
    return PASSES;
  }

  shift(): number {
    return this.line.take();
  }
}
