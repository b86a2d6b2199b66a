import { compileFilter } from '../../sdk/filter/compile-filter.js';
import type { DispatchPlan } from '../plan/topology-plan.js';
import type { Chooser, DispatchHost } from './chooser.js';
import { GreatestAdjustedFreeChooser } from './greatest-adjusted-free.js';
import { GreatestFreeChooser } from './greatest-free.js';
import type { Load } from './load.js';
import { LowestDropRateChooser } from './lowest-drop-rate.js';
import { MatchChooser } from './match.js';
import { RandomChooser } from './random.js';
import { ShortestQueueChooser } from './shortest-queue.js';
import { SmoothWeightedChooser } from './smooth-weighted.js';
import { StickyChooser } from './sticky.js';
import { WeightedChooser } from './weighted.js';

/** An arc that leaves a fork, as its policy sees it. */
export interface Choosable {
  /** For `weighted`: finite, at least 0. */
  readonly weight: number;
  /** A filter, for `match`; undefined: everything. */
  readonly match?: string;
  readonly load: Load;
}

/**
 * What chooses one of a fork's arcs. Of `back-pressure` it is the base: the engine leaves out the arcs that are full. Throws a
 * RangeError for `flood`, which chooses nothing, and for a filter that cannot be read.
 */
export const makeChooser = (plan: DispatchPlan, arcs: readonly Choosable[], host: DispatchHost): Chooser => {
  const chooser = makePolicy(plan, arcs, host);
  return plan.sticky === undefined ? chooser : new StickyChooser(host, chooser, plan.sticky);
};

const makePolicy = (plan: DispatchPlan, arcs: readonly Choosable[], host: DispatchHost): Chooser => {
  const policy = plan.policy === 'back-pressure' ? plan.base : plan.policy;
  const { rng } = host;
  const weights = arcs.map(({ weight }) => weight);
  const loads = arcs.map(({ load }) => load);
  switch (policy) {
    case 'random':
      return new RandomChooser(rng);
    case 'weighted':
      return plan.smooth ? new SmoothWeightedChooser(weights) : new WeightedChooser(rng, weights);
    case 'shortest-queue':
      return new ShortestQueueChooser(rng, loads, plan.count);
    case 'greatest-free':
      return new GreatestFreeChooser(rng, loads, plan.count);
    case 'lowest-drop-rate':
      return new LowestDropRateChooser(rng, loads);
    case 'greatest-adjusted-free':
      return new GreatestAdjustedFreeChooser(rng, loads, plan.count, plan.timesRate);
    case 'match':
      return new MatchChooser(
        host,
        arcs.map(({ match }) => (match === undefined ? undefined : compileFilter(match).matches)),
      );
    case 'flood':
      throw new RangeError('a flood takes every arc: there is nothing to choose');
  }
};
