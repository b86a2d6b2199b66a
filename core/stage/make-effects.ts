import { substream } from '../../sdk/rng.js';
import type { EffectHost, Pacing, Queue } from '../effects/effect.js';
import { Pacer } from '../effects/pace.js';
import { makeQueue } from '../effects/queue/make.js';
import type { StagePlan } from '../plan/plan.js';
import type { WireEffects } from './wire.js';

/** The effects of one stage, ready to be put in their places. */
export interface StageEffects {
  readonly queue: Queue;
  readonly pacer: Pacing;
  readonly wire: WireEffects;
}

/**
 * Makes what a stage's plan asks for. Each effect draws from a substream of its own, named by stage and effect: whatever
 * is added beside it, its draws stay the same.
 */
export const makeEffects = (plan: StagePlan, host: EffectHost, seed: number): StageEffects => {
  const draws = (effect: string) => substream(seed, `${plan.name}/${effect}`);
  return {
    queue: makeQueue(plan.queue, host, draws('queue')),
    pacer: new Pacer(),
    wire: { judges: [], jitters: [], holdbacks: [] },
  };
};
