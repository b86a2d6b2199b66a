import { styleText } from 'node:util';
import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { countText, shareText } from './number-text.js';
import { type Counts, type RunReport, total } from './run-report.js';
import { textTable } from './text-table.js';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const VERDICT = { valid: 'green', suspect: 'yellow', invalid: 'red' } as const;

/**
 * A run for people, most important first: may it be trusted, what did it carry, what became of the frames, who dropped
 * them, how late they were. `notes` are lines under the verdict. Coloured only when asked.
 */
export const summaryText = (
  report: RunReport,
  { colour = false, notes = [] }: { readonly colour?: boolean; readonly notes?: readonly string[] } = {},
): string => {
  // The text is made for whoever asked, not for this process's standard output.
  const paint: Paint = colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const blocks = [
    [...heading(report, paint), ...notes.map(note => `  - ${note}`)],
    traffic(report, paint),
    stages(report, paint),
    frames(report, paint),
    drops(report, paint),
    hooks(report, paint),
    lateness(report, paint),
    expectations(report, paint),
    files(report, paint),
  ];
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
};

const heading = ({ plan, seed, driver, duration, validity }: RunReport, paint: Paint): string[] => {
  const time = driver === 'virtual' ? 'virtual time' : 'real time';
  const verdict = paint(['bold', VERDICT[validity.verdict]], validity.verdict);
  return [
    `${paint('bold', plan)}  ${spanText(duration)} of ${time}, seed ${seed}: ${verdict}`,
    ...validity.reasons.map(reason => `  - ${reason}`),
  ];
};

const traffic = (report: RunReport, paint: Paint): string[] => {
  const several = report.traffic.length > 1;
  const rows = report.traffic.map(({ kind, from, to, figures }, number) => {
    const wanted = HEADLINES.filter(name => typeof figures[name] !== 'number' || (figures[name] as number) >= 0);
    const names = wanted.filter(name => name in figures);
    const told = (names.length > 0 ? names : Object.keys(figures)).map(name => figureText(name, figures[name]!));
    // Expectations name them by number.
    return [...(several ? [String(number)] : []), kind, `${from} -> ${to}`, told.join(', ')];
  });
  const align = several ? 'rlll' : 'lll';
  return rows.length > 0 ? [paint('bold', 'traffic'), ...textTable(rows, align).map(line => `  ${line}`)] : [];
};

const expectations = (report: RunReport, paint: Paint): string[] => {
  const rows = (report.expectations ?? []).map(({ expectation, met, found }) => [
    paint(met ? 'green' : ['bold', 'red'], met ? 'met' : 'FAILED'),
    expectation,
    found,
  ]);
  return rows.length > 0 ? [paint('bold', 'expected'), ...textTable(rows, 'lll').map(line => `  ${line}`)] : [];
};

/** The figures of a traffic program that people look for first; all of them are in run.json. */
const HEADLINES = [
  'goodputBps',
  'received',
  'framesSent',
  'framesLost',
  'framesReordered',
  'delayP50Ns',
  'delayP99Ns',
  'requests',
  'responses',
  'timeouts',
  'latencyMinNs',
  'latencyP50Ns',
  'latencyP99Ns',
  'latencyMaxNs',
  'congestion',
  'retransmits',
  'rtos',
  'srttNs',
  'completionNs',
];

/** `goodput 9.4 Mbit/s` from goodputBps, by the ending of the name. */
const figureText = (name: string, value: number | string): string => {
  const [, stem = name, unit = ''] = /^(.*?)(Bps|Ns|Bytes|Share)?$/.exec(name) ?? [];
  const words = stem.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  if (typeof value === 'string') return `${words} ${value}`;
  return `${words} ${UNITS[unit]?.(value) ?? countText(Number(value.toFixed(3)))}`;
};

const UNITS: Record<string, (value: number) => string> = {
  Bps: rateText,
  Ns: spanText,
  Bytes: bytesText,
  Share: shareText,
};

const stages = ({ stages, duration }: RunReport, paint: Paint): string[] => {
  if (stages.length === 0) return [];
  const rows = stages.map(stage => [
    stage.name,
    duration > 0 ? rateText(Math.round((stage.bytesOut * 8e9) / duration / 1e3) * 1e3) : '-',
    countText(stage.framesIn),
    countText(stage.framesOut),
    `${bytesText(stage.queuePeakBytes)} in ${countText(stage.queuePeakFrames)}`,
  ]);
  return textTable([['stage', 'throughput', 'frames in', 'frames out', 'longest queue'], ...rows], 'lrrrr', paint);
};

const frames = ({ ledger }: RunReport, paint: Paint): string[] => {
  const rows = [
    ['in', ledger.in],
    ['born', ledger.born],
    ['out', ledger.out],
    ['dropped', total(ledger.dropped)],
    ['absorbed', total(ledger.absorbed)],
    ['in flight', ledger.inFlight],
    ['kept', ledger.kept],
  ] as const;
  const told = rows.filter(([name, count]) => count > 0 || name === 'in' || name === 'out' || name === 'dropped');
  return [`${paint('bold', 'frames')}  ${told.map(([name, count]) => `${name} ${countText(count)}`).join(', ')}`];
};

/** Largest first, then by name. */
const ranked = (counts: Counts): [string, number][] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

const drops = ({ ledger }: RunReport, paint: Paint): string[] => {
  const all = ledger.in + ledger.born;
  const rows = ranked(ledger.dropped).map(([cause, count]) => [cause, countText(count), shareText(count / all)]);
  return rows.length > 0 ? textTable([['dropped by', 'frames', 'of all'], ...rows], 'lrr', paint) : [];
};

/** `drop 12, budget 3`. */
const countsText = (counts: Counts): string =>
  ranked(counts)
    .map(([name, count]) => `${name} ${countText(count)}`)
    .join(', ');

const hooks = ({ hooks }: RunReport, paint: Paint): string[] => {
  if (hooks.length === 0) return [];
  // Most plans refuse nothing.
  const bounded = hooks.some(({ refused }) => total(refused) > 0);
  const rows = hooks.map(({ stage, name, counters, drops, errors, refused }) => [
    name,
    stage,
    countText(total(drops)),
    countText(errors),
    ...(bounded ? [countsText(refused) || '0'] : []),
    countsText(counters),
  ]);
  const titles = ['hook', 'stage', 'dropped', 'errors', ...(bounded ? ['refused'] : []), 'counters'];
  return textTable([titles, ...rows], bounded ? 'llrrll' : 'llrrl', paint);
};

const lateness = ({ measured }: RunReport, paint: Paint): string[] => {
  const late = measured?.lateness;
  if (!late) return [];
  const told = (['p50', 'p90', 'p99', 'p999', 'max'] as const).map(name => `${name} ${spanText(late[name])}`);
  return [`${paint('bold', 'lateness')}  ${told.join(', ')}`];
};

const files = ({ files }: RunReport, paint: Paint): string[] => {
  const rows = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.length > 0 ? [paint('bold', 'files'), ...textTable(rows, 'll').map(line => `  ${line}`)] : [];
};
