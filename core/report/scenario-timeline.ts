import type { LossPlan } from '../plan/effects/loss.js';
import type { StagePlan } from '../plan/plan.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import { roundEndsAt } from '../scenario/scenario-end.js';
import {
  courseOf,
  type Panel,
  pointsOf,
  RATES,
  type Sample,
  type Series,
  SPANS,
  type Stretch,
  stepsOf,
  type Timeline,
  unitFor,
} from './timeline.js';
import { traceRate } from './trace-rate.js';

/** What a picture draws of a stage: its scenario, and what the plan says where that is silent. */
type PicturedStage = Pick<StagePlan, 'direction' | 'scenario' | 'effects'>;

/** The last row of a table that holds is drawn for this share of what came before; a single one for a second. */
const AFTER = 0.1;
const AT_LEAST = 1e9;

/** Columns that are drawn when a table has them, as they are. */
const OTHERS: readonly { field: keyof ScenarioRow; title: string; unit: string; times: number }[] = [
  { field: 'duplicate', title: 'Duplicates', unit: '%', times: 100 },
  { field: 'ber', title: 'Bit errors', unit: 'in 10^6', times: 1e6 },
  { field: 'mtu', title: 'MTU', unit: 'B', times: 1 },
  { field: 'queueBytes', title: 'Queue limit', unit: 'kB', times: 1e-3 },
  { field: 'queueFrames', title: 'Queue limit', unit: 'frames', times: 1 },
];

/**
 * What a link does over time, without running anything: rate, delay with its jitter around it, loss and route where there
 * is any, and what other columns a table has. Directions, or stages, that do the same share a line. `duration` in
 * nanoseconds: until when, else once through the longest table and a little more of its last row. `names`: of the stages
 * of a graph; those of a link are told by their directions.
 */
export const scenarioTimeline = (
  title: string,
  stages: readonly PicturedStage[],
  duration = Number.POSITIVE_INFINITY,
  names?: readonly string[],
): Timeline => {
  const panelOf = (title: string, unit: string, values: Samples, around: Samples = []): Panel => ({
    title,
    unit,
    series: (names ? groupsOf(names, values, around) : directionsOf(stages, values, around)).map(
      ({ label, role, of }): Series => {
        const band = isSome(around.slice(of, of + 1)) ? bandOf(values[of]!, around[of]!) : undefined;
        const name = nameOf(label, values[of]!, band !== undefined);
        return { name, role, shape: 'step', points: pointsOf(values[of]!, 1), ...(band ? { band } : {}) };
      },
    ),
  });
  const end = Number.isFinite(duration) ? duration : Math.max(...stages.map(drawnLength));
  const rates = stages.map(stage => ratesOf(stage, end));
  const delays = samplesOf(stages, end, row => row.delay);
  const jitters = samplesOf(stages, end, (row, { effects }) => row.jitter ?? effects.jitter?.span ?? 0);
  const losses = samplesOf(stages, end, (row, { effects }) => percent(row.loss ?? meanLoss(effects.loss)));
  const routes = samplesOf(stages, end, row => row.route);
  const moves = routes.some(samples => samples.some(({ value }) => value !== samples[0]!.value));
  const rateUnit = isSome(rates) ? unitFor(RATES, rates) : { unit: 'Mbit/s', size: 1e6 };
  const spanUnit = isSome(delays) ? unitFor(SPANS, [...delays, ...jitters]) : { unit: 'ms', size: 1e6 };
  const panels: Panel[] = [
    panelOf('Rate', rateUnit.unit, scaled(rates, rateUnit.size)),
    panelOf('Delay', spanUnit.unit, scaled(delays, spanUnit.size), scaled(jitters, spanUnit.size)),
    ...(isSome(losses) ? [panelOf('Loss', '%', losses)] : []),
    ...(moves || isSome(routes) ? [panelOf('Route', 'ID', routes)] : []),
    ...OTHERS.filter(({ field }) => stages.some(({ scenario }) => scenario.rows.some(row => field in row))).map(
      ({ field, title: name, unit, times }) => {
        const values = samplesOf(stages, end, row => (row[field] ?? Number.NaN) * times);
        return panelOf(name, unit, values);
      },
    ),
  ];
  return { title, seconds: end / 1e9, panels };
};

const drawnLength = ({ scenario, effects }: PicturedStage): number => {
  const round = roundEndsAt(scenario);
  const trace = effects.pacing?.model === 'trace' ? effects.pacing.stamps.at(-1)! : 0;
  if (scenario.end !== undefined) return round;
  return round > 0 ? Math.max(round * (1 + AFTER), trace) : trace || AT_LEAST;
};

