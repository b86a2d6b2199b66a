import type { CodelDiscipline, QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { CodelLaw, CodelLine } from './codel-law.js';
import { LimitedQueue } from './limit.js';

/**
 * CoDel, controlled delay (Nichols and Jacobson; RFC 8289): a first-in first-out line that drops from its head, or marks,
 * as long as frames wait longer than the target.
 *
 * Units: nanoseconds, bytes of whole frames. Random draws per frame: none.
 * Overflow: a frame that would pass a limit is refused at the tail (`queue:tail`); the law's drops are `queue:codel`.
 */
export class CodelQueue extends LimitedQueue implements Queue {
  private readonly line: CodelLine;
  private readonly law: CodelLaw;
  private readonly tail: number;

  constructor(
    private readonly host: EffectHost,
    plan: QueueLimit & CodelDiscipline,
  ) {
    super(plan);
    this.line = new CodelLine(host.store);
    this.law = new CodelLaw(host, plan, host.cause('queue:codel'));
    this.tail = host.cause('queue:tail');
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }
  get marked(): number {
    return this.law.marked;
  }

  push(slot: number, now: number): number {
    const { line } = this;
    const length = this.host.store.length[slot]!;
    if (this.isFull(line, length)) return this.tail;
    this.law.append(line, slot, now);
    return PASSES;
  }

  shift(now: number): number {
    return this.law.shift(this.line, now);
  }
}
