import type { Rng } from '../../../sdk/rng.js';
import type { RandomSpan } from '../../plan/effects/jitter.js';
import { QuantileJitter } from './quantile-jitter.js';
import { quantileOf } from './quantiles.js';
import type { SpannedJitter } from './spanned-jitter.js';
import { TableJitter } from './table-jitter.js';

/** The jitter of a plan, or a slot's; `rng` is its own, as in `up/jitter`. */
export const makeJitter = (plan: RandomSpan, rng: Rng): SpannedJitter =>
  plan.distribution === 'table'
    ? new TableJitter(plan.table, plan.span, plan.correlation, rng)
    : new QuantileJitter(quantileOf(plan.distribution, plan.shape), plan.span, plan.correlation, rng);
