import { lanesMost } from '../lane/lane-pool.js';
import { partition } from '../lane/partition.js';
import { isLink } from '../plan/link-form.js';
import type { Plan, Startup, TrafficPlan } from '../plan/plan.js';
import { LEARN } from '../plan/topology-plan.js';
import { storeBytes, virtualStoreBytes } from '../run/store-budget.js';
import { graphOf, portsBehind, portsInto } from '../topology/graph.js';
import { type CheckedHook, checkedHooks } from './checked-hooks.js';
import { type CheckedPort, type CheckedTopology, checkedTopology } from './checked-topology.js';
import { firstQueueSize, type QueueSize, type ScenarioFigures, scenarioFigures } from './stage-range.js';
import { substreamsOf } from './substreams.js';
import { type PlannedHook, type Step, walkOf } from './walk.js';
import { type Warning, warningsOf } from './warnings.js';

/** What a plan without faults comes to. Spans in nanoseconds, rates in bits per second; JSON has null for Infinity. */
export interface CheckReport {
  readonly name: string;
  readonly seed: number;
  /** Infinity: until the traffic or the client command ends. */
  readonly duration: number;
  readonly startup: Startup;
  /** How the plan says its paths. */
  readonly form: 'link' | 'graph';
  readonly ports: readonly CheckedPort[];
  readonly topologies: readonly CheckedTopology[];
  readonly stages: readonly CheckedStage[];
  /** In the order in which they run. */
  readonly hooks: readonly CheckedHook[];
  readonly traffic: readonly Pick<TrafficPlan, 'kind' | 'from' | 'to' | 'settings'>[];
  /** Nothing is sent in virtual time: no traffic, no capture at a port. */
  readonly silent: boolean;
  /** Stages whose captures are written; undefined: as the command line says. */
  readonly captures: readonly string[] | undefined;
  /** What the run is to come to. */
  readonly expect: readonly string[];
  readonly lanes: readonly CheckedLane[];
  /** Bytes that the hooks of one lane may fill, in real time; undefined: as many as usual. */
  readonly hookMemory: number | undefined;
  /** Why the lanes are apart. */
  readonly apart: string | undefined;
  readonly store: { readonly slotBytes: number; readonly virtualBytes: number };
  /** Names of the random substreams that a run may draw from. */
  readonly substreams: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface CheckedStage {
  readonly name: string;
  /** The ports before it and behind it, those with no other stage in between. */
  readonly from: string;
  readonly to: string;
  /** Whose arc it is: the frames of several meet in it. */
  readonly topologies: readonly string[];
  /** The stage that what is sent back enters. */
  readonly pair?: string;
  readonly walk: readonly Step[];
  readonly scenario: ScenarioFigures;
  /** What may wait in the first row. */
  readonly queue: QueueSize;
  readonly reconfiguration: { readonly delay: number; readonly mode: 'gsl' | 'all' };
}

/** A thread of a run in real time. */
export interface CheckedLane {
  readonly stages: readonly string[];
  /** Why they are together. */
  readonly reasons: readonly string[];
  /** Frame memory that this machine would give it now. */
  readonly bytes: number;
}

const APART_LINK = 'no hook has one state (scope: link or run) or one budget for both';
const APART_GRAPH = 'no vertex, no port and no hook (scope: link or run, or a budget) joins their stages';

/** `bare`: of a scenario alone, which commands complete. */
export const checkReport = (name: string, plan: Plan, hooks: readonly PlannedHook[], bare = false): CheckReport => {
  const used = hooks.map(({ hook, plan: { stages, budget } }) => ({ hook, stages, budget }));
  const parts = partition(plan, used, lanesMost());
  const graph = graphOf(plan);
  const ends = (name: string, side: 'from' | 'to'): string => {
    const stage = plan.stages.findIndex(each => each.name === name);
    const ports = side === 'from' ? portsInto(graph, stage) : portsBehind(graph, stage);
    return ports.map(port => plan.ports[port]?.name ?? LEARN).join(', ');
  };
  return {
    name,
    seed: plan.seed,
    duration: plan.duration,
    startup: plan.startup,
    form: isLink(plan) ? 'link' : 'graph',
    ports: plan.ports,
    topologies: plan.topologies.map(topology => checkedTopology(plan, topology)),
    stages: plan.stages.map(stage => ({
      name: stage.name,
      from: ends(stage.name, 'from'),
      to: ends(stage.name, 'to'),
      topologies: plan.topologies
        .filter(({ arcs }) => arcs.some(arc => arc.stage === stage.name))
        .map(each => each.name),
      ...(stage.pair === undefined ? {} : { pair: stage.pair }),
      walk: walkOf(stage, hooks),
      scenario: scenarioFigures(stage),
      queue: firstQueueSize(stage),
      reconfiguration: stage.reconfiguration,
    })),
    hooks: checkedHooks(hooks),
    traffic: plan.traffic.map(({ kind, from, to, settings }) => ({ kind, from, to, settings })),
    silent: !bare && plan.traffic.length === 0 && plan.ports.every(({ pcap }) => pcap === undefined),
    captures: plan.captures,
    expect: plan.expect ?? [],
    lanes: parts.map(({ stages, reasons }) => ({
      stages: stages.map(ordinal => plan.stages[ordinal]!.name),
      reasons,
      bytes: storeBytes(
        plan,
        stages.map(ordinal => plan.stages[ordinal]!),
        parts.length,
      ),
    })),
    hookMemory: plan.hookMemory,
    apart: parts.length < 2 ? undefined : isLink(plan) ? APART_LINK : APART_GRAPH,
    store: { slotBytes: plan.store.slotBytes, virtualBytes: virtualStoreBytes(plan) },
    substreams: substreamsOf(plan, hooks),
    warnings: warningsOf(plan, hooks),
  };
};
