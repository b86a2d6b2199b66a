import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import type { QueuePlan } from '../plan/effects/queue-plan.js';
import type { Plan, StagePlan, TrafficPlan } from '../plan/plan.js';
import type { DispatchPlan } from '../plan/topology-plan.js';
import { withColumnEffects } from '../stage/row-settings.js';
import { seatName } from '../stage/seat-hooks.js';
import { forksOf } from '../topology/forks.js';
import type { PlannedHook } from './walk.js';

/** The names of the random substreams that a run of the plan may draw from. */
export const substreamsOf = (plan: Plan, hooks: readonly PlannedHook[]): string[] => [
  ...plan.stages.flatMap(stage => [
    ...drawingEffects(stage).map(effect => `${stage.name}/${effect}`),
    ...seatedNames(stage, hooks).map(name => `${stage.name}/hook:${name}`),
  ]),
  ...plan.topologies.flatMap(topology =>
    forksOf(topology)
      .map(i => topology.vertices[i]!)
      .filter(({ dispatch }) => dispatchDraws(dispatch))
      .map(({ name }) => `${topology.name}/dispatch:${name}`),
  ),
  ...plan.traffic.flatMap((traffic, i) => trafficDraws(traffic).map(what => `traffic${i}/${what}`)),
];

const seatedNames = (stage: StagePlan, hooks: readonly PlannedHook[]): string[] => {
  const here = hooks.filter(({ plan }) => plan.stages.includes(stage.name)).map(({ hook }) => hook.name);
  return here.map((name, i) => seatName(name, here.slice(0, i).filter(other => other === name).length));
};

/** The effects of a stage that draw, those included that only the scenario's columns ask for. */
export const drawingEffects = ({ queue, effects, scenario }: StagePlan): string[] => {
  const all = withColumnEffects(effects, scenario);
  const names = Object.keys(DRAWS) as (keyof typeof DRAWS)[];
  return [
    ...(queueDraws(queue) ? ['queue'] : []),
    ...names.filter(name => all[name] !== undefined && DRAWS[name](all)),
  ];
};

/** Some only between arcs that are equally good. */
const dispatchDraws = ({ policy, base, smooth }: DispatchPlan): boolean => {
  const choice = policy === 'back-pressure' ? base : policy;
  return choice !== 'flood' && choice !== 'match' && !(choice === 'weighted' && smooth);
};

const queueDraws = ({ discipline }: QueuePlan): boolean =>
  discipline === 'red' || discipline === 'pie' || discipline === 'fq-codel';

const always = (): boolean => true;
const DRAWS = {
  loss: ({ loss }: EffectsPlan): boolean => {
    switch (loss?.model) {
      case 'positions':
      case 'every':
      case 'pattern':
      case 'windows':
        return false;
      case 'outages':
        return loss.up.kind !== 'fixed' || loss.down.kind !== 'fixed';
      default:
        return true;
    }
  },
  ber: always,
  corrupt: always,
  duplicate: always,
  jitter: always,
  slot: always,
  reorder: ({ reorder }: EffectsPlan): boolean => reorder?.model !== 'swap' && reorder?.model !== 'late',
} as const;

/** As core/traffic/make.ts names them. */
const trafficDraws = ({ kind }: TrafficPlan): string[] => {
  if (kind === 'tcp') return ['isn'];
  return kind === 'poisson' ? ['gaps'] : [];
};
