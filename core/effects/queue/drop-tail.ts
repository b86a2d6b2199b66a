import type { QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { Fifo } from './fifo.js';
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
  private readonly line: Fifo;
  private readonly cause: number;

  constructor(
    private readonly host: EffectHost,
    limit: QueueLimit,
  ) {
    super(limit);
    this.line = new Fifo(host.store);
    this.cause = host.cause('queue:tail');
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
    if (line.bytes + length > this.limitBytes || line.frames >= this.limitFrames) return this.cause;
    line.append(slot);
    return PASSES;
  }

  shift(): number {
    return this.line.take();
  }
}
