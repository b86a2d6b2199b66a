import type { Plan } from '../plan/plan.js';
import { holdsFrames } from './forks.js';
import { graphOf } from './graph.js';
import { type Edge, findCycle } from './order.js';

/**
 * Stages that wait for each other in a circle, each for the next one to have room, by their ordinals: once all are full none
 * would ever move again. It may go through several topologies, acyclic as each of them is. Undefined: there is none.
 */
export const pressureCycle = (plan: Plan): number[] | undefined => {
  const { vertices, arcs } = graphOf(plan);
  const edges: Edge[] = [];
  vertices.forEach(({ arcs: leaving, plan: { dispatch } }, vertex) => {
    if (!holdsFrames(dispatch)) return;
    for (const { head, stage: from } of arcs) {
      if (head === vertex) for (const arc of leaving) edges.push({ from, to: arcs[arc]!.stage });
    }
  });
  return findCycle(plan.stages.length, edges)?.map(edge => edges[edge]!.from);
};
