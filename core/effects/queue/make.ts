import type { Rng } from '../../../sdk/rng.js';
import type { QueuePlan } from '../../plan/effects/queue-plan.js';
import type { EffectHost, Queue } from '../effect.js';
import { CodelQueue } from './codel.js';
import { DropHeadQueue } from './drop-head.js';
import { DropTailQueue } from './drop-tail.js';
import { FqCodelQueue } from './fq-codel.js';
import { InfiniteQueue } from './infinite.js';
import { PieQueue } from './pie.js';
import { RedQueue } from './red.js';

/** A queue, with the frames it has marked "congestion experienced" so far. */
export type MarkingQueue = Queue & { readonly marked: number };

/**
 * The queue of a plan, empty. `rng` is its own; RED, PIE and FQ-CoDel draw from it. Its limit stands when `setRate` has been
 * called, and one that is `auto` when the stage has set `limitBytes`.
 */
export const makeQueue = (plan: QueuePlan, host: EffectHost, rng: Rng): MarkingQueue => {
  switch (plan.discipline) {
    case 'red':
      return new RedQueue(host, plan, rng);
    case 'codel':
      return new CodelQueue(host, plan);
    case 'fq-codel':
      return new FqCodelQueue(host, plan, rng);
    case 'pie':
      return new PieQueue(host, plan, rng);
    case 'drop-head':
      return new DropHeadQueue(host, plan);
    case 'infinite':
      return new InfiniteQueue(host);
    default:
      return new DropTailQueue(host, plan);
  }
};
