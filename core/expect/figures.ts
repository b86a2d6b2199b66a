import { type RunReport, type StageFigures, total } from '../report/run-report.js';
import { ALTERATIONS } from '../stage/alteration.js';
import { isCause } from './cause-names.js';

export type Unit = 'count' | 'share' | 'span' | 'rate' | 'bytes';

/** A figure of a report that a plan may expect something of. */
export interface Figure {
  readonly unit: Unit;
  /** Undefined when what it is asked of is not there. */
  read(report: RunReport, name: string, figure: string): number | string | undefined;
  /** What shares in percent are taken of. */
  readonly base?: (report: RunReport, name: string) => number | undefined;
  /** All that it can be, when it is no number. */
  readonly words?: readonly string[];
  /** Of a figure whose name nothing declares: whether anything was counted under it. */
  readonly counted?: (report: RunReport, name: string, figure: string) => boolean;
}

const stageOf = ({ stages }: RunReport, name: string): StageFigures | undefined =>
  stages.find(each => each.name === name);
const ofStage = (unit: Unit, read: (stage: StageFigures, report: RunReport) => number, share = false): Figure => ({
  unit,
  read(report, name) {
    const stage = stageOf(report, name);
    return stage && read(stage, report);
  },
  ...(share ? { base: (report, name) => stageOf(report, name)?.framesIn } : {}),
});

/** `NAME`, or `NAME@STAGE` for one of its seats. */
const seatsOf = ({ hooks }: RunReport, name: string): RunReport['hooks'] => {
  const [hook, stage] = name.split('@');
  return hooks.filter(each => each.name === hook && (stage === undefined || each.stage === stage));
};
const ofHook = (read: (seat: RunReport['hooks'][number], figure: string) => number): Figure => ({
  unit: 'count',
  read(report, name, figure) {
    const seats = seatsOf(report, name);
    return seats.length === 0 ? undefined : seats.reduce((sum, seat) => sum + read(seat, figure), 0);
  },
});

/** What every hook is counted by that does it. */
export const isAlteration = (figure: string): boolean => (ALTERATIONS as readonly string[]).includes(figure);

const ofPort = (key: 'framesIn' | 'framesOut' | 'bytesIn' | 'bytesOut' | 'kernelDrops' | 'interfaceDrops'): Figure => ({
  unit: key.startsWith('bytes') ? 'bytes' : 'count',
  read: ({ ports }, name) => {
    const port = ports.find(each => each.name === name);
    return port && (port[key] ?? 0);
  },
});

const framesOf = ({ ledger }: RunReport): number => ledger.in + ledger.born;
const ofRun = (unit: Unit, read: (report: RunReport) => number, share = false): Figure => ({
  unit,
  read,
  ...(share ? { base: framesOf } : {}),
});
/** Nothing is late in virtual time. */
const late = (key: 'p50' | 'p90' | 'p99' | 'p999' | 'max'): Figure =>
  ofRun('span', ({ measured }) => measured?.lateness?.[key] ?? 0);

/** What can be expected, by subject; `*` stands for any other name. */
export const FIGURES = {
  run: {
    validity: { unit: 'count', words: ['valid', 'suspect', 'invalid'], read: ({ validity }) => validity.verdict },
    duration: ofRun('span', ({ duration }) => duration),
    in: ofRun('count', ({ ledger }) => ledger.in),
    out: ofRun('count', ({ ledger }) => ledger.out, true),
    born: ofRun('count', ({ ledger }) => ledger.born, true),
    lost: ofRun('count', ({ ledger }) => total(ledger.dropped), true),
  },
  stages: {
    framesIn: ofStage('count', ({ framesIn }) => framesIn),
    framesOut: ofStage('count', ({ framesOut }) => framesOut, true),
    bytesIn: ofStage('bytes', ({ bytesIn }) => bytesIn),
    bytesOut: ofStage('bytes', ({ bytesOut }) => bytesOut),
    lost: ofStage('count', ({ dropped }) => dropped, true),
    marked: ofStage('count', ({ marked }) => marked, true),
    throughput: ofStage('rate', ({ bytesOut }, { duration }) => (duration > 0 ? (bytesOut * 8e9) / duration : 0)),
    queuePeakFrames: ofStage('count', ({ queuePeakFrames }) => queuePeakFrames),
    queuePeakBytes: ofStage('bytes', ({ queuePeakBytes }) => queuePeakBytes),
  },
  hooks: {
    dropped: ofHook(({ drops }) => total(drops)),
    errors: ofHook(({ errors }) => errors),
    refused: ofHook(({ refused }) => total(refused)),
    calls: ofHook(({ calls }) => calls),
    '*': {
      ...ofHook(({ counters, drops, did }, figure) => counters[figure] ?? drops[figure] ?? did[figure] ?? 0),
      counted: (report, name, figure) =>
        isAlteration(figure) ||
        seatsOf(report, name).some(
          ({ counters, drops, did }) => figure in counters || figure in drops || figure in did,
        ),
    },
  },
  ports: {
    framesIn: ofPort('framesIn'),
    framesOut: ofPort('framesOut'),
    bytesIn: ofPort('bytesIn'),
    bytesOut: ofPort('bytesOut'),
    kernelDrops: ofPort('kernelDrops'),
    interfaceDrops: ofPort('interfaceDrops'),
  },
  dropped: {
    '*': {
      unit: 'count',
      base: framesOf,
      read: ({ ledger }, _, cause) => ledger.dropped[cause] ?? 0,
      counted: ({ ledger }, _, cause) => cause in ledger.dropped || isCause(cause),
    },
  },
  lateness: { p50: late('p50'), p90: late('p90'), p99: late('p99'), p999: late('p999'), max: late('max') },
  traffic: {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Figure>>>>;
export type Subject = keyof typeof FIGURES;

/** Endings of the names of figures of traffic, and their units. */
const ENDINGS: readonly (readonly [string, Unit])[] = [
  ['Bps', 'rate'],
  ['Ns', 'span'],
  ['Bytes', 'bytes'],
  ['Share', 'share'],
  ['Ratio', 'share'],
  ['', 'count'],
];
/** How a TCP flow may have ended. */
const OUTCOMES = ['running', 'completed', 'refused', 'reset', 'timed-out'] as const;

/** The figure of traffic that is meant, of those of these `names`, with or without its ending: `goodput` and `goodputBps`. */
export const trafficFigure = (names: readonly string[], figure: string): Figure | undefined => {
  for (const [ending, unit] of ENDINGS) {
    const key = names.includes(figure) && figure.endsWith(ending) ? figure : `${figure}${ending}`;
    if (!names.includes(key)) continue;
    const words = key === 'outcome' ? { words: OUTCOMES } : {};
    return { unit, ...words, read: ({ traffic }, number) => traffic[Number(number)]?.figures[key] };
  }
  return undefined;
};

/** As plans say them: without their endings. */
export const shortNames = (names: readonly string[]): string[] =>
  names.map(name => name.replace(/(Bps|Ns|Bytes|Share|Ratio)$/, ''));
