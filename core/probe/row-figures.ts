import type { ScenarioRow } from '../scenario/scenario.js';
import { ScenarioStepper } from '../scenario/stepper.js';
import type { Leg, TrainSeen } from './probe-log.js';
import { type Spread, spread } from './spread.js';
import type { LinkDirection, NoTrain } from './train-plan.js';
import { achievedRate, dispersionRate } from './train-rate.js';
import { type MeasuredStage, movingEffects, rateEffects } from './unexpected-effects.js';

/** A train's rate against the row's. Rates in bits per second, undefined where nothing could be measured. */
export interface RateFigures {
  readonly asked: number;
  /** What came into the link, its pauses included. */
  readonly offered?: number;
  /** What came out while the link was busy: see achievedRate. */
  readonly achieved?: number;
  readonly sent: number;
  readonly received: number;
  /** Effects that are in `achieved` and not in `asked`; left out if none. */
  readonly unexpected?: readonly string[];
  /** Why there is no train or no rate. */
  readonly why?: string;
}

/** What was measured while one row of a direction's scenario was in force. Times in nanoseconds. */
export interface RowFigures {
  readonly direction: LinkDirection;
  readonly at: number;
  readonly route: number;
  readonly delay: number;
  readonly rate: number;
  /** Probes that entered the link meanwhile and arrived. */
  readonly probes: number;
  /** Left out where effects move arrivals. */
  readonly error?: Spread;
  readonly train?: RateFigures;
}

/** The rows in force while probes or trains went out, in order. */
export const rowFigures = (
  direction: LinkDirection,
  stage: MeasuredStage,
  leg: Leg,
  expected: Float64Array,
  trains: readonly TrainSeen[],
  without: readonly NoTrain[],
): RowFigures[] => {
  const { scenario } = stage;
  const known = movingEffects(stage).length === 0;
  const rows = new ScenarioStepper(scenario);
  const errors = new Map<ScenarioRow, number[]>();
  for (const [sequence, out] of leg.out.entries()) {
    if (Number.isNaN(out)) continue;
    const row = rows.at(out);
    const known = errors.get(row) ?? [];
    errors.set(row, known);
    if (!Number.isNaN(leg.in[sequence]!)) known.push(leg.in[sequence]! - expected[sequence]!);
  }
  const rates = new Map<ScenarioRow, RateFigures>();
  const unexpected = rateEffects(stage);
  for (const seen of trains) rates.set(seen.train.row, trainFigures(seen, unexpected));
  for (const { row, why } of without) rates.set(row, { asked: row.rate, sent: 0, received: 0, why });
  return scenario.rows
    .filter(row => errors.has(row) || rates.has(row))
    .map(row => {
      const { at, route, delay, rate } = row;
      const error = known ? spread((errors.get(row) ?? []).filter(Number.isFinite)) : undefined;
      const train = rates.get(row);
      const probes = errors.get(row)?.length ?? 0;
      return { direction, at, route, delay, rate, probes, ...(error ? { error } : {}), ...(train ? { train } : {}) };
    });
};

const trainFigures = ({ train, out, in: arrived }: TrainSeen, unexpected: readonly string[]): RateFigures => {
  const { rate: asked } = train.row;
  const came = [...out].filter(at => !Number.isNaN(at)).sort((a, b) => a - b);
  const passages = [...out]
    .map((at, i) => ({ out: at, in: arrived[i]! }))
    .filter(passage => !Number.isNaN(passage.out) && !Number.isNaN(passage.in))
    .sort((a, b) => a.out - b.out);
  const offered = came.length > 1 ? dispersionRate(came) : undefined;
  const achieved = achievedRate(passages, asked);
  return {
    asked,
    ...(offered === undefined ? {} : { offered }),
    ...(achieved === undefined ? {} : { achieved }),
    sent: came.length,
    received: passages.length,
    ...(unexpected.length === 0 ? {} : { unexpected }),
    ...(achieved === undefined ? { why: whyNoRate(came.length, passages.length) } : {}),
  };
};

const whyNoRate = (sent: number, received: number): string => {
  if (sent === 0) return 'the probe ended before it';
  return received < sent / 2 ? 'too few of its frames arrived' : 'the sender was too slow to fill the link';
};
