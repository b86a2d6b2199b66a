import type { CheckReport } from './check-report.js';

/** Ports and stages, and which way frames go. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: GraphNode; readonly to: GraphNode }[];
}

export interface GraphNode {
  /** Letters and digits, unlike every word of a drawing language. */
  readonly id: string;
  readonly kind: 'port' | 'stage';
  readonly name: string;
  /** What a frame meets there. */
  readonly lines: readonly string[];
}

const LONGEST_LINE = 56;

/** The link of a plan as a graph: a stage is a node of its own, between the ports that it joins. */
export const graphOf = ({ stages }: CheckReport): Graph => {
  const names = [...new Set(stages.flatMap(({ from, to }) => [from, to]))];
  const ports = new Map(names.map((name, i) => [name, { id: `port${i}`, kind: 'port', name, lines: [] } as GraphNode]));
  const arcs = stages.map(({ name, from, to, walk }, i) => {
    const lines = walk.map(step => cut(`${step.name} ${step.words}`));
    return { from, to, node: { id: `stage${i}`, kind: 'stage', name, lines } as GraphNode };
  });
  return {
    nodes: [...ports.values(), ...arcs.map(({ node }) => node)],
    edges: arcs.flatMap(({ from, to, node }) => [
      { from: ports.get(from)!, to: node },
      { from: node, to: ports.get(to)! },
    ]),
  };
};

const cut = (line: string): string => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`);
