import type { Plan } from '../plan/plan.js';
import type { ArcPlan, VertexPlan } from '../plan/topology-plan.js';

/** No exit: frames go on. */
export const INNER = -1;
/** An exit by the MAC table. */
export const BY_TABLE = -2;

/** All topologies of a plan as one graph, its vertices and arcs numbered through: a number beside a frame says where it is. */
export interface Graph {
  readonly vertices: readonly GraphVertex[];
  readonly arcs: readonly GraphArc[];
  /** The entry of each topology, in the plan's order. */
  readonly entries: readonly number[];
  /** By port ordinal: the ways in, as vertices. */
  readonly ways: readonly (readonly { readonly match?: string; readonly entry: number }[])[];
}

export interface GraphVertex {
  readonly topology: number;
  readonly plan: VertexPlan;
  /** Arcs that leave it, in the plan's order. */
  readonly arcs: readonly number[];
  /** The port's ordinal, BY_TABLE or INNER. */
  readonly exit: number;
}

export interface GraphArc {
  readonly topology: number;
  readonly plan: ArcPlan;
  /** Ordinal. */
  readonly stage: number;
  readonly tail: number;
  readonly head: number;
}

/** Numbers a plan's topologies through; of a plan that holds together. */
export const graphOf = ({ topologies, stages, ports }: Plan): Graph => {
  const vertices: GraphVertex[] = [];
  const arcs: GraphArc[] = [];
  const entries: number[] = [];
  const stageOf = new Map(stages.map(({ name }, ordinal) => [name, ordinal]));
  const portOf = new Map(ports.map(({ name }, ordinal) => [name, ordinal]));
  topologies.forEach((topology, number) => {
    const first = vertices.length;
    entries.push(first);
    const leaving: number[][] = topology.vertices.map(() => []);
    for (const plan of topology.arcs) {
      leaving[plan.from]!.push(arcs.length);
      arcs.push({
        topology: number,
        plan,
        stage: stageOf.get(plan.stage)!,
        tail: first + plan.from,
        head: first + plan.to,
      });
    }
    topology.vertices.forEach((plan, i) => {
      const port = plan.exit?.port;
      // What is no port's name is LEARN.
      const exit = port === undefined ? INNER : (portOf.get(port) ?? BY_TABLE);
      vertices.push({ topology: number, plan, arcs: leaving[i]!, exit });
    });
  });
  const numbers = new Map(topologies.map(({ name }, number) => [name, number]));
  const ways = ports.map(({ enter }) =>
    enter.map(({ match, topology }) => ({
      ...(match === undefined ? {} : { match }),
      entry: entries[numbers.get(topology)!]!,
    })),
  );
  return { vertices, arcs, entries, ways };
};

/** Ports, by ordinal, whose frames may enter a stage first of all. */
export const portsInto = ({ ways, vertices, arcs }: Graph, stage: number): number[] =>
  ways.flatMap((each, port) =>
    each.some(({ entry }) => vertices[entry]!.arcs.some(arc => arcs[arc]!.stage === stage)) ? [port] : [],
  );

/** Whether frames may leave by a port, an ordinal, right behind a stage. */
export const isBefore = (graph: Graph, stage: number, port: number): boolean =>
  portsBehind(graph, stage).some(each => each === port || each === BY_TABLE);

/** Ports, by ordinal, that frames may leave by right behind a stage; BY_TABLE stands for any. */
export const portsBehind = ({ vertices, arcs }: Graph, stage: number): number[] => [
  ...new Set(
    arcs.flatMap(arc => (arc.stage === stage && vertices[arc.head]!.exit !== INNER ? [vertices[arc.head]!.exit] : [])),
  ),
];
