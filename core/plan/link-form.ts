import type { Plan, StagePlan } from './plan.js';
import { LINK_PORTS, LINK_TOPOLOGIES } from './port-plan.js';

/** The stages of a plain link. */
export const LINK_STAGES = ['up', 'down'] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const shape = ({ name, direction, pair }: StagePlan) => [name, direction, pair];
const LINK_SHAPE = [
  ['up', 'up', 'down'],
  ['down', 'down', 'up'],
];
const ways = ({ ports }: Pick<Plan, 'ports'>) => ports.map(({ name, enter }) => [name, enter]);

/** Whether a plan is one that the plan file says as a `link`. */
export const isLink = ({ stages, ports, topologies }: Pick<Plan, 'stages' | 'ports' | 'topologies'>): boolean =>
  stages.length === 2 &&
  same(stages.map(shape), LINK_SHAPE) &&
  same(ways({ ports }), ways({ ports: LINK_PORTS })) &&
  same(topologies, LINK_TOPOLOGIES);

/** Where the settings of a stage stand in the plan file. */
export const stagePath = (plan: Plan, stage: string): [section: string, stage: string] => [
  isLink(plan) ? 'link' : 'stages',
  stage,
];
