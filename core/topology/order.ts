/** An arc by the numbers of its vertices. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

/**
 * The vertices so that every arc leads from an earlier one to a later one: Kahn's sort (A. B. Kahn, "Topological sorting of
 * large networks", CACM 5(11), 1962). Of those that may come next the one that has been free for longest does, first by
 * number: the same arcs always have the same order. Vertices on cycles, and those behind them, are left out.
 */
export const topologicalOrder = (count: number, edges: readonly Edge[]): number[] => {
  const waiting = new Int32Array(count);
  const leaving: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    waiting[to] += 1;
    leaving[from]!.push(to);
  }
  const order: number[] = [];
  for (let vertex = 0; vertex < count; vertex++) if (waiting[vertex] === 0) order.push(vertex);
  // What is appended is visited as well.
  for (const vertex of order) {
    for (const next of leaving[vertex]!) {
      waiting[next] -= 1;
      if (waiting[next] === 0) order.push(next);
    }
  }
  return order;
};

/** A cycle as numbers of its edges, each beginning where the one before it ends; undefined: there is none. */
export const findCycle = (count: number, edges: readonly Edge[]): number[] | undefined => {
  const sorted = new Set(topologicalOrder(count, edges));
  if (sorted.size === count) return undefined;
  // Each vertex that could not be sorted has an arc that comes from another such: going back, one of them comes again.
  const into = new Int32Array(count).fill(-1);
  edges.forEach(({ from, to }, i) => {
    if (into[to] === -1 && !sorted.has(from)) into[to] = i;
  });
  const seen = new Set<number>();
  let vertex = into.findIndex((_, each) => !sorted.has(each));
  while (!seen.has(vertex)) {
    seen.add(vertex);
    vertex = edges[into[vertex]!]!.from;
  }
  const backwards: number[] = [];
  const end = vertex;
  do {
    backwards.push(into[vertex]!);
    vertex = edges[into[vertex]!]!.from;
  } while (vertex !== end);
  const cycle = backwards.reverse();
  // It is told from the arc that was written first.
  const start = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(start), ...cycle.slice(0, start)];
};

/** Which vertices can be reached from one, itself included. */
export const reachedFrom = (start: number, count: number, edges: readonly Edge[]): boolean[] => {
  const reached: boolean[] = Array(count).fill(false);
  const leaving: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) leaving[from]!.push(to);
  const line = [start];
  reached[start] = true;
  for (const vertex of line) {
    for (const next of leaving[vertex]!) {
      if (reached[next]) continue;
      reached[next] = true;
      line.push(next);
    }
  }
  return reached;
};
