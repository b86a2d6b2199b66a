import { setImmediate } from 'node:timers/promises';
import type { Plan } from '../../core/plan/plan.js';
import { type DispatchPlan, POLICIES } from '../../core/plan/topology-plan.js';
import { exitAt, forkPlan, graphPlan, portOf, stageOf, topologyOf } from '../core/stage/graph-lab.js';
import { frameCost } from './engine-cost.js';
import { median } from './machine.js';

const ROUNDS = 5;
/** Stage-hops of one measurement. */
const HOPS = 1_000_000;
const LENGTHS = [1, 4, 16, 64, 256, 1000];

const chainOf = (length: number): Plan => {
  const names = Array.from({ length }, (_, i) => `s${i}`);
  const vertices = Array.from({ length: length + 1 }, (_, i) => `v${i}`);
  return graphPlan({
    stages: names.map(name => stageOf(name, { rate: Number.POSITIVE_INFINITY })),
    ports: [portOf('a', 0, 'chain'), portOf('b', 1)],
    topologies: [
      topologyOf(
        'chain',
        vertices,
        names.map((name, i) => [name, `v${i}`, `v${i + 1}`]),
        { [`v${length}`]: exitAt('b') },
      ),
    ],
  });
};

const arms = Object.fromEntries(
  ['x', 'y', 'z'].map(name => [name, { queue: { limit: 'bytes', bytes: 1e6 } as const }]),
);
const forkOf = (dispatch: Partial<DispatchPlan>): Plan => forkPlan(dispatch, arms);

export interface GraphCost {
  /** Nanoseconds for one frame and one stage, by the number of stages that it walks at one instant. */
  readonly hop: Readonly<Record<string, number>>;
  /** Nanoseconds a frame through a fork of three paced arms, by policy; of a flood for three frames. */
  readonly fork: Readonly<Record<string, number>>;
}

/** What graphs cost the engine, without sockets: medians of interleaved rounds. */
export const graphCost = async (): Promise<GraphCost> => {
  const hop: Record<string, number[]> = {};
  const fork: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const length of LENGTHS) {
      await setImmediate();
      (hop[length] ??= []).push(frameCost(chainOf(length), [], HOPS / length) / length);
    }
    for (const policy of POLICIES) {
      await setImmediate();
      (fork[policy] ??= []).push(frameCost(forkOf({ policy }), [], HOPS / 4));
    }
    (fork['random, flows keep to their arc'] ??= []).push(
      frameCost(forkOf({ policy: 'random', sticky: 1e9 as never }), [], HOPS / 4),
    );
  }
  const medians = (all: Record<string, number[]>): Record<string, number> =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Math.round(median(values))]));
  return { hop: medians(hop), fork: medians(fork) };
};
