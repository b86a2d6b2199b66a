import fc from 'fast-check';
import { dispatchPlan } from '../../../core/plan/dispatch-settings.js';
import type { StagePlan } from '../../../core/plan/plan.js';
import { defaultAddresses, type PortPlan } from '../../../core/plan/port-plan.js';
import {
  AT_RANDOM,
  CHOICES,
  type DispatchPlan,
  LEARN,
  POLICIES,
  type TopologyPlan,
} from '../../../core/plan/topology-plan.js';
import { copiesOf, MOST_COPIES } from '../../../core/topology/copies.js';
import { holdsFrames } from '../../../core/topology/forks.js';
import { topologicalOrder } from '../../../core/topology/order.js';

/** Stages, by name alone, ports and topologies of a sound graph plan. */
export interface RandomGraph {
  readonly stages: readonly string[];
  readonly ports: readonly PortPlan[];
  readonly topologies: readonly TopologyPlan[];
}

const STAGES = ['access', 'fast', '10G', 'slow_lane', 'b-1', 'up', 'down'];
const PORTS = ['alice', 'bob', 'client', 'server', 'p-1'];
const FILTERS = ['udp port 5004', 'tcp', 'ip6 and not host fd00::1'];
const VERTICES = ['in', 'fork', 'mid', '1', 'v_2', 'x-y'];

const dispatch: fc.Arbitrary<DispatchPlan> = fc
  .record(
    {
      policy: fc.constantFrom(...POLICIES),
      base: fc.constantFrom(...CHOICES),
      onFull: fc.constantFrom('drop' as const, 'backpressure' as const),
      count: fc.constantFrom('bytes' as const, 'frames' as const),
      smooth: fc.boolean(),
      timesRate: fc.boolean(),
      halfLife: fc.integer({ min: 1, max: 1e10 }),
      sticky: fc.integer({ min: 1, max: 1e10 }),
    },
    { requiredKeys: ['policy'] },
  )
  .map(said => dispatchPlan(said as Parameters<typeof dispatchPlan>[0]));

const weight = fc.oneof(fc.constant(1), fc.double({ min: 1e-6, max: 1e6, noNaN: true }));

const topology = (name: string, stages: readonly string[], ports: readonly string[]): fc.Arbitrary<TopologyPlan> =>
  fc
    .record({
      // The arc that leads to vertex i + 1, so that one way at least leads to each from the first.
      parents: fc.array(fc.nat(), { minLength: 1, maxLength: VERTICES.length - 1 }),
      more: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
      names: fc.shuffledSubarray(VERTICES, { minLength: VERTICES.length }),
      stages: fc.array(fc.constantFrom(...stages), { minLength: 10, maxLength: 10 }),
      weights: fc.array(weight, { minLength: 10, maxLength: 10 }),
      matches: fc.array(fc.option(fc.constantFrom(...FILTERS)), { minLength: 10, maxLength: 10 }),
      dispatches: fc.array(dispatch, { minLength: VERTICES.length, maxLength: VERTICES.length }),
      exits: fc.array(
        fc.record({
          port: fc.constantFrom(LEARN, ...ports),
          dedupe: fc.constantFrom('none' as const, 'first' as const),
        }),
        { minLength: VERTICES.length, maxLength: VERTICES.length },
      ),
      order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
    })
    .map(({ parents, more, order, ...of }) => {
      const count = parents.length + 1;
      const edges = [
        ...parents.map((parent, i) => ({ from: parent % (i + 1), to: i + 1 })),
        ...more.map(([a, b]) => ({ from: a % count, to: b % count })).filter(({ from, to }) => from < to),
      ]
        .map((edge, i) => ({ ...edge, key: order[i]! }))
        .sort((a, b) => a.key - b.key);
      return build(name, count, edges, of);
    });

interface Choices {
  readonly names: readonly string[];
  readonly stages: readonly string[];
  readonly weights: readonly number[];
  readonly matches: readonly (string | null)[];
  readonly dispatches: readonly DispatchPlan[];
  readonly exits: readonly { readonly port: string; readonly dedupe: 'none' | 'first' }[];
}

