import type { Graph, GraphNode } from './graph.js';

/** The graph as a Mermaid flowchart, which GitHub and many editors draw. */
export const mermaidOf = ({ nodes, edges }: Graph): string => {
  const node = ({ id, kind, name, lines }: GraphNode): string => {
    const label = `"${[name, ...lines].map(mermaidText).join('<br/>')}"`;
    return `  ${id}${kind === 'port' ? `([${label}])` : `[${label}]`}`;
  };
  const arrows = edges.map(({ from, to }) => `  ${from.id} --> ${to.id}`);
  return `${['flowchart LR', ...nodes.map(node), ...arrows].join('\n')}\n`;
};

// Mermaid's own entities: a number sign and a decimal number. A backtick at the start would make it Markdown.
const mermaidText = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,:;/%()+=_-]/gu, letter => `#${letter.codePointAt(0)};`);

/** The graph in Graphviz's language. */
export const dotOf = ({ nodes, edges }: Graph): string => {
  const node = ({ id, kind, name, lines }: GraphNode): string => {
    const label = [name, ...lines].map(dotText).join('\\l');
    return `  ${id} [shape=${kind === 'port' ? 'ellipse' : 'box'}, label="${label}${lines.length > 0 ? '\\l' : ''}"];`;
  };
  const arrows = edges.map(({ from, to }) => `  ${from.id} -> ${to.id};`);
  return `${['digraph link {', '  rankdir=LR;', ...nodes.map(node), ...arrows, '}'].join('\n')}\n`;
};

const dotText = (text: string): string => text.replace(/["\\]/g, '\\$&');
