import { joinFaults, portFaults, pressureFaults } from './join-limits.js';
import { type LimitFault, limitFaults } from './limits.js';
import type { Plan } from './plan.js';
import { topologyFaults } from './topology-limits.js';

/** What is wrong with a plan that was changed setting by setting, whatever its file looks like. */
export const planFaults = (plan: Plan): LimitFault[] => [
  ...limitFaults(plan),
  ...portFaults(plan),
  ...plan.topologies.flatMap(topologyFaults),
  ...pressureFaults(plan),
  ...joinFaults(plan),
];
