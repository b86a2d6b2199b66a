import { styleText } from 'node:util';
import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { countText, shareText } from '../report/number-text.js';
import { textTable } from '../report/text-table.js';
import type { ProbeReport } from './probe-report.js';
import type { RowFigures } from './row-figures.js';
import type { Spread } from './spread.js';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const VERDICT = { valid: 'green', suspect: 'yellow', invalid: 'red' } as const;
const PROTOCOL = { icmp: 'ICMP echo', udp: 'UDP' } as const;
/** More rows than fit a screen are in probe.json. */
const MOST_ROWS = 24;

/** A probe's report for people. Coloured only when asked. */
export const probeText = (report: ProbeReport, { colour = false } = {}): string => {
  const paint: Paint = colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const blocks = [
    heading(report, paint),
    frames(report, paint),
    delays(report, paint),
    rows(report, paint),
    foot(report),
  ];
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
};

const heading = (report: ProbeReport, paint: Paint): string[] => {
  const { plan, seed, protocol, frameBytes, interval, validity, notes } = report;
  const [up] = report.directions;
  const probes = `${countText(up!.sent)} ${PROTOCOL[protocol]} probes of ${bytesText(frameBytes)}, ${spanText(interval)} apart`;
  const verdict = paint(['bold', VERDICT[validity.verdict]], validity.verdict);
  return [
    `${paint('bold', plan)}  ${probes}, seed ${seed}: ${verdict}`,
    ...[...validity.reasons, ...notes].map(reason => `  - ${reason}`),
  ];
};

const frames = ({ directions }: ProbeReport, paint: Paint): string[] => {
  const table = directions.map(each => [
    each.direction,
    countText(each.sent),
    countText(each.received),
    each.lost === 0 ? '0' : `${countText(each.lost)} (${shareText(each.lostShare)})`,
    countText(each.underWay),
    countText(each.duplicates),
    each.reordered === 0 ? '0' : `${countText(each.reordered)} (${shareText(each.reorderedShare)})`,
    countText(each.reorderedExtent),
  ]);
  const head = ['direction', 'sent', 'received', 'lost', 'under way', 'duplicates', 'reordered', 'max extent'];
  return textTable([head, ...table], 'lrrrrrrr', paint);
};

const delays = ({ directions, rtt, turnaround }: ProbeReport, paint: Paint): string[] => {
  const line = (name: string, values: Spread | undefined): string[][] =>
    values === undefined
      ? []
      : [[name, ...(['min', 'p50', 'p90', 'p99', 'max'] as const).map(key => spanText(Math.round(values[key])))]];
  const table = [
    ...directions.flatMap(({ direction, delay, expected, error, beyond }) => [
      ...line(`${direction}, measured`, delay),
      ...line(`${direction}, ${beyond ? 'nominal' : 'expected'}`, expected),
      ...line(`${direction}, error`, error),
      ...line(`${direction}, beyond`, beyond),
    ]),
    ...line('round trip', rtt),
    ...line('server, to answer', turnaround),
  ];
  if (table.length === 0) return [];
  return textTable([['one-way delay', 'min', 'p50', 'p90', 'p99', 'max'], ...table], 'lrrrrr', paint);
};

const rows = (report: ProbeReport, paint: Paint): string[] => {
  const withTrains = report.rows.some(({ train }) => train !== undefined);
  const head = ['row', 'direction', 'rate', 'delay', 'probes', 'error p50', 'p99', 'max'];
  const table = report.rows
    .slice(0, MOST_ROWS)
    .map(row => [
      spanText(row.at),
      row.direction,
      rateText(row.rate),
      spanText(row.delay),
      countText(row.probes),
      ...(['p50', 'p99', 'max'] as const).map(key => (row.error ? spanText(Math.round(row.error[key])) : '-')),
      ...(withTrains ? trainCells(row) : []),
    ]);
  const lines = withTrains
    ? textTable([[...head, 'achieved', 'off', ''], ...table], 'llrrrrrrrrl', paint)
    : textTable([head, ...table], 'llrrrrrr', paint);
  const more = report.rows.length - MOST_ROWS;
  return more > 0 ? [...lines, `and ${countText(more)} more in probe.json`] : lines;
};

const trainCells = ({ train }: RowFigures): string[] => {
  if (train === undefined) return ['-', '-', ''];
  const { asked, achieved, unexpected, why = '' } = train;
  if (achieved === undefined) return ['-', '-', why];
  const kilobits = Math.round(achieved / 1e3) * 1e3;
  const rate = rateText(achieved < 1e6 ? achieved : kilobits);
  if (unexpected) return [rate, '-', `with ${unexpected.join(', ')}`];
  const off = (achieved - asked) / asked;
  return [rate, `${off < 0 ? '-' : '+'}${shareText(Math.abs(off))}`, why];
};

const foot = ({ directions, lateness, files }: ProbeReport): string[] => {
  const late = lateness
    ? [
        `the emulator's own lateness: p50 ${spanText(lateness.p50)}, p99 ${spanText(lateness.p99)}, max ${spanText(lateness.max)}`,
      ]
    : [];
  const named = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    "delays run from the sending host's own interface to the receiving host's, by kernel stamps of one clock",
    'expected: 8 x length / rate + delay, by the rows in force, on a link with nothing but the probes',
    ...(directions.some(({ unexpected }) => unexpected.length > 0)
      ? ['nominal: the same, which leaves out effects of the plan that move arrivals; beyond: measured - nominal']
      : []),
    ...late,
    ...(named.length > 0 ? ['', 'files', ...textTable(named, 'll').map(each => `  ${each}`)] : []),
  ];
};