/** Vertices in the order in which a plan file's reader has them: sorted, of equals those first that arcs name first. */
const build = (
  name: string,
  count: number,
  edges: readonly { readonly from: number; readonly to: number }[],
  { names, stages, weights, matches, dispatches, exits }: Choices,
): TopologyPlan => {
  const named = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const byName = edges.map(({ from, to }) => ({ from: named.indexOf(from), to: named.indexOf(to) }));
  const places = topologicalOrder(count, byName).map(i => named[i]!);
  const leaving = (vertex: number): number => edges.filter(({ from }) => from === vertex).length;
  // Before the only arc frames may wait, but not at the entry.
  const decides = (vertex: number): boolean =>
    leaving(vertex) > 1 ||
    (leaving(vertex) === 1 && edges.some(({ to }) => to === vertex) && holdsFrames(dispatches[vertex]!));
  return {
    name,
    vertices: places.map(vertex => ({
      name: names[vertex]!,
      dispatch: decides(vertex) ? dispatches[vertex]! : AT_RANDOM,
      ...(leaving(vertex) === 0 ? { exit: exits[vertex]! } : {}),
    })),
    arcs: edges.map(({ from, to }, i) => ({
      stage: stages[i]!,
      from: places.indexOf(from),
      to: places.indexOf(to),
      weight: weights[i]!,
      ...(matches[i] !== null && leaving(from) > 1 && dispatches[from]!.policy === 'match'
        ? { match: matches[i]! }
        : {}),
    })),
  };
};

const port = (name: string, ordinal: number, topologies: readonly string[]): fc.Arbitrary<PortPlan> =>
  fc
    .record({
      enter: fc.array(fc.constantFrom(...topologies), { maxLength: 3 }),
      match: fc.constantFrom(...FILTERS),
      host: fc.constantFrom(name, 'shared'),
      attach: fc.option(fc.constantFrom('netns' as const, 'docker' as const, 'if' as const)),
      bare: fc.boolean(),
      pcap: fc.option(fc.constant('/x/a.pcap')),
    })
    .map(({ enter, match, host, attach, bare, pcap }) => {
      const { ipv4, ipv6, ...addresses } = defaultAddresses(ordinal);
      return {
        name,
        host: attach === null ? host : name,
        ...addresses,
        ...(attach === 'if' ? { interfaceName: `eth${ordinal}` } : {}),
        ...(bare ? {} : { ipv4: ipv4!, ipv6: ipv6! }),
        enter: enter.map((each, i) => (i < enter.length - 1 ? { match, topology: each } : { topology: each })),
        ...(attach === null ? {} : { attach: { kind: attach, name: attach === 'if' ? `eth${ordinal}` : 'lab' } }),
        ...(pcap === null ? {} : { pcap }),
      };
    });

/** Sound graphs of up to five ports and three topologies over stages that all are arcs of some. */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc
  .record({
    stages: fc.shuffledSubarray(STAGES, { minLength: 1 }),
    ports: fc.shuffledSubarray(PORTS, { minLength: 1 }),
    topologies: fc.shuffledSubarray(['there', 'home', 'media'], { minLength: 1 }),
  })
  .chain(({ stages, ports, topologies }) =>
    fc.record({
      stages: fc.constant(stages),
      topologies: fc.tuple(...topologies.map(name => topology(name, stages, ports))),
      ports: fc.tuple(...ports.map((name, i) => port(name, i, topologies))),
    }),
  )
  .filter(({ topologies }) => topologies.every(each => copiesOf(each) <= MOST_COPIES))
  .map(({ stages, topologies, ports }) => {
    const used = new Set(topologies.flatMap(({ arcs }) => arcs.map(({ stage }) => stage)));
    const entered = new Set(ports.flatMap(({ enter }) => enter.map(({ topology: name }) => name)));
    // What no port has frames for, the first one has.
    const missing = topologies.map(({ name }) => name).filter(name => !entered.has(name));
    const [first, ...others] = ports as PortPlan[];
    const last = first!.enter.at(-1) ?? missing.map(name => ({ topology: name })).at(-1);
    const filtered = missing
      .filter(name => name !== last?.topology)
      .map(name => ({ match: FILTERS[0]!, topology: name }));
    const enter = last === undefined ? [] : [...filtered, ...first!.enter.slice(0, -1), last];
    return {
      stages: stages.filter(name => used.has(name)),
      topologies: topologies as TopologyPlan[],
      ports: [{ ...first!, enter }, ...others],
    };
  });

/** Its stages, with the settings of another. */
export const stagesOf = ({ stages }: RandomGraph, { pair: _, ...settings }: StagePlan): StagePlan[] =>
  stages.map((name, i) => {
    const pair = stages[(i + 1) % stages.length]!;
    const direction = i % 2 === 0 ? 'up' : 'down';
    return { ...settings, name, direction, ...(i % 3 === 0 && pair !== name ? { pair } : {}) };
  });