const samplesOf = (
  stages: readonly PicturedStage[],
  end: number,
  value: (row: ScenarioRow, stage: PicturedStage) => number,
): Sample[][] => stages.map(stage => stepsOf(courseOf(stage.scenario), end, ({ row }) => value(row, stage)));

/** Of a trace of delivery times what it delivers; else the table's rate. */
const ratesOf = ({ scenario, effects: { pacing } }: PicturedStage, end: number): Sample[] =>
  pacing?.model === 'trace' ? traceRate(pacing, end) : stepsOf(courseOf(scenario), end, ({ row }) => row.rate);

/** The share that is lost in the long run, by those models that have one whatever the traffic. */
const meanLoss = (loss: LossPlan | undefined): number => {
  switch (loss?.model) {
    case 'independent':
      return loss.chance;
    case 'gilbert':
      return loss.p + loss.r > 0 ? loss.p / (loss.p + loss.r) : 0;
    case 'gilbert-elliott': {
      const { p, r, badLoss, goodLoss } = loss;
      return p + r > 0 ? (p * badLoss + r * goodLoss) / (p + r) : goodLoss;
    }
    default:
      return 0;
  }
};

/** Twelve digits undo the rounding of the product (7 for 0.07, not 7.000000000000001). */
const percent = (share: number): number => Number((share * 100).toPrecision(12));

const isSome = (all: readonly (readonly Sample[])[]): boolean =>
  all.some(samples => samples.some(({ value }) => value > 0 && Number.isFinite(value)));

const scaled = (all: readonly (readonly Sample[])[], size: number): Sample[][] =>
  all.map(samples => samples.map(({ at, value }) => ({ at, value: value / size })));

type Samples = readonly (readonly Sample[])[];

/** A line of a panel: that of the stage `of`, which may stand for others. */
interface Line {
  readonly label: string;
  readonly role: Series['role'];
  readonly of: number;
}

const directionsOf = (stages: readonly PicturedStage[], values: Samples, around: Samples): Line[] =>
  values.every((_, i) => alike(values, around, 0, i))
    ? [{ label: 'both directions', role: 'up', of: 0 }]
    : stages.map(({ direction }, of) => ({ label: direction, role: direction, of }));

/** Names of a line; more would not fit beside it. */
const NAMES_MOST = 3;

const groupsOf = (names: readonly string[], values: Samples, around: Samples): Line[] => {
  const groups = new Map<number, string[]>();
  names.forEach((name, i) => {
    const first = [...groups.keys()].find(other => alike(values, around, other, i));
    if (first === undefined) groups.set(i, [name]);
    else groups.get(first)!.push(name);
  });
  return [...groups].map(([of, all]) => {
    const more = all.length > NAMES_MOST ? ` and ${all.length - NAMES_MOST} more` : '';
    const label = all.length > 1 && groups.size === 1 ? 'all stages' : all.slice(0, NAMES_MOST).join(', ') + more;
    return { label, role: 'stage', of };
  });
};

const alike = (values: Samples, around: Samples, one: number, other: number): boolean =>
  same(values[one]!, values[other]!) && same(around[one] ?? [], around[other] ?? []);

/** No axis reaches what is unlimited: the name says so. */
const nameOf = (name: string, samples: readonly Sample[], jittered: boolean): string => {
  const gaps = samples.filter(({ value }) => !Number.isFinite(value)).length;
  if (gaps > 0) return gaps === samples.length ? `${name}: unlimited` : `${name} (gaps: unlimited)`;
  return jittered ? `${name} ± jitter` : name;
};

const bandOf = (values: readonly Sample[], around: readonly Sample[]): Stretch[] =>
  values.map(({ at, value }, i) => {
    const { value: width } = around[i]!;
    return { x: at / 1e9, low: Math.max(0, value - width), high: value + width };
  });

/** The same at all times, whatever rows it takes to say so. */
const same = (a: readonly Sample[], b: readonly Sample[]): boolean => {
  const [first, second] = [changesOf(a), changesOf(b)];
  return (
    first.length === second.length &&
    first.every(({ at, value }, i) => at === second[i]!.at && Object.is(value, second[i]!.value))
  );
};

const changesOf = (samples: readonly Sample[]): Sample[] =>
  samples.filter(({ value }, i) => i === 0 || !Object.is(value, samples[i - 1]!.value));

/** The timeline as plain JSON: NaN, where a value is unlimited, becomes null. */
export const timelineJson = (timeline: Timeline): string => `${JSON.stringify(timeline)}\n`;
