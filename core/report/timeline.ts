import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { ScenarioStepper } from '../scenario/stepper.js';

/** A point of a picture: `x` in seconds since the run's start, `y` in the panel's unit; NaN breaks the line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Between what and what a value lies, from `x` until the next one. */
export interface Stretch {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export interface Series {
  readonly name: string;
  /**
   * `scenario` is what was asked, `measured` what came out; `aside` stands behind. `up` and `down` are the directions of
   * a picture in which nothing was measured. `stage`: one of several, told apart by their places.
   */
  readonly role: 'scenario' | 'measured' | 'aside' | 'up' | 'down' | 'stage';
  /** A step holds its value until the next point. */
  readonly shape: 'step' | 'line';
  /** In the order of `x`. */
  readonly points: readonly Point[];
  /** What lies around a step line. */
  readonly band?: readonly Stretch[];
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  /** Instants to be marked at the panel's foot, in seconds. */
  readonly marks?: { readonly name: string; readonly times: readonly number[] };
}

/** What a run looked like over time: panels one above the other over the same seconds. */
export interface Timeline {
  readonly title: string;
  readonly seconds: number;
  readonly panels: readonly Panel[];
}

/** A value at an instant, in nanoseconds since the run's start. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

export interface LinkSamples {
  readonly title: string;
  /** In nanoseconds. */
  readonly duration: number;
  /** The scenario of the stage that carries the data, and that of the way back. */
  readonly forth: Scenario;
  readonly back: Scenario;
  /** When the scenarios' clock started, in nanoseconds; Infinity: it did not. Default 0. */
  readonly scenarioAt?: number;
  /** Bits per second. */
  readonly throughput?: readonly Sample[];
  /** Round-trip times and waiting times of the queue, in nanoseconds. */
  readonly rtt?: readonly Sample[];
  readonly queue?: readonly Sample[];
  /** Instants at which frames were dropped. */
  readonly drops?: readonly number[];
}

export const RATES = [
  { unit: 'Gbit/s', size: 1e9 },
  { unit: 'Mbit/s', size: 1e6 },
  { unit: 'kbit/s', size: 1e3 },
  { unit: 'bit/s', size: 1 },
];
export const SPANS = [
  { unit: 's', size: 1e10 },
  { unit: 'ms', size: 1e6 },
  { unit: 'us', size: 1e3 },
  { unit: 'ns', size: 1 },
];

/** The usual picture of a link: throughput against the scenario's rate above, round-trip time against its delays below. */
export const linkTimeline = (run: LinkSamples): Timeline => {
  const { duration, scenarioAt = 0 } = run;
  const both = mergedCourses(courseOf(run.forth, scenarioAt), courseOf(run.back, scenarioAt));
  const rate = stepsOf(courseOf(run.forth, scenarioAt), duration, ({ row }) => row.rate);
  const delay = stepsOf(both, duration, row => row.forth.delay + row.back.delay);
  const rates = unitFor(RATES, [rate, run.throughput ?? []]);
  const spans = unitFor(SPANS, [delay, run.rtt ?? [], run.queue ?? []]);
  const scenario = (samples: readonly Sample[], size: number): Series => ({
    name: 'scenario',
    role: 'scenario',
    shape: 'step',
    points: pointsOf(samples, size),
  });
  const line = (
    name: string,
    role: 'measured' | 'aside',
    samples: readonly Sample[] | undefined,
    size: number,
  ): Series[] =>
    samples && samples.length > 0 ? [{ name, role, shape: 'line', points: pointsOf(samples, size) }] : [];
  return {
    title: run.title,
    seconds: duration / 1e9,
    panels: [
      {
        title: 'Throughput',
        unit: rates.unit,
        series: [scenario(rate, rates.size), ...line('achieved', 'measured', run.throughput, rates.size)],
        ...(run.drops && run.drops.length > 0
          ? { marks: { name: 'drops', times: run.drops.map(at => at / 1e9) } }
          : {}),
      },
      {
        title: 'Round-trip time',
        unit: spans.unit,
        series: [
          scenario(delay, spans.size),
          ...line('queue', 'aside', run.queue, spans.size),
          ...line('measured', 'measured', run.rtt, spans.size),
        ],
      },
    ],
  };
};

/** Values until the end. Unlimited ones are gaps, since no axis reaches them. */
export const stepsOf = <R extends { readonly at: number }>(
  course: Iterable<R>,
  end: number,
  value: (row: R) => number,
): Sample[] => {
  const steps: Sample[] = [];
  for (const row of course) {
    if (steps.length > 0 && row.at >= end) break;
    steps.push({ at: row.at, value: value(row) });
  }
  const last = steps.at(-1);
  return last ? [...steps, { at: end, value: last.value }] : [];
};

/**
 * The rows of a scenario as they come into force, without end if it is a loop. The first holds from the start, whatever
 * its time; `startedAt` is when the scenario's clock starts.
 */
