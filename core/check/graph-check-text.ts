import { textTable } from '../report/text-table.js';
import type { CheckedStage, CheckReport } from './check-report.js';
import { arcWords, type CheckedPort, type CheckedTopology, type CheckedVertex, exitWords } from './checked-topology.js';
import { namesText } from './names-text.js';

type Bold = (text: string) => string;

/** What is told of a graph where a link has its two walks: ports, the ways of frames, and what they meet in the stages. */
export const graphBlocks = (report: CheckReport, bold: Bold): string[][] => [
  [bold('ports'), ...indented(report.ports.map(portRow))],
  ...report.topologies.map(topology => topologyLines(topology, bold)),
  ...stageGroups(report.stages).map(stages => stageLines(stages, bold)),
];

const portRow = ({ name, host, attach, interfaceName, ipv4, ipv6, enter, pcap }: CheckedPort): string[] => {
  const place = attach === undefined ? (host === name ? '' : `host ${host}`) : `${attach.kind} ${attach.name}`;
  const ways = enter.map(({ match, topology }, i) =>
    match === undefined ? `${i > 0 ? 'else ' : ''}${topology}` : `${topology} if ${match}`,
  );
  return [
    name,
    [place, interfaceName].filter(text => text !== '').join(' '),
    [ipv4, ipv6].filter(text => text !== undefined).join(' ') || 'no address',
    `${ways.length === 0 ? 'enters no topology' : `enters ${ways.join(', ')}`}${pcap === undefined ? '' : `; ${pcap} in virtual time`}`,
  ];
};

const topologyLines = ({ name, from, vertices, hops, copies }: CheckedTopology, bold: Bold): string[] => {
  const ports = from.map(({ port, match }) => (match === undefined ? port : `${port} (${match})`));
  const stages = hops.least === hops.most ? `${hops.most}` : `${hops.least} to ${hops.most}`;
  const more = copies > 1 ? `, up to ${copies} copies` : '';
  const title = `${bold(`topology ${name}`)}  from ${namesText(ports)}; ${stages} ${hops.most === 1 ? 'stage' : 'stages'}${more}`;
  return [title, ...indented(vertices.flatMap(vertexRows))];
};

const vertexRows = ({ name, dispatch, arcs, exit }: CheckedVertex): string[][] => {
  if (exit !== undefined) return [[name, 'exit', exitWords(exit)]];
  const rows = arcs.map(arc => [
    '',
    `${dispatch === undefined ? '' : '  '}${arc.stage} -> ${arc.to}`,
    dispatch === undefined ? '' : arcWords(arc, dispatch.settings === 'match'),
  ]);
  if (dispatch === undefined) return [[name, ...rows[0]!.slice(1)]];
  return [[name, dispatch.words, ''], ...rows];
};

/** Stages of which all that is told is the same, together. */
const stageGroups = (stages: readonly CheckedStage[]): CheckedStage[][] => {
  const groups = new Map<string, CheckedStage[]>();
  for (const stage of stages) {
    const { topologies, pair, walk } = stage;
    const key = JSON.stringify([topologies, pair, walk.map(({ name, words }) => [name, words])]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stage]);
    else group.push(stage);
  }
  return [...groups.values()];
};

const stageLines = (stages: readonly CheckedStage[], bold: Bold): string[] => {
  const [{ topologies, pair, walk }] = stages as [CheckedStage];
  const names = namesText(stages.map(({ name }) => name));
  const title = bold(`${stages.length === 1 ? 'stage' : 'stages'} ${names}`);
  const where =
    topologies.length > 1
      ? `${stages.length === 1 ? '' : 'each '}shared by ${namesText(topologies)}`
      : `of ${topologies[0] ?? 'none'}`;
  const back = pair === undefined ? '' : `; what is sent back enters ${pair}`;
  return [`${title}  ${where}${back}`, ...indented(walk.map(({ name, words }) => [name, words]))];
};

const indented = (rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : textTable(rows, 'l'.repeat(Math.max(...rows.map(row => row.length)))).map(line => `  ${line}`);
