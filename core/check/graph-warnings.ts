import { isWeighted } from '../plan/dispatch-settings.js';
import { isLink } from '../plan/link-form.js';
import type { Plan, StagePlan } from '../plan/plan.js';
import { portsReached } from '../plan/ports-reached.js';
import { LEARN, type TopologyPlan } from '../plan/topology-plan.js';
import { copiesOf } from '../topology/copies.js';
import { forksOf, holdsFrames } from '../topology/forks.js';
import { firstQueueSize } from './stage-range.js';
import type { Warning } from './warnings.js';

/** What a plan's topologies and ports may say and hardly anybody means; of a link nothing. */
export const graphWarnings = (plan: Plan): Warning[] =>
  isLink(plan)
    ? trafficWarnings(plan)
    : [
        ...plan.topologies.flatMap(each => topologyWarnings(plan, each)),
        ...portWarnings(plan),
        ...trafficWarnings(plan),
      ];

interface Fork {
  readonly topology: TopologyPlan;
  readonly vertex: number;
  /** Ordinals of the arcs that leave it. */
  readonly arcs: readonly number[];
}

const topologyWarnings = (plan: Plan, topology: TopologyPlan): Warning[] => {
  const forks = forksOf(topology).map((vertex): Fork => {
    const arcs = [...topology.arcs.keys()].filter(i => topology.arcs[i]!.from === vertex);
    return { topology, vertex, arcs };
  });
  return [
    ...forks.flatMap(fork => [...weightWarnings(fork), ...matchWarnings(fork), ...pressureWarnings(plan, fork)]),
    ...dedupeWarnings(topology),
  ];
};

const at = ({ topology, vertex }: Fork): Warning['path'] => [
  'topologies',
  topology.name,
  'dispatch',
  topology.vertices[vertex]!.name,
];

const weightWarnings = (fork: Fork): Warning[] => {
  const { topology, vertex, arcs } = fork;
  const { name, dispatch } = topology.vertices[vertex]!;
  const uneven = arcs.find(i => topology.arcs[i]!.weight !== 1);
  if (!isWeighted(dispatch)) {
    if (uneven === undefined) return [];
    const message = `weights mean nothing under the policy ${dispatch.policy}`;
    return [
      {
        path: ['topologies', topology.name, 'arcs', uneven, 'weight'],
        message,
        hint: `dispatch: { ${name}: weighted }`,
      },
    ];
  }
  // In turn, equal weights are not as random.
  if (uneven !== undefined || dispatch.smooth || arcs.length === 1) return [];
  return [
    { path: at(fork), message: `all weights at ${name} are 1: it is as random`, hint: 'as in weight: 3 at an arc' },
  ];
};

const matchWarnings = (fork: Fork): Warning[] => {
  const { topology, vertex, arcs } = fork;
  const { name, dispatch } = topology.vertices[vertex]!;
  if (dispatch.policy !== 'match') return [];
  const rest = arcs.findIndex(i => topology.arcs[i]!.match === undefined);
  if (rest < 0) {
    const message = `a frame that fits no filter at ${name} is dropped as dispatch:match`;
    return [{ path: at(fork), message, hint: 'an arc without match takes the rest' }];
  }
  return arcs.slice(rest + 1).map(i => ({
    path: ['topologies', topology.name, 'arcs', i],
    message: `never taken: at ${name} an arc before it takes everything`,
    hint: 'the first that fits is taken',
  }));
};

/** Whether a stage may be full of frames, in some row of its scenario. */
const isLimited = (stage: StagePlan): boolean =>
  stage.scenario.rows.some(row => {
    const { bytes, frames } = firstQueueSize({ ...stage, scenario: { rows: [row] } });
    return Number.isFinite(bytes) || Number.isFinite(frames);
  });

/** Frames wait while all arcs are full: one that never is lets them all through. */
const pressureWarnings = (plan: Plan, fork: Fork): Warning[] => {
  const { topology, vertex, arcs } = fork;
  const { name, dispatch } = topology.vertices[vertex]!;
  if (!holdsFrames(dispatch)) return [];
  const open = arcs.find(i => neverFull(plan, topology, i));
  if (open === undefined) return [];
  const { stage } = topology.arcs[open]!;
  const message = `nothing ever waits at ${name}: stage ${stage} has no limit and is never full`;
  return [{ path: at(fork), message, hint: `limit its queue, as in queue: 64KiB` }];
};

/** An arc is full, too, when all that lies behind it is, where frames wait for that. */
const neverFull = (plan: Plan, topology: TopologyPlan, arc: number): boolean => {
  const { stage, to } = topology.arcs[arc]!;
  if (isLimited(plan.stages.find(({ name }) => name === stage)!)) return false;
  const { dispatch } = topology.vertices[to]!;
  const behind = [...topology.arcs.keys()].filter(i => topology.arcs[i]!.from === to);
  return behind.length === 0 || !holdsFrames(dispatch) || behind.some(i => neverFull(plan, topology, i));
};

const dedupeWarnings = (topology: TopologyPlan): Warning[] =>
  copiesOf(topology) > 1
    ? []
    : topology.vertices
        .filter(({ exit }) => exit?.dedupe === 'first')
        .map(({ name }) => ({
          path: ['topologies', topology.name, 'exits', name],
          message: 'nothing floods on the way there: of every frame there is one copy',
        }));

const portWarnings = (plan: Plan): Warning[] => {
  const exits = plan.topologies.flatMap(({ vertices }) => vertices.flatMap(({ exit }) => exit?.port ?? []));
  const idle = plan.ports
    .filter(({ name, enter }) => enter.length === 0 && !exits.includes(name) && !exits.includes(LEARN))
    .map(({ name }) => ({ path: ['ports', name], message: 'no topology begins or ends here' }));
  return [...idle, ...variableWarnings(plan)];
};

/** Programs find the ports' addresses in their environment, where names differ in letters and digits alone (core/netns/host.ts). */
const variableWarnings = ({ ports }: Plan): Warning[] => {
  const first = new Map<string, string>();
  return ports.flatMap(({ name }) => {
    const variable = `HOOKLINE_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    const taken = [variable, `${variable}6`].find(each => first.has(each));
    for (const each of [variable, `${variable}6`]) if (!first.has(each)) first.set(each, name);
    if (taken === undefined) return [];
    const message = `programs find one address in ${taken}, and it is that of ${first.get(taken)} too`;
    return [{ path: ['ports', name], message, hint: 'call it otherwise' }];
  });
};

/** Kinds whose answers have to come back. */
const ANSWERED = ['tcp', 'request-response'];

const trafficWarnings = (plan: Plan): Warning[] =>
  plan.traffic.flatMap(({ kind, from, to }, i) => {
    if (!ANSWERED.includes(kind) || portsReached(plan, to).has(from)) return [];
    return [{ path: ['traffic', i], message: `no topology leads back from ${to} to ${from}: ${kind} gets no answer` }];
  });