export function* courseOf(scenario: Scenario, startedAt = 0): Generator<{ at: number; row: ScenarioRow }> {
  const rows = new ScenarioStepper(scenario);
  yield { at: 0, row: rows.row };
  while (rows.nextChangeAt + startedAt < Number.POSITIVE_INFINITY) {
    const at = rows.nextChangeAt + startedAt;
    yield { at, row: rows.advance() };
  }
}

type Course = Generator<{ at: number; row: ScenarioRow }>;

/** One way's row and the other's, at each time at which one of them changes. */
function* mergedCourses(forth: Course, back: Course): Generator<{ at: number; forth: ScenarioRow; back: ScenarioRow }> {
  const ways = [forth, back] as const;
  const present = ways.map(way => way.next().value!.row) as [ScenarioRow, ScenarioRow];
  const next = ways.map(way => way.next());
  for (let at = 0; ; ) {
    yield { at, forth: present[0], back: present[1] };
    at = Math.min(...next.map(each => (each.done ? Number.POSITIVE_INFINITY : each.value.at)));
    if (at === Number.POSITIVE_INFINITY) return;
    for (const i of [0, 1] as const) {
      const coming = next[i]!;
      if (coming.done || coming.value.at !== at) continue;
      present[i] = coming.value.row;
      next[i] = ways[i].next();
    }
  }
}

export const pointsOf = (samples: readonly Sample[], size: number): Point[] =>
  samples.map(({ at, value }) => ({ x: at / 1e9, y: Number.isFinite(value) ? value / size : Number.NaN }));

/** The largest unit in which the largest value is at least 1. */
export const unitFor = (
  units: readonly { readonly unit: string; readonly size: number }[],
  all: readonly (readonly Sample[])[],
): { unit: string; size: number } => {
  let most = 0;
  for (const samples of all) for (const { value } of samples) if (Number.isFinite(value)) most = Math.max(most, value);
  const { unit, size } = units.find(one => most >= one.size) ?? units.at(-1)!;
  return { unit, size: unit === 's' ? 1e9 : size };
};

/** The greatest value of a panel's series, for its axis; 1 where there is none above 0. */
export const greatestOf = (series: readonly Series[]): number => {
  let most = 0;
  for (const { points, band = [] } of series) {
    for (const { y } of points) if (y > most) most = y;
    for (const { high } of band) if (high > most) most = high;
  }
  return most > 0 ? most : 1;
};

/**
 * At most about `most` points: of each stretch of time its least and its greatest, so that no spike is lost. A
 * stretch with a break keeps that too.
 */
export const thinned = (points: readonly Point[], most: number): readonly Point[] => {
  if (points.length <= most) return points;
  const group = Math.ceil(points.length / Math.max(1, Math.floor(most / 2)));
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += group) {
    const to = Math.min(from + group, points.length);
    let least = -1;
    let greatest = -1;
    let gap = -1;
    for (let i = from; i < to; i++) {
      const { y } = points[i]!;
      if (Number.isNaN(y)) {
        gap = i;
        continue;
      }
      if (least < 0 || y < points[least]!.y) least = i;
      if (greatest < 0 || y > points[greatest]!.y) greatest = i;
    }
    keep(points, [least, greatest, gap], kept);
  }
  return kept;
};

/**
 * The points of a step line that a picture of `columns` columns can show: of each column the least, the greatest and
 * the last, which holds on into the next one (M4 aggregation, Jugel et al., VLDB 2014), and a break if there is one.
 */
export const thinnedSteps = (points: readonly Point[], seconds: number, columns: number): readonly Point[] => {
  if (points.length <= columns) return points;
  const kept: Point[] = [];
  let from = 0;
  while (from < points.length) {
    const column = Math.floor((points[from]!.x / seconds) * columns);
    let least = -1;
    let greatest = -1;
    let gap = -1;
    let to = from;
    for (; to < points.length && Math.floor((points[to]!.x / seconds) * columns) === column; to++) {
      const { y } = points[to]!;
      if (Number.isNaN(y)) gap = to;
      else {
        if (least < 0 || y < points[least]!.y) least = to;
        if (greatest < 0 || y > points[greatest]!.y) greatest = to;
      }
    }
    keep(points, [least, greatest, gap, to - 1], kept);
    from = to;
  }
  return kept;
};

/** The same of what lies around: each column in its full width, then as it ends. */
export const thinnedBand = (band: readonly Stretch[], seconds: number, columns: number): readonly Stretch[] => {
  if (band.length <= columns) return band;
  const kept: Stretch[] = [];
  let from = 0;
  while (from < band.length) {
    const { x } = band[from]!;
    const column = Math.floor((x / seconds) * columns);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let to = from;
    for (; to < band.length && Math.floor((band[to]!.x / seconds) * columns) === column; to++) {
      low = Math.min(low, band[to]!.low);
      high = Math.max(high, band[to]!.high);
    }
    kept.push({ x, low, high });
    if (to - from > 1) kept.push(band[to - 1]!);
    from = to;
  }
  return kept;
};

/** Adds the points of these indices in their order, each once; -1 is none. */
const keep = (points: readonly Point[], indices: readonly number[], kept: Point[]): void => {
  for (const i of [...new Set(indices)].sort((a, b) => a - b)) if (i >= 0) kept.push(points[i]!);
};
