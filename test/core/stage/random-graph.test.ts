import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { partition } from '../../../core/lane/partition.js';
import { defineHook } from '../../../sdk/hook.js';
import { Lab } from './lab.js';
import { type RandomGraph, randomGraph } from './random-graph.js';

/** Counts, in a column of the frame, the stages it has entered; copies take the count with them. */
const hops = defineHook({
  name: 'hops',
  columns: { count: 'u32' },
  state: () => ({ most: 0 }),
  scope: 'run',
  preamble(frame, { state }) {
    frame.my.count += 1;
    if (frame.my.count > state.most) state.most = frame.my.count;
  },
});

const run = ({ plan, arrivals }: RandomGraph, stages?: readonly number[], hooked = false): Lab => {
  const lab = new Lab({
    plan,
    ...(stages === undefined ? {} : { stages }),
    ...(hooked ? { hooks: [{ hook: hops, stages: plan.stages.map(({ name }) => name) }] } : {}),
  });
  const has = (port: number): boolean => {
    const { graph } = lab.engine;
    const entry = graph.ways[port]![0]!.entry;
    return lab.engine.stages.some(({ ordinal }) => graph.arcs[graph.vertices[entry]!.arcs[0]!]!.stage === ordinal);
  };
  for (const { port, at, length } of arrivals) if (has(port)) lab.arrive(at, length, port);
  return lab.run();
};

const settings = { seed: 5, numRuns: 400 };

test('in any graph every frame leaves by an exit or is accounted for, and nobody waits for ever', () => {
  fc.assert(
    fc.property(randomGraph, graph => {
      const lab = run(graph);
      assert.is(lab.store.used, 0);
      assert.is(
        lab.store.copies.of.some(group => group !== 0),
        false,
      );
      assert.is(lab.ledger.in, graph.arrivals.length);
    }),
    settings,
  );
});

test('no frame makes more hops than there are vertices but one', () => {
  fc.assert(
    fc.property(randomGraph, graph => {
      const lab = run(graph, undefined, true);
      const { most } = lab.engine.stages[0]!.chain.seats[0]!.ctx.state as { most: number };
      assert.ok(most <= Math.max(...graph.plan.topologies.map(({ vertices }) => vertices.length - 1)), `${most}`);
    }),
    settings,
  );
});

test('the same seed gives the same trace, to the nanosecond and the order', () => {
  fc.assert(
    fc.property(randomGraph, graph => {
      assert.equal(run(graph).fates, run(graph).fates);
    }),
    { ...settings, numRuns: 100 },
  );
});

test('any partition into lanes gives every stage the fates it has in one', () => {
  let divided = 0;
  fc.assert(
    fc.property(randomGraph, graph => {
      const parts = partition(graph.plan, []);
      if (parts.length > 1) divided++;
      const whole = run(graph);
      const apart = parts.flatMap(({ stages }) => run(graph, stages).fates);
      const byStage = (fates: readonly string[]): string[] =>
        [...fates].sort((a, b) =>
          a.split(' ')[1]! < b.split(' ')[1]! ? -1 : a.split(' ')[1] === b.split(' ')[1] ? 0 : 1,
        );
      assert.equal(byStage(apart), byStage(whole.fates));
    }),
    settings,
  );
  assert.ok(divided > 30, `${divided} graphs were divided`);
});

test.run();
