import type { AnyHook } from '../../sdk/hook.js';
import type { HookBudget, Plan } from '../plan/plan.js';
import { BY_TABLE, type Graph, graphOf } from '../topology/graph.js';

/** The stages of one lane, by ordinal, and why they are together. */
export interface LanePart {
  readonly stages: readonly number[];
  readonly reasons: readonly string[];
}

/** What of a hook keeps stages together. */
interface JoiningHook {
  readonly hook: AnyHook;
  readonly stages: readonly string[];
  readonly budget?: HookBudget | undefined;
}

interface Bond {
  readonly stages: readonly number[];
  readonly reason: string;
  /** Told even where others have brought the stages together already. */
  readonly told?: true;
}

/**
 * Divides the stages into lanes, at most `most` of them: connected components under a shared vertex, a port whose frames
 * enter them, the MAC table, and shared hook state (`scope` link or run) or budget. Frames that are forwarded never cross
 * lanes; what is sent back may.
 */
export const partition = (plan: Plan, hooks: readonly JoiningHook[], most = Number.POSITIVE_INFINITY): LanePart[] => {
  const graph = graphOf(plan);
  const lanes = new Components(plan.stages.length);
  for (const bond of [...vertexBonds(plan, graph), ...portBonds(plan, graph), ...hookBonds(plan, hooks)])
    lanes.join(bond);
  const all = plan.stages.map((_, ordinal) => ordinal);
  if (graph.vertices.some(({ exit }) => exit === BY_TABLE))
    lanes.join({ stages: all, reason: 'the MAC table of learn is one' });
  if (plan.lanes === 'one') lanes.join({ stages: all, reason: 'the plan asks for one lane' });
  while (lanes.count > Math.max(1, most)) {
    const [least, next] = lanes.bySize();
    lanes.join({ stages: [least!, next!], reason: `${most} lanes at most on this machine` });
  }
  return lanes.parts();
};

/** Frames go from stage to stage at a vertex, and a fork looks at the stages behind it. */
const vertexBonds = (plan: Plan, { vertices, arcs }: Graph): Bond[] =>
  vertices.flatMap(({ topology, plan: { name } }, vertex) => {
    const around = arcs.filter(({ tail, head }) => tail === vertex || head === vertex);
    // What ends at one exit, or enters by one vertex without a choice, need not be together.
    if (!arcs.some(({ tail }) => tail === vertex)) return [];
    const stages = [...new Set(around.map(({ stage }) => stage))];
    return stages.length < 2
      ? []
      : [{ stages, reason: `${named(plan, stages)} meet at ${name} of ${plan.topologies[topology]!.name}` }];
  });

/** One lane reads a port. */
const portBonds = (plan: Plan, { ways, vertices, arcs }: Graph): Bond[] =>
  ways.flatMap((each, port) => {
    const stages = [...new Set(each.flatMap(({ entry }) => vertices[entry]!.arcs.map(arc => arcs[arc]!.stage)))];
    return stages.length < 2
      ? []
      : [{ stages, reason: `frames of ${plan.ports[port]!.name} enter ${named(plan, stages)}` }];
  });

/** One lane has a state, and one keeps the account of a budget. */
const hookBonds = (plan: Plan, hooks: readonly JoiningHook[]): Bond[] =>
  hooks.flatMap(({ hook: { name, scope }, stages: names, budget }) => {
    if (names.length < 2) return [];
    const stages = names.map(each => plan.stages.findIndex(stage => stage.name === each));
    const reasons = [
      ...(scope === 'link' || scope === 'run' ? [`one state for ${named(plan, stages)} (scope: ${scope})`] : []),
      ...(budget === undefined ? [] : [`one budget for ${named(plan, stages)}`]),
    ];
    return reasons.map(reason => ({ stages, reason: `hook ${name} has ${reason}`, told: true as const }));
  });

const named = (plan: Plan, stages: readonly number[]): string =>
  stages.map(ordinal => plan.stages[ordinal]!.name).join(' and ');

/** Sets of stages that grow together. */
class Components {
  private readonly group: number[];
  private readonly bonds: Bond[] = [];

  constructor(stages: number) {
    this.group = Array.from({ length: stages }, (_, ordinal) => ordinal);
  }

  get count(): number {
    return new Set(this.group).size;
  }

  /** A bond that brings nobody together, because others have done so, is no reason. */
  join(bond: Bond): void {
    const groups = new Set(bond.stages.map(stage => this.group[stage]!));
    const least = Math.min(...groups);
    if (groups.size > 1 || bond.told) this.bonds.push(bond);
    for (let stage = 0; stage < this.group.length; stage++)
      if (groups.has(this.group[stage]!)) this.group[stage] = least;
  }

  /** A stage of each group, the smallest group first. */
  bySize(): number[] {
    const size = (group: number): number => this.group.filter(each => each === group).length;
    return [...new Set(this.group)].sort((a, b) => size(a) - size(b) || a - b);
  }

  parts(): LanePart[] {
    return [...new Set(this.group)].map(group => ({
      stages: this.group.flatMap((each, stage) => (each === group ? [stage] : [])),
      reasons: this.bonds.filter(({ stages }) => this.group[stages[0]!] === group).map(({ reason }) => reason),
    }));
  }
}
