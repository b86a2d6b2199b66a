import fc from 'fast-check';
import type { Plan } from '../../../core/plan/plan.js';
import { type DispatchPlan, POLICIES } from '../../../core/plan/topology-plan.js';
import { pressureCycle } from '../../../core/topology/pressure-cycle.js';
import { exitAt, graphPlan, portOf, stageOf, topologyOf } from './graph-lab.js';

export interface RandomGraph {
  readonly plan: Plan;
  readonly arrivals: readonly { readonly port: number; readonly at: number; readonly length: number }[];
}

const stage = fc.record({
  rate: fc.constantFrom(1e6, 8e6, 100e6, Number.POSITIVE_INFINITY),
  delay: fc.constantFrom(0, 1000, 3e6),
  queue: fc.oneof(
    fc.constant({ limit: 'none' } as const),
    fc.record({ limit: fc.constant('frames' as const), frames: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ limit: fc.constant('bytes' as const), bytes: fc.integer({ min: 1, max: 4000 }) }),
  ),
  lossy: fc.boolean(),
});

const dispatch: fc.Arbitrary<Partial<DispatchPlan>> = fc.record({
  policy: fc.constantFrom(...POLICIES),
  base: fc.constantFrom('random', 'weighted', 'shortest-queue', 'greatest-free') as fc.Arbitrary<DispatchPlan['base']>,
  onFull: fc.constantFrom('drop', 'backpressure') as fc.Arbitrary<DispatchPlan['onFull']>,
  count: fc.constantFrom('bytes', 'frames') as fc.Arbitrary<DispatchPlan['count']>,
  smooth: fc.boolean(),
});

/**
 * One to three topologies over a pool of stages that they may share, each a random graph of up to six vertices: arcs lead
 * from lower to higher vertices, and every vertex but the last has one to the next. Ports 0 … n-1 enter, port n is the exit.
 */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc
  .record({
    stages: fc.array(stage, { minLength: 1, maxLength: 6 }),
    topologies: fc.array(
      fc.record({
        size: fc.integer({ min: 2, max: 6 }),
        jumps: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 4 })), { maxLength: 4 }),
        steps: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        dispatch: fc.array(dispatch, { minLength: 6, maxLength: 6 }),
        dedupe: fc.constantFrom('none' as const, 'first' as const),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    arrivals: fc.array(
      fc.record({ port: fc.nat(), gap: fc.constantFrom(0, 1, 1000, 1e6), length: fc.integer({ min: 14, max: 1500 }) }),
      {
        minLength: 1,
        maxLength: 60,
        size: 'max',
      },
    ),
    seed: fc.nat(),
  })
  .map(({ stages, topologies, arrivals, seed }) => {
    const names = stages.map((_, i) => `s${i}`);
    const count = topologies.length;
    let at = 0;
    return {
      plan: graphPlan({
        seed,
        stages: stages.map(({ lossy, ...settings }, i) =>
          stageOf(names[i]!, {
            ...settings,
            effects: lossy ? { loss: { model: 'independent', chance: 0.1 as never, ecn: false } } : {},
          }),
        ),
        ports: [...topologies.map((_, i) => portOf(`p${i}`, i, `t${i}`)), portOf('out', count)],
        topologies: topologies.map(({ size, jumps, steps, dispatch: policies, dedupe }, i) => {
          const vertices = Array.from({ length: size }, (_, v) => `v${v}`);
          const name = (choice: number): string => names[choice % names.length]!;
          const steady = vertices.slice(1).map((to, v) => [name(steps[v]!), `v${v}`, to, 1] as const);
          const over = jumps.map(([choice, from, span, weight]) => {
            const tail = from % (size - 1);
            return [name(choice), `v${tail}`, `v${tail + 1 + (span % (size - 1 - tail))}`, weight] as const;
          });
          return topologyOf(
            `t${i}`,
            vertices,
            [...steady, ...over],
            { [`v${size - 1}`]: exitAt('out', dedupe) },
            Object.fromEntries(vertices.slice(0, -1).map((vertex, v) => [vertex, policies[v]!])),
          );
        }),
      }),
      arrivals: arrivals.map(({ port, gap, length }) => {
        at += gap;
        return { port: port % count, at, length };
      }),
    };
  })
  // Stages that wait for each other in a circle may wait for ever: such plans are refused.
  .filter(({ plan }) => pressureCycle(plan) === undefined);
