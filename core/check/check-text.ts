import { styleText } from 'node:util';
import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { type Fault, faultText } from '../fault.js';
import { countText } from '../report/number-text.js';
import { textTable } from '../report/text-table.js';
import type { CheckedStage, CheckReport } from './check-report.js';
import { hookWords } from './checked-hooks.js';
import { graphBlocks } from './graph-check-text.js';
import { namesText } from './names-text.js';
import { rangeText } from './walk.js';

/** A checked plan for people: the walk of a frame in each direction first, what is worth a second look last. */
export const checkText = (report: CheckReport, warnings: readonly Fault[], { colour = false } = {}): string => {
  // The text is made for whoever asked, not for this process's standard output.
  const bold = (text: string): string => (colour ? styleText('bold', text, { validateStream: false }) : text);
  const blocks = [
    [`${bold(report.name)}  no faults; ${runText(report)}`],
    ...(report.form === 'graph'
      ? graphBlocks(report, bold)
      : report.stages.map(stage => [bold(`${stage.name}  ${stage.from} -> ${stage.to}`), ...walkLines(stage)])),
    section(bold('scenario'), scenarioRows(report.stages)),
    section(
      bold('hooks'),
      report.hooks.map(hook => [hook.name, namesText(hook.stages), hookWords(hook)]),
    ),
    section(bold('traffic'), report.silent ? [[SILENT]] : trafficRows(report)),
    section(
      bold('expected'),
      report.expect.map(each => [each]),
    ),
    section(`${bold('lanes')}${report.apart === undefined ? '' : `  apart: ${report.apart}`}`, laneRows(report)),
    section(bold('substreams'), [[report.substreams.join(' ') || 'none: nothing is drawn at random']]),
    warnings.length === 0 ? [] : [bold('worth a second look'), ...warnings.map(each => `  ${faultText(each)}`)],
  ];
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
};

const STARTS = {
  'app-start': 'the scenario starts at once',
  'first-packet': 'the scenario starts with the first packet',
  'first-transport-packet': 'the scenario starts with the first packet of TCP or UDP',
  'first-large-transport-packet': 'the scenario starts with the first full packet of TCP or UDP',
} as const;

const runText = ({ seed, duration, startup }: CheckReport): string => {
  const end = Number.isFinite(duration) ? spanText(duration) : 'until the traffic or the client command ends';
  return `seed ${seed}, ${end}; ${STARTS[startup]}`;
};

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : [title, ...indented(rows)];

const indented = (rows: readonly (readonly string[])[]): string[] =>
  textTable(rows, 'l'.repeat(Math.max(...rows.map(row => row.length)))).map(line => `  ${line}`);

const walkLines = ({ from, to, walk }: CheckedStage): string[] =>
  indented([[from], ...walk.map(({ name, words }) => [name, words]), [to]]);

const scenarioRows = (stages: readonly CheckedStage[]): string[][] => {
  const rows = stages.map(({ name, scenario, reconfiguration }) => {
    const { rows: count, length, end, rate, delay, routeChanges } = scenario;
    const last = { hold: 'the last one holds', loop: 'then again from the first', end: 'then the run ends' }[end];
    const course =
      count === 1 && end === 'hold' ? 'never changes' : `${countText(count)} rows in ${spanText(length)}, ${last}`;
    const stop = reconfiguration.delay > 0 ? ` of ${spanText(reconfiguration.delay)} (${reconfiguration.mode})` : '';
    const routes =
      routeChanges > 0 ? [`${countText(routeChanges)} route ${routeChanges === 1 ? 'change' : 'changes'}${stop}`] : [];
    const figures = [course, `rate ${rangeText(rate, rateText)}`, `delay ${rangeText(delay, spanText)}`, ...routes];
    return [name, figures.join('; ')];
  });
  // Stages of one course stand together.
  const courses = new Map<string, string[]>();
  for (const [name, text] of rows as [string, string][]) courses.set(text, [...(courses.get(text) ?? []), name]);
  return [...courses].map(([text, names]) => [namesText(names), text]);
};

/** No warning: most plans for real programs have none. */
const SILENT = 'none: hookline simulate sends nothing without --in';

const trafficRows = ({ traffic }: CheckReport): string[][] =>
  traffic.length === 1
    ? traffic.map(({ kind, from, to }) => [kind, `${from} -> ${to}`, 'in virtual time'])
    : // Expectations name them by number.
      traffic.map(({ kind, from, to, settings: { port, bytes } }, number) => {
        const amount = typeof bytes === 'number' && Number.isFinite(bytes) ? [bytesText(bytes)] : [];
        const told = [...(port === undefined ? [] : [`port ${port}`]), ...amount, 'in virtual time'];
        return [String(number), kind, `${from} -> ${to}`, told.join(', ')];
      });

const laneRows = ({ lanes, hookMemory, store }: CheckReport): string[][] => [
  ...lanes.map(({ stages, reasons, bytes }) => [
    namesText(stages),
    `${bytesText(bytes)} for frames`,
    namesText(reasons, '; '),
  ]),
  ...(hookMemory === undefined ? [] : [['of each', `${bytesText(hookMemory)} for hooks`, 'in real time']]),
  ['virtual time', `${bytesText(store.virtualBytes)} for frames`, `one thread; slots of ${bytesText(store.slotBytes)}`],
];
