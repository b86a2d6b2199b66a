import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { Fifo } from './fifo.js';
import { LimitedQueue } from './limit.js';

/**
 * A waiting line without a limit; a limit set from outside is not looked at. The store's memory alone bounds it.
 *
 * Units: bytes of whole frames, and frames. Random draws per frame: none. Overflow: none.
 */
export class InfiniteQueue extends LimitedQueue implements Queue {
  override readonly judgesAll = false;
  readonly marked = 0;
  private readonly line: Fifo;

  constructor(host: EffectHost) {
    super({ limit: 'none' });
    this.line = new Fifo(host.store);
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }

  push(slot: number): number {
    this.line.append(slot);
    return PASSES;
  }

  shift(): number {
    return this.line.take();
  }
}
