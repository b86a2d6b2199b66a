import type { Scenario, ScenarioRow } from './scenario.js';

/** The largest frame of a 1500-byte MTU, in bytes: Ethernet header and payload. */
const FULL_FRAME = 1514;

/**
 * A cursor over a scenario: which row is in force, and when the next one comes. Row 1 is in force from the start,
 * whatever its time; the last row for ever, unless the scenario is a loop. Each step costs the same, however long the
 * table; allocates nothing after it was made.
 */
export class ScenarioStepper {
  private readonly rows: readonly ScenarioRow[];
  /** Length of a loop in nanoseconds; Infinity when there is none. */
  private readonly period: number;
  private index = 0;
  /** When the present round began. */
  private roundAt = 0;
  /** The row in force. */
  row: ScenarioRow;
  /** When the next row comes into force, in nanoseconds; Infinity after the last one. */
  nextChangeAt: number;

  /** Throws a RangeError for a scenario without rows. */
  constructor({ rows, end }: Scenario) {
    const first = rows[0];
    if (first === undefined) throw new RangeError('a scenario has at least one row');
    this.rows = rows;
    // A loop of one row changes nothing.
    this.period = end?.kind === 'loop' && rows.length > 1 ? end.at : Number.POSITIVE_INFINITY;
    this.row = first;
    this.nextChangeAt = rows[1]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Puts the next row into force and returns it; after the last one it stays there, or begins again. */
  advance(): ScenarioRow {
    if (this.index + 1 < this.rows.length) return this.moveTo(this.index + 1);
    if (this.period === Number.POSITIVE_INFINITY) return this.row;
    this.roundAt += this.period;
    return this.moveTo(0);
  }

  /** Moves to the row in force at `time` (nanoseconds on the scenario's clock), forwards or back, and returns it. */
  at(time: number): ScenarioRow {
    const inRound = this.period === Number.POSITIVE_INFINITY ? time : time % this.period;
    this.roundAt = time - inRound;
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.rows[middle]!.at <= inRound) low = middle;
      else high = middle - 1;
    }
    return this.moveTo(low);
  }

  private moveTo(index: number): ScenarioRow {
    this.index = index;
    this.row = this.rows[index]!;
    const next = index + 1 < this.rows.length ? this.rows[index + 1]!.at : this.period;
    this.nextChangeAt = this.roundAt + next;
    return this.row;
  }
}

/**
 * The limit of an `auto` queue in bytes: 2 x one-way delay x rate x `multiplier`, the bandwidth-delay product of the
 * round trip, rounded down. Infinity for an infinite rate.
 *
 * A stage sizes its queue from row 1 and again only when the RouteID changes (phantomlink's rule): within one route
 * the link's buffer is one physical thing, however rate and delay move.
 *
 * At least one full-size frame, 1514 bytes: a short or standing link has a product of less than that, and a byte limit
 * smaller than a frame would drop every large frame that has to wait and pass the small ones.
 */
export const queueLimitBytes = (row: { readonly rate: number; readonly delay: number }, multiplier: number): number => {
  if (row.rate === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // bit/s x ns, 8e9 of which are one byte. The millionth of a byte keeps the dust of a multiplier such as 0.7 from
  // costing a whole one.
  const product = (2 * row.delay * row.rate) / 8e9;
  return Math.max(FULL_FRAME, Math.floor(product * multiplier + 1e-6));
};
