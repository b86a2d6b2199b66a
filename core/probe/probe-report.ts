import { spanText } from '../../sdk/quantity.js';
import type { Plan } from '../plan/plan.js';
import { exactSpan } from '../plan/quantity-text.js';
import { countText, framesText } from '../report/number-text.js';
import type { RunReport } from '../report/run-report.js';
import type { LegFigures } from './leg-figures.js';
import type { ProbeFigures } from './probe-figures.js';
import type { RowFigures } from './row-figures.js';
import type { Spread } from './spread.js';

/** probe.json. Times are in nanoseconds, rates in bits per second, lengths in bytes. */
export interface ProbeReport {
  readonly hookline: string;
  /** The plan's or scenario's file name. */
  readonly plan: string;
  readonly seed: number;
  readonly startedAt: string;
  readonly protocol: 'icmp' | 'udp';
  readonly count: number;
  readonly interval: number;
  readonly frameBytes: number;
  /** The run's judgement of itself. */
  readonly validity: RunReport['validity'];
  /** What a reader of the figures must know, in words. */
  readonly notes: readonly string[];
  readonly directions: readonly LegFigures[];
  readonly rtt?: Spread;
  /** The server's time to answer, which is in the round trip and in no direction. */
  readonly turnaround?: Spread;
  readonly rows: readonly RowFigures[];
  /** What the emulator says of itself. */
  readonly lateness?: NonNullable<RunReport['measured']>['lateness'];
  readonly files: Readonly<Record<string, string>>;
}

/** How a probe went, beside its figures. */
export interface ProbeCourse {
  readonly plan: Plan;
  readonly protocol: 'icmp' | 'udp';
  readonly icmpRefused: string | undefined;
  readonly count: number;
  readonly interval: number;
  readonly frameBytes: number;
  readonly tapDrops: number;
  readonly sendFailures: number;
  readonly otherFrames: number;
  readonly files: Readonly<Record<string, string>>;
}

export const probeReport = (figures: ProbeFigures, course: ProbeCourse, run: RunReport): ProbeReport => {
  const { rtt, turnaround, rows, up, down } = figures;
  const lateness = run.measured?.lateness;
  return {
    hookline: run.hookline,
    plan: run.plan,
    seed: run.seed,
    startedAt: run.startedAt ?? '',
    protocol: course.protocol,
    count: course.count,
    interval: course.interval,
    frameBytes: course.frameBytes,
    validity: run.validity,
    notes: notes(figures, course, run),
    directions: [up, down],
    ...(rtt ? { rtt } : {}),
    ...(turnaround ? { turnaround } : {}),
    rows,
    ...(lateness ? { lateness } : {}),
    files: course.files,
  };
};

const notes = ({ up, down, rows }: ProbeFigures, course: ProbeCourse, run: RunReport): string[] => {
  const { plan, icmpRefused, tapDrops, sendFailures, otherFrames } = course;
  const found: string[] = [];
  if (plan.hooks.length > 0) {
    const names = plan.hooks.map(({ file, stages }) => `${file.split('/').at(-1)} (${stages.join(', ')})`).join(', ');
    found.push(`hooks are on the link and part of what is measured, but of nothing that is expected: ${names}`);
  }
  const moving = [up, down].filter(({ unexpected }) => unexpected.length > 0);
  if (moving.length > 0) {
    const names = moving.map(({ direction, unexpected }) => `${direction} ${unexpected.join(', ')}`).join('; ');
    found.push(`effects move arrivals, and are in no expectation, what lies beyond which is no error: ${names}`);
  }
  const dropped = Object.entries(run.ledger.dropped).map(([cause, count]) => `${cause} ${countText(count)}`);
  if (dropped.length > 0) found.push(`frames that the link dropped, trains and all: ${dropped.join(', ')}`);
  if (icmpRefused !== undefined) found.push(`UDP was sent because ICMP echo cannot be: ${icmpRefused}`);
  const early = Math.min(up.error?.min ?? 0, down.error?.min ?? 0);
  if (early < 0) {
    found.push(`${framesText(up.early + down.early)} arrived earlier than due, by up to ${spanText(-early)}`);
  }
  const missed = plan.stages.flatMap(({ direction, scenario }) => {
    const last = scenario.rows.at(-1)!;
    const reached = rows.some(row => row.direction === direction && row.at === last.at);
    return reached ? [] : [last.at];
  });
  if (missed.length > 0) {
    const all = exactSpan(Math.max(...missed) + 1e9);
    found.push(`the last rows of the scenario were not probed: --duration ${all} comes to all of them`);
  }
  if (tapDrops > 0) found.push(`the taps missed ${framesText(tapDrops)}: what counts as lost may have arrived`);
  if (sendFailures > 0) found.push(`${framesText(sendFailures)} could not be sent`);
  if (otherFrames > 0) {
    found.push(`${countText(otherFrames)} other frames entered the link, which the expectation takes to be idle`);
  }
  return found;
};

/** As probe.json has it. */
export const probeReportJson = (report: ProbeReport): string => `${JSON.stringify(report, null, 2)}\n`;
