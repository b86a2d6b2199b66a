import { LEARN } from '../plan/topology-plan.js';
import type { CheckedStage, CheckReport } from './check-report.js';
import { arcWords, type CheckedTopology, type CheckedVertex } from './checked-topology.js';

/** Ports, stages and, where there are forks, vertices, and which way frames go. */
export interface Graph {
  /** Of a link it is drawn as before there were graphs. */
  readonly name: 'link' | 'plan';
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Letters and digits, unlike every word of a drawing language. */
  readonly id: string;
  readonly kind: 'port' | 'stage' | 'vertex';
  readonly name: string;
  /** What a frame meets there. */
  readonly lines: readonly string[];
}

export interface GraphEdge {
  readonly from: GraphNode;
  readonly to: GraphNode;
  /** Which frames go there; empty: all. */
  readonly label: string;
  /** Ordinal of the topology, of a graph: stages may be of several. */
  readonly topology?: number;
}

const LONGEST_LINE = 56;
const LONGEST_LABEL = 28;

/** A checked plan as a graph: a stage is a node of its own, between the ports or the vertices that it joins. */
export const graphOf = (report: CheckReport): Graph => (report.form === 'link' ? linkGraph(report) : planGraph(report));

const linkGraph = ({ stages }: CheckReport): Graph => {
  const names = [...new Set(stages.flatMap(({ from, to }) => [from, to]))];
  const ports = new Map(names.map((name, i) => [name, portNode(name, i)]));
  const arcs = stages.map((stage, i) => ({ ...stage, node: stageNode(stage, i) }));
  return {
    name: 'link',
    nodes: [...ports.values(), ...arcs.map(({ node }) => node)],
    edges: arcs.flatMap(({ from, to, node }) => [
      { from: ports.get(from)!, to: node, label: '' },
      { from: node, to: ports.get(to)!, label: '' },
    ]),
  };
};

/** Every arrow has a vertex at one end, so that a stage of several topologies shows where the frames of each go on. */
const planGraph = ({ ports, stages, topologies }: CheckReport): Graph => {
  const portNodes = new Map(ports.map(({ name }, i) => [name, portNode(name, i)]));
  if (topologies.some(({ vertices }) => vertices.some(({ exit }) => exit?.port === LEARN)))
    portNodes.set(LEARN, portNode(LEARN, ports.length, ['where the destination was last heard']));
  const stageNodes = new Map(stages.map((stage, i) => [stage.name, stageNode(stage, i)]));
  const drawn = topologies.map((topology, i) => topologyGraph(topology, i, portNodes, stageNodes));
  const nodes = [...portNodes.values(), ...drawn.flatMap(each => each.nodes), ...stageNodes.values()];
  return { name: 'plan', nodes, edges: drawn.flatMap(({ edges }) => edges) };
};

type Nodes = ReadonlyMap<string, GraphNode>;

const topologyGraph = (
  { name, from, vertices }: CheckedTopology,
  topology: number,
  ports: Nodes,
  stages: Nodes,
): Pick<Graph, 'nodes' | 'edges'> => {
  const nodes = new Map(vertices.map((vertex, i) => [vertex.name, vertexNode(name, vertex, `vertex${topology}x${i}`)]));
  const [entry] = nodes.values();
  const edges: GraphEdge[] = from.map(({ port, match }) => {
    return { from: ports.get(port)!, to: entry!, label: cut(match ?? '', LONGEST_LABEL), topology };
  });
  for (const { name: vertex, dispatch, arcs, exit } of vertices) {
    const node = nodes.get(vertex)!;
    for (const arc of arcs) {
      const label = dispatch === undefined ? '' : arcWords(arc, dispatch.settings === 'match');
      edges.push({ from: node, to: stages.get(arc.stage)!, label: cut(label, LONGEST_LABEL), topology });
      edges.push({ from: stages.get(arc.stage)!, to: nodes.get(arc.to)!, label: '', topology });
    }
    if (exit !== undefined)
      edges.push({
        from: node,
        to: ports.get(exit.port)!,
        label: exit.dedupe === 'first' ? 'the first copy' : '',
        topology,
      });
  }
  return { nodes: [...nodes.values()], edges };
};

const portNode = (name: string, i: number, lines: readonly string[] = []): GraphNode => ({
  id: `port${i}`,
  kind: 'port',
  name,
  lines,
});

const stageNode = ({ name, walk }: CheckedStage, i: number): GraphNode => ({
  id: `stage${i}`,
  kind: 'stage',
  name,
  lines: walk.map(step => cut(`${step.name} ${step.words}`, LONGEST_LINE)),
});

const vertexNode = (topology: string, { name, dispatch }: CheckedVertex, id: string): GraphNode => ({
  id,
  kind: 'vertex',
  name: `${topology}: ${name}`,
  lines: dispatch === undefined ? [] : [cut(dispatch.words, LONGEST_LINE)],
});

const cut = (line: string, longest: number): string =>
  line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
