import type { Graph, GraphEdge, GraphNode } from './graph.js';
import { topologyColour } from './topology-colour.js';

/** Pixels. */
const LETTER = 6.7;
const LINE = 16;
const PAD = 12;
const COLUMN_GAP = 56;
/** Where arrows bear words. */
const LABEL_GAP = 150;
const ROW_GAP = 28;
const MARGIN = 16;

interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The graph as an SVG picture. A node stands in the column of its distance from the first one, whichever way the arrows
 * point; the nodes of a column stand one below the other, in their order, around one middle line.
 */
export const graphSvg = (graph: Graph): string => {
  const columns = columnsOf(graph);
  const gap = graph.edges.some(({ label }) => label !== '') ? LABEL_GAP : COLUMN_GAP;
  const widths = columns.map(nodes => Math.max(...nodes.map(widthOf)));
  const heights = columns.map(nodes => nodes.reduce((sum, node) => sum + heightOf(node) + ROW_GAP, -ROW_GAP));
  const height = Math.max(...heights) + 2 * MARGIN;
  const boxes = new Map<GraphNode, Box>();
  let x = MARGIN;
  for (const [i, nodes] of columns.entries()) {
    let y = (height - heights[i]!) / 2;
    for (const node of nodes) {
      boxes.set(node, { node, x, y, width: widths[i]!, height: heightOf(node) });
      y += heightOf(node) + ROW_GAP;
    }
    x += widths[i]! + gap;
  }
  const width = x - gap + MARGIN;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...graph.edges.map(edge => arrow(edge, boxes)),
    ...graph.edges.filter(({ label }) => label !== '').map(edge => words(edge, boxes)),
    ...[...boxes.values()].map(drawn),
    '</svg>',
  ].join('\n')}\n`;
};

/**
 * The nodes by their distance from the first one; what is not joined to it stands in the first column as well. Ports and
 * stages alternate, in graphs with vertices between them: no arrow leads past a column or stays in one.
 */
const columnsOf = ({ nodes, edges }: Graph): GraphNode[][] => {
  const distance = new Map<GraphNode, number>();
  const near = new Map<GraphNode, GraphNode[]>(nodes.map(node => [node, []]));
  for (const { from, to } of edges) {
    near.get(from)!.push(to);
    near.get(to)!.push(from);
  }
  for (const start of nodes) {
    if (distance.has(start)) continue;
    distance.set(start, 0);
    const line = [start];
    for (const node of line) {
      for (const next of near.get(node)!) {
        if (distance.has(next)) continue;
        distance.set(next, distance.get(node)! + 1);
        line.push(next);
      }
    }
  }
  const columns: GraphNode[][] = [];
  for (const node of nodes) (columns[distance.get(node)!] ??= []).push(node);
  // Each beside those of the column before that it is joined to.
  for (let i = 1; i < columns.length; i++) {
    const places = new Map(columns[i - 1]!.map((node, place) => [node, place]));
    const middle = (node: GraphNode): number => {
      const before = near.get(node)!.flatMap(other => places.get(other) ?? []);
      return before.reduce((sum, place) => sum + place, 0) / Math.max(1, before.length);
    };
    const middles = new Map(columns[i]!.map(node => [node, middle(node)]));
    columns[i]!.sort((a, b) => middles.get(a)! - middles.get(b)!);
  }
  return columns;
};

const widthOf = ({ name, lines }: GraphNode): number =>
  Math.max(...[name, ...lines].map(text => [...text].length)) * LETTER + 2 * PAD;
const heightOf = ({ lines }: GraphNode): number => (lines.length + 1) * LINE + 2 * PAD;

interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** From the side of one box to the facing side of the other. */
const lineOf = ({ from, to }: GraphEdge, boxes: ReadonlyMap<GraphNode, Box>): Line => {
  const [near, far] = [boxes.get(from)!, boxes.get(to)!];
  const right = far.x > near.x;
  const [x1, x2] = right ? [near.x + near.width, far.x] : [near.x, far.x + far.width];
  return { x1, y1: near.y + near.height / 2, x2, y2: far.y + far.height / 2 };
};

const colourOf = ({ topology }: GraphEdge): string => (topology === undefined ? '#555' : topologyColour(topology));

const arrow = (edge: GraphEdge, boxes: ReadonlyMap<GraphNode, Box>): string => {
  const { x1, y1, x2, y2 } = lineOf(edge, boxes);
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${colourOf(edge)}" marker-end="url(#head)"/>`;
};

/** What an arrow bears, over all arrows and edged in white: a line that is steep leads through it. */
const words = (edge: GraphEdge, boxes: ReadonlyMap<GraphNode, Box>): string => {
  const { x1, y1, x2, y2 } = lineOf(edge, boxes);
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2 - 4];
  const edged = 'stroke="#fff" stroke-width="3" paint-order="stroke"';
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="middle" font-size="10" fill="${colourOf(edge)}" ${edged}>${escaped(edge.label)}</text>`;
};

const FILLS = { port: '#e8f0fe', stage: '#f6f6f6', vertex: '#fff' } as const;

const drawn = ({ node, x, y, width, height }: Box): string => {
  const round = node.kind === 'stage' ? 4 : Math.min(width, height) / 2;
  const text = [node.name, ...node.lines].map((line, i) => {
    const weight = i === 0 ? ' font-weight="bold"' : '';
    return `<text x="${px(x + PAD)}" y="${px(y + PAD + LINE * (i + 0.75))}"${weight}>${escaped(line)}</text>`;
  });
  const box = `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(round)}" fill="${FILLS[node.kind]}" stroke="#888"/>`;
  return [box, ...text].join('\n');
};

const px = (length: number): string => String(Math.round(length * 10) / 10);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, letter => ENTITIES[letter]!);
