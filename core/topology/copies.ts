import type { TopologyPlan } from '../plan/topology-plan.js';

/** More are refused: a frame of a few floods one behind the other would fill any memory. */
export const MOST_COPIES = 64;

/**
 * The most frames that one may have become when the floods of a topology are behind it: their arcs multiply along a path. Of
 * vertices in topological order. Infinity past what a number holds.
 */
export const copiesOf = ({ vertices, arcs }: Pick<TopologyPlan, 'vertices' | 'arcs'>): number => {
  const leaving: number[][] = vertices.map(() => []);
  for (const { from, to } of arcs) leaving[from]!.push(to);
  const copies = new Float64Array(vertices.length);
  for (let vertex = vertices.length - 1; vertex >= 0; vertex--) {
    const behind = leaving[vertex]!.map(head => copies[head]!);
    if (behind.length === 0) copies[vertex] = 1;
    else if (vertices[vertex]!.dispatch.policy === 'flood')
      copies[vertex] = behind.reduce((sum, each) => sum + each, 0);
    else copies[vertex] = Math.max(...behind);
  }
  return copies[0]!;
};
