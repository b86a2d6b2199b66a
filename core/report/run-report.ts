import type { Quantiles } from './histogram.js';
import type { Measured, Validity } from './validity.js';

/** Counts by name; written in the names' order, so that the order of events does not show. */
export type Counts = Readonly<Record<string, number>>;

/** The exact count of frames: in + born = out + dropped + absorbed + inFlight + kept. */
export interface LedgerFigures {
  readonly in: number;
  readonly born: number;
  readonly out: number;
  /** By cause, as in `queue:tail` and `hook:ack-thief:ack-stolen`. */
  readonly dropped: Counts;
  /** By what became of them, as in `replaced`. */
  readonly absorbed: Counts;
  readonly inFlight: number;
  readonly kept: number;
}

export interface StageFigures {
  readonly name: string;
  readonly direction: 'up' | 'down';
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** Frames that its queue has marked "congestion experienced" instead of dropping them. */
  readonly marked: number;
  /** Frames that died in it, for whatever cause. */
  readonly dropped: number;
  readonly queuePeakFrames: number;
  readonly queuePeakBytes: number;
}

export interface PortFigures {
  readonly name: string;
  /** From the outside into the emulator, and back out. */
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** Outside the ledger, and only in real time. */
  readonly kernelDrops?: number;
  readonly sendErrors?: number;
  readonly interfaceDrops?: number;
}

export interface HookFigures {
  readonly stage: string;
  readonly name: string;
  readonly counters: Counts;
  /** By reason. */
  readonly drops: Counts;
  readonly errors: number;
  /** Frames that its handlers were called for. */
  readonly calls: number;
  /** What it did, by kind: `dropped`, `held`, `kept`, `duplicated`, `replaced`, `modified`, `injected`, `routed`, `stage-set`. */
  readonly did: Counts;
  /** What the plan refused it, by right or `budget`. */
  readonly refused: Counts;
  /** What a call took on the average, of those timed; in real time only. */
  readonly callMeanNs?: number;
  /** Versions that took the place of the first. */
  readonly reloads: number;
}

export interface TrafficFigures {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  /** Units are in the names' endings: `Bps` bits a second, `Ns` nanoseconds, `Bytes`, `Share`. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** What became of something that the plan expects. */
export interface ExpectationFigures {
  /** As the plan has it: `stages.up.lost <= 1%`. */
  readonly expectation: string;
  readonly met: boolean;
  /** What there was, for people. */
  readonly found: string;
}

/** run.json. All times are in nanoseconds, all amounts of data in bytes. */
export interface RunReport {
  /** Hookline's version. */
  readonly hookline: string;
  /** What the plan or scenario is called: the name of its file. */
  readonly plan: string;
  /** What every random draw followed from. */
  readonly seed: number;
  /** Whether it ran in virtual or in real time. */
  readonly driver: 'virtual' | 'real';
  /** ISO 8601; in real time only, so that virtual runs are equal byte for byte. */
  readonly startedAt?: string;
  /** As `startedAt`. */
  readonly endedAt?: string;
  /** How long the run took, in its own time. */
  readonly duration: number;
  /** What was to start the scenarios' clock, and when in the run's time that was; null: it never came. */
  readonly clock: { readonly startup: string; readonly startedAt: number | null };
  /** The run's judgement of itself, with reasons. */
  readonly validity: Validity;
  /** The exact account of all frames. */
  readonly ledger: LedgerFigures;
  /** Figures of each stage, in the plan's order. */
  readonly stages: readonly StageFigures[];
  /** Figures of each port. */
  readonly ports: readonly PortFigures[];
  /** Figures of each hook at each of its stages. */
  readonly hooks: readonly HookFigures[];
  /** What the traffic programs of virtual time have seen. */
  readonly traffic: readonly TrafficFigures[];
  /** Absent when the plan expects nothing. */
  readonly expectations?: readonly ExpectationFigures[];
  /** Real time only. */
  readonly measured?: Measured;
  /** Paths inside the run's directory, by what they are. */
  readonly files: Readonly<Record<string, string>>;
}

export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** By how many frames the ledger is off; 0: exact. Positive: more went in than is accounted for. */
export const ledgerOff = (ledger: LedgerFigures): number =>
  ledger.in + ledger.born - ledger.out - total(ledger.dropped) - total(ledger.absorbed) - ledger.inFlight - ledger.kept;

/** By UTF-16 code unit: the order must not depend on the machine's language. */
const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const LATENESS_KEYS = ['count', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const satisfies (keyof Quantiles)[];

/** The report as run.json has it: keys in one order whoever filled it in, two spaces, a line feed at the end. */
export const runReportJson = (report: RunReport): string => {
  const { ledger, measured, startedAt, endedAt } = report;
  const lateness = measured?.lateness;
  const ordered = {
    hookline: report.hookline,
    plan: report.plan,
    seed: report.seed,
    driver: report.driver,
    startedAt,
    endedAt,
    duration: report.duration,
    clock: { startup: report.clock.startup, startedAt: report.clock.startedAt },
    validity: { verdict: report.validity.verdict, reasons: report.validity.reasons },
    ledger: {
      in: ledger.in,
      born: ledger.born,
      out: ledger.out,
      dropped: sorted(ledger.dropped),
      absorbed: sorted(ledger.absorbed),
      inFlight: ledger.inFlight,
      kept: ledger.kept,
    },
    stages: report.stages.map(({ name, direction, ...figures }) => ({ name, direction, ...sorted(figures) })),
    ports: report.ports.map(({ name, ...figures }) => ({ name, ...sorted(figures) })),
    hooks: report.hooks.map(({ stage, name, counters, drops, did, refused, ...figures }) => ({
      stage,
      name,
      counters: sorted(counters),
      drops: sorted(drops),
      did: sorted(did),
      refused: sorted(refused),
      ...sorted(figures),
    })),
    traffic: report.traffic.map(({ kind, from, to, figures }) => ({ kind, from, to, figures })),
    expectations: report.expectations?.map(({ expectation, met, found }) => ({ expectation, met, found })),
    measured: measured && {
      ...sorted(measured as Record<string, unknown>),
      lateness: lateness && Object.fromEntries(LATENESS_KEYS.map(key => [key, lateness[key]])),
    },
    files: sorted(report.files),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
};
