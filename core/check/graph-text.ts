import type { Graph, GraphNode } from './graph.js';
import { topologyColour } from './topology-colour.js';

const MERMAID = { port: ['([', '])'], stage: ['[', ']'], vertex: ['(', ')'] } as const;
const DOT = { port: 'shape=ellipse', stage: 'shape=box', vertex: 'shape=box, style=rounded' } as const;

/** The graph as a Mermaid flowchart, which GitHub and many editors draw. */
export const mermaidOf = ({ nodes, edges }: Graph): string => {
  const node = ({ id, kind, name, lines }: GraphNode): string => {
    const label = `"${[name, ...lines].map(mermaidText).join('<br/>')}"`;
    const [open, close] = MERMAID[kind];
    return `  ${id}${open}${label}${close}`;
  };
  const arrows = edges.map(({ from, to, label }) => {
    return `  ${from.id} -->${label === '' ? '' : `|"${mermaidText(label)}"|`} ${to.id}`;
  });
  return `${['flowchart LR', ...nodes.map(node), ...arrows].join('\n')}\n`;
};

// Mermaid's own entities: a number sign and a decimal number. A backtick at the start would make it Markdown.
const mermaidText = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,:;/%()+=_-]/gu, letter => `#${letter.codePointAt(0)};`);

/** The graph in Graphviz's language. */
export const dotOf = ({ name: plan, nodes, edges }: Graph): string => {
  const node = ({ id, kind, name, lines }: GraphNode): string => {
    const label = [name, ...lines].map(dotText).join('\\l');
    return `  ${id} [${DOT[kind]}, label="${label}${lines.length > 0 ? '\\l' : ''}"];`;
  };
  const arrows = edges.map(({ from, to, label, topology }) => {
    const settings = [
      ...(label === '' ? [] : [`label="${dotText(label)}"`]),
      ...(topology === undefined ? [] : [`color="${topologyColour(topology)}"`]),
    ];
    return `  ${from.id} -> ${to.id}${settings.length === 0 ? '' : ` [${settings.join(', ')}]`};`;
  });
  return `${[`digraph ${plan} {`, '  rankdir=LR;', ...nodes.map(node), ...arrows, '}'].join('\n')}\n`;
};

const dotText = (text: string): string => text.replace(/["\\]/g, '\\$&');
