import { expectedArrivals } from './expected-arrivals.js';
import { type LegFigures, legFigures } from './leg-figures.js';
import type { ProbeLog } from './probe-log.js';
import { type RowFigures, rowFigures } from './row-figures.js';
import { type Spread, spread } from './spread.js';
import type { NoTrain } from './train-plan.js';
import { type MeasuredStage, movingEffects } from './unexpected-effects.js';

/** Everything a probe has measured. Times in nanoseconds. */
export interface ProbeFigures {
  readonly up: LegFigures;
  readonly down: LegFigures;
  /** From the client's interface and back to it: the link twice, and the server's turnaround. */
  readonly rtt?: Spread;
  /** From a request's arrival at the server's interface to its answer's departure there: not the link's. */
  readonly turnaround?: Spread;
  readonly rows: readonly RowFigures[];
  /** When each probe should have arrived, by direction and sequence. */
  readonly expected: { readonly up: Float64Array; readonly down: Float64Array };
}

export interface ProbedLink {
  readonly up: MeasuredStage;
  readonly down: MeasuredStage;
  readonly frameBytes: number;
  /** Rows that were to get a train and did not; undefined if none were asked for. */
  readonly without: readonly NoTrain[];
  /** When the run ended, in nanoseconds since its start. */
  readonly until: number;
}

/** Works out what the stamps of a log say about a link. */
export const probeFigures = (log: ProbeLog, link: ProbedLink): ProbeFigures => {
  const of = (direction: 'up' | 'down') => {
    const trains = log.trains.filter(({ train }) => train.direction === direction);
    const without = link.without.filter(each => each.direction === direction);
    const stage = link[direction];
    const expected = expectedArrivals(stage, log[direction], link.frameBytes, trains);
    return {
      expected,
      leg: legFigures(direction, log[direction], expected, link.until, movingEffects(stage)),
      rows: rowFigures(direction, stage, log[direction], expected, trains, without),
    };
  };
  const up = of('up');
  const down = of('down');
  const rtt = spread(log.down.in.map((back, sequence) => back - log.up.out[sequence]!));
  const turnaround = spread(log.down.out.map((answer, sequence) => answer - log.up.in[sequence]!));
  return {
    up: up.leg,
    down: down.leg,
    ...(rtt ? { rtt } : {}),
    ...(turnaround ? { turnaround } : {}),
    rows: [...up.rows, ...down.rows].sort((a, b) => a.at - b.at || (a.direction < b.direction ? 1 : -1)),
    expected: { up: up.expected, down: down.expected },
  };
};
