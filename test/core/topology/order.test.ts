import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Edge, findCycle, reachedFrom, topologicalOrder } from '../../../core/topology/order.js';

const edge = (from: number, to: number): Edge => ({ from, to });

/** Any graph: vertices and arcs between them, those to themselves and parallel ones included. */
const anyGraph = fc
  .integer({ min: 1, max: 12 })
  .chain(count =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.record({ from: fc.nat(count - 1), to: fc.nat(count - 1) }), { maxLength: 24 }),
    ),
  );

/** A graph without cycles: every arc leads from an earlier to a later vertex of a shuffled list. */
const acyclic = anyGraph.chain(([count, edges]) =>
  fc
    .shuffledSubarray([...Array(count).keys()], { minLength: count })
    .map((order): [number, Edge[]] => [
      count,
      edges
        .filter(({ from, to }) => from !== to)
        .map(({ from, to }) => (order.indexOf(from) < order.indexOf(to) ? edge(from, to) : edge(to, from))),
    ]),
);

/** Whether `to` can be reached by arcs, at least one: tried out, not sorted. */
const leads = (edges: readonly Edge[], from: number, to: number): boolean => {
  const seen = new Set<number>();
  const line = [from];
  for (const vertex of line) {
    for (const each of edges.filter(other => other.from === vertex)) {
      if (each.to === to) return true;
      if (!seen.has(each.to)) line.push(each.to);
      seen.add(each.to);
    }
  }
  return false;
};

test('a diamond is sorted by its arcs, and of equals the first by number comes first', () => {
  assert.equal(topologicalOrder(4, [edge(3, 1), edge(3, 0), edge(0, 2), edge(1, 2)]), [3, 1, 0, 2]);
  assert.equal(topologicalOrder(3, []), [0, 1, 2]);
});

test('every graph without cycles is sorted whole, each arc from an earlier to a later vertex', () => {
  fc.assert(
    fc.property(acyclic, ([count, edges]) => {
      const order = topologicalOrder(count, edges);
      assert.equal(
        [...order].sort((a, b) => a - b),
        [...Array(count).keys()],
      );
      for (const { from, to } of edges) assert.ok(order.indexOf(from) < order.indexOf(to));
      assert.is(findCycle(count, edges), undefined);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('of any graph just those vertices are left out that lie on a cycle or behind one', () => {
  fc.assert(
    fc.property(anyGraph, ([count, edges]) => {
      const onCycle = [...Array(count).keys()].filter(vertex => leads(edges, vertex, vertex));
      const left = [...Array(count).keys()].filter(
        vertex => onCycle.includes(vertex) || onCycle.some(each => leads(edges, each, vertex)),
      );
      const order = topologicalOrder(count, edges);
      assert.equal(
        [...Array(count).keys()].filter(vertex => !order.includes(vertex)),
        left,
      );
    }),
    { seed: 2, numRuns: 1000 },
  );
});

test('the cycle that is named is one: its arcs join, none stands twice, no vertex is met twice', () => {
  let found = 0;
  fc.assert(
    fc.property(anyGraph, ([count, edges]) => {
      const cycle = findCycle(count, edges);
      const cyclic = [...Array(count).keys()].some(vertex => leads(edges, vertex, vertex));
      assert.is(cycle !== undefined, cyclic);
      if (cycle === undefined) return;
      found += 1;
      for (const [i, arc] of cycle.entries()) assert.is(edges[arc]!.to, edges[cycle[(i + 1) % cycle.length]!]!.from);
      assert.is(new Set(cycle.map(arc => edges[arc]!.from)).size, cycle.length);
      assert.is(cycle[0], Math.min(...cycle));
    }),
    { seed: 3, numRuns: 1000 },
  );
  assert.ok(found > 300, `${found}`);
});

test('a long chain is sorted, and the cycle that closes it found, without recursion', () => {
  const count = 100_000;
  const chain = Array.from({ length: count - 1 }, (_, i) => edge(i, i + 1));
  assert.is(topologicalOrder(count, chain).length, count);
  assert.is(findCycle(count, [...chain, edge(count - 1, 0)])!.length, count);
  assert.ok(reachedFrom(0, count, chain).every(Boolean));
});

test('what can be reached is what arcs lead to, and the start', () => {
  fc.assert(
    fc.property(anyGraph, ([count, edges]) => {
      const reached = reachedFrom(0, count, edges);
      assert.equal(
        reached,
        reached.map((_, vertex) => vertex === 0 || leads(edges, 0, vertex)),
      );
    }),
    { seed: 4, numRuns: 500 },
  );
});

test.run();
