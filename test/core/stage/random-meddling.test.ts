import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import type { StageChange } from '../../../core/stage/stage-change.js';
import { pressureCycle } from '../../../core/topology/pressure-cycle.js';
import { build } from '../../../sdk/build.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { type BitRate, type Nanos, ns } from '../../../sdk/units.js';
import { Lab } from './lab.js';
import { effectsPlan, queuePlan } from './random-effects.js';
import { randomGraph } from './random-graph.js';
import { hoarder, meddler, setter } from './random-hooks.js';

/** Adds a few frames of its own: without an end they would breed where pairs and floods go round. */
const adder = (): AnyHook =>
  defineHook({
    name: 'adder',
    state: () => ({ left: 10 }),
    preamble(frame, { rng, inject, state }) {
      const what = rng.below(6);
      if (what > 1 || state.left === 0) return;
      state.left -= 1;
      inject(frame, { toward: what === 0 ? 'onward' : 'back', after: ns(rng.below(2) * rng.below(3e6)) });
    },
    episode(frame, { rng, inject, state }) {
      if (rng.below(6) > 0 || state.left === 0) return;
      state.left -= 1;
      inject(frame, { toward: 'back' });
    },
  });

const chooses: AnyHook['preamble'] = (_, { rng, routes, route }) => {
  if (routes.length > 0 && rng.below(4) === 0) route(rng.pick(routes));
};
const chooser = (): AnyHook => defineHook({ name: 'chooser', preamble: chooses, episode: chooses });

const HOOKS = [meddler, adder, setter, chooser, hoarder];
const most = <T>(each: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(each, { minLength: length, maxLength: length });

const change: fc.Arbitrary<StageChange> = fc.record(
  {
    rate: fc.constantFrom(0, 1e5, 1e7, Number.POSITIVE_INFINITY) as fc.Arbitrary<BitRate>,
    queue: fc.record({ limit: fc.constant('frames' as const), frames: fc.nat(6) }),
  },
  { requiredKeys: [] },
);

const meddledGraph = fc
  .record({
    graph: randomGraph,
    effects: most(fc.option(effectsPlan), 6),
    queues: most(fc.option(queuePlan), 6),
    pairs: most(fc.nat(11), 6),
    sticky: most(fc.constantFrom(undefined, 0, 1e3, 1e6, 1e9), 3),
    learns: most(fc.boolean(), 3),
    flows: most(fc.nat(3), 60),
    slots: fc.constantFrom(4096, 64, 16),
    hooks: fc.subarray(HOOKS),
    changes: fc.array(fc.record({ behind: fc.nat(59), stage: fc.nat(5), change }), { maxLength: 6 }),
  })
  .map(({ graph, effects, queues, pairs, sticky, learns, ...rest }) => {
    const { stages, topologies } = graph.plan;
    const used = stages.filter(({ name }) => topologies.some(({ arcs }) => arcs.some(({ stage }) => stage === name)));
    const plan: Plan = {
      ...graph.plan,
      stages: used.map((stage, i) => {
        // A pacer of its own kind may have no room for a frame, for ever.
        const { pacing: _, ...others }: EffectsPlan = effects[i] ?? {};
        const pair = used[pairs[i]!];
        return {
          ...stage,
          effects: others,
          queue: queues[i] ?? stage.queue,
          ...(pair === undefined || pair === stage ? {} : { pair: pair.name }),
        };
      }),
      topologies: topologies.map((topology, i) => ({
        ...topology,
        vertices: topology.vertices.map(({ dispatch, exit, ...vertex }) => ({
          ...vertex,
          dispatch: sticky[i] === undefined ? dispatch : { ...dispatch, sticky: sticky[i] as Nanos },
          ...(exit === undefined ? {} : { exit: learns[i] ? { ...exit, port: 'learn' } : exit }),
        })),
      })),
    };
    return { plan, arrivals: graph.arrivals, ...rest };
  })
  .filter(({ plan }) => pressureCycle(plan) === undefined);

type Meddled = typeof meddledGraph extends fc.Arbitrary<infer T> ? T : never;

/** A packet of a flow between two stations, or as much of it as there is room for. */
const packet = (length: number, flow: number, port: number): Uint8Array =>
  build({
    eth: { dst: `02:00:00:00:00:0${flow}`, src: `02:00:00:00:00:0${port}` },
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    udp: { srcPort: flow, dstPort: 9 },
    payload: Math.max(0, length - 42),
  }).bytes.slice(0, length);

const run = ({ plan, arrivals, flows, slots, hooks, changes }: Meddled): Lab => {
  const at = plan.stages.map(({ name }) => name);
  // Who hoards does so at one stage.
  const used = hooks.map(make => ({ hook: make(), stages: make === hoarder ? at.slice(0, 1) : at }));
  const lab = new Lab({ plan, hooks: used, storeBytes: slots * 2048 });
  const { engine, store } = lab;
  arrivals.forEach(({ port, at, length }, i) => {
    const bytes = packet(length, flows[i]!, port);
    const slot = store.put(bytes);
    if (slot >= 0) engine.arrive(port, slot, at);
    else engine.refuse(port, at, bytes, 0, length, length);
    for (const { behind, stage, change } of changes)
      if (behind === i) engine.change(stage % plan.stages.length, change);
    engine.audit();
  });
  lab.run();
  // What was set to stand still goes on.
  for (const stage of plan.stages.keys()) engine.change(stage, { rate: 1e7 as BitRate });
  return lab.run(1e13);
};

test('whatever hooks, effects, changes and little memory do in a graph, frames are conserved, told apart, and none waits for ever', () => {
  let forked = 0;
  fc.assert(
    fc.property(meddledGraph, graph => {
      const lab = run(graph);
      assert.is(lab.engine.failure, undefined);
      const { inFlight, kept } = lab.engine.inside;
      assert.is(inFlight, 0);
      if (kept === 0) assert.not(lab.store.copies.of.some(group => group !== 0));
      const ids = lab.fates.map(fate => fate.split(' ')[2]);
      assert.is(new Set(ids).size, ids.length);
      assert.equal(run(graph).fates, lab.fates);
      if (lab.ledger.births > 0) forked += 1;
    }),
    { seed: 8, numRuns: 150 },
  );
  assert.ok(forked > 50, `frames were born in ${forked} graphs`);
});

test.run();
