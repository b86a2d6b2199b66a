import { limitAtRate } from '../effects/queue/limit.js';
import type { StagePlan } from '../plan/plan.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import { roundEndsAt } from '../scenario/scenario-end.js';
import { queueLimitBytes } from '../scenario/stepper.js';

/** Both ends of what a setting is over a scenario. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What a stage's scenario does, in figures: nanoseconds, bits per second. */
export interface ScenarioFigures {
  readonly rows: number;
  /** When all of it was said once. */
  readonly length: number;
  readonly end: 'hold' | 'loop' | 'end';
  readonly rate: Range;
  readonly delay: Range;
  /** Route changes in one round. */
  readonly routeChanges: number;
}

export const scenarioFigures = ({ scenario }: StagePlan): ScenarioFigures => {
  const { rows, end } = scenario;
  return {
    rows: rows.length,
    length: roundEndsAt(scenario),
    end: end?.kind ?? 'hold',
    rate: columnRange(rows, 'rate')!,
    delay: columnRange(rows, 'delay')!,
    routeChanges: rows.filter(({ route }, i) => i > 0 && route !== rows[i - 1]!.route).length,
  };
};

/** The range of what a column says; undefined when no row says anything. */
export const columnRange = (rows: readonly ScenarioRow[], name: keyof ScenarioRow): Range | undefined => {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = row[name];
    if (value === undefined) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most === Number.NEGATIVE_INFINITY ? undefined : { least, most };
};

/** What may wait; Infinity: no limit of that kind. */
export interface QueueSize {
  readonly bytes: number;
  readonly frames: number;
}

const NONE = Number.POSITIVE_INFINITY;

/** The limit of a stage's queue when the first row is in force. */
export const firstQueueSize = ({ queue, scenario }: StagePlan): QueueSize => {
  const row = scenario.rows[0]!;
  const { queueBytes, queueFrames } = row;
  if (queueBytes !== undefined || queueFrames !== undefined)
    return { bytes: queueBytes ?? NONE, frames: queueFrames ?? NONE };
  switch (queue.limit) {
    case 'auto':
      return { bytes: queueLimitBytes(row, queue.multiplier), frames: NONE };
    case 'bytes':
      return { bytes: queue.bytes, frames: NONE };
    case 'frames':
      return { bytes: NONE, frames: queue.frames };
    default:
      return { bytes: limitAtRate(queue, row.rate) ?? NONE, frames: NONE };
  }
};
