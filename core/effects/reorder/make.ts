import type { Rng } from '../../../sdk/rng.js';
import type { ReorderPlan } from '../../plan/effects/reorder.js';
import type { EffectHost, Holdback } from '../effect.js';
import { ByChance, ByPlace } from './choice.js';
import { HoldForLater } from './hold-for-later.js';
import { HoldForSpan } from './hold-for-span.js';
import { Skip } from './skip.js';

/** What holds frames back behind the delay; undefined for the plan whose frames skip the delay instead (makeSkip). */
export const makeReorder = (plan: ReorderPlan, host: EffectHost, rng: Rng): Holdback | undefined => {
  const { store } = host;
  switch (plan.model) {
    case 'wait':
      return new HoldForSpan(store, new ByChance(plan.chance, rng), plan.wait);
    case 'later':
      return new HoldForLater(store, new ByChance(plan.chance, rng), plan.later, plan.atMost);
    case 'swap':
      // The first of each pair, so that frames 1 2 3 4 become 2 1 4 3.
      return new HoldForLater(store, new ByPlace(plan.every, 1), 1, plan.atMost);
    case 'late':
      return new HoldForLater(store, new ByPlace(plan.every, plan.every), plan.by, plan.atMost);
    case 'gap':
      return undefined;
  }
};

/** What lets frames skip the delay; undefined for every other plan. */
export const makeSkip = (plan: ReorderPlan, rng: Rng): Skip | undefined =>
  plan.model === 'gap' ? new Skip(plan.gap, plan.chance, plan.correlation, rng) : undefined;
