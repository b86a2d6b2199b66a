import type { DispatchPlan, TopologyPlan } from '../plan/topology-plan.js';

/** Whether frames wait at a vertex while its arcs are full. */
export const holdsFrames = ({ policy, onFull }: DispatchPlan): boolean =>
  policy === 'back-pressure' || onFull === 'backpressure';

/**
 * Vertices, by their places, where something is decided about frames: which of several arcs they take, or under back-pressure
 * when they take the only one.
 */
export const forksOf = ({ vertices, arcs }: TopologyPlan): number[] => {
  const leaving = vertices.map(() => 0);
  for (const { from } of arcs) leaving[from]! += 1;
  return [...vertices.keys()].filter(i => leaving[i]! > 1 || (leaving[i] === 1 && holdsFrames(vertices[i]!.dispatch)));
};
