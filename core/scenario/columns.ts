import type { ScenarioRow } from './scenario.js';

/**
 * The columns of a scenario, in the order in which they are written: the one place that knows them. Reading, its faults,
 * writing and the table of docs/scenario.md follow from it.
 */
export interface Column {
  /** As the header has it. */
  readonly title: string;
  /** What it sets of a row; nothing: which rows it sets. */
  readonly field?: keyof ScenarioRow;
  /** Whether every table has it. */
  readonly required?: true;
  readonly number?: CellNumber;
  /** Words instead of numbers, in small letters, and what they stand for. */
  readonly words?: Readonly<Record<string, number>>;
  /** What a cell holds, in the words of a fault. */
  readonly expected: string;
  /** For the docs: unit, meaning and range. */
  readonly unit: string;
  readonly meaning: string;
  readonly range: string;
}

/** How a number of a cell becomes one of a row. */
export interface CellNumber {
  /** Times 10 to this power: milliseconds become nanoseconds by 6. */
  readonly shift: number;
  /** `rounded` to the nearest whole number, `whole` only as written, or `exact` to the last digit. */
  readonly kind: 'rounded' | 'whole' | 'exact';
  /** Both of a row; `most` as a fault says it. */
  readonly least: number;
  readonly most: number;
  readonly mostText: string;
}

const upTo = (
  kind: CellNumber['kind'],
  shift: number,
  mostText: string,
  most = Number.MAX_SAFE_INTEGER,
): CellNumber => ({
  kind,
  shift,
  least: 0,
  most,
  mostText,
});
const MILLISECONDS = upTo('rounded', 6, '104 days');
const PERCENT = upTo('exact', -2, '100', 1);
const AMOUNT: CellNumber = { ...upTo('whole', 0, '2^53'), least: 1 };
const UNLIMITED = { unlimited: Number.POSITIVE_INFINITY };
const aPercentage = 'a percentage, as in 1.5';

/** Directions as bits: a row of both has both. */
export const UP = 1;
export const DOWN = 2;

export const COLUMNS = [
  {
    title: 'Time[ms]',
    field: 'at',
    required: true,
    number: MILLISECONDS,
    expected: 'a number of milliseconds',
    unit: "milliseconds since the scenario's clock started",
    meaning: 'when the row comes into force',
    range: 'from 0, each later than the one before',
  },
  {
    title: 'RouteID',
    field: 'route',
    required: true,
    number: upTo('whole', 0, '2^53'),
    expected: 'a whole number from 0',
    unit: '—',
    meaning: 'which route the frames take from now on',
    range: 'whole numbers from 0; `loop` or `end` in a last row, see [below](#the-end)',
  },
  {
    title: 'Delay[ms]',
    field: 'delay',
    required: true,
    number: MILLISECONDS,
    expected: 'a number of milliseconds',
    unit: 'milliseconds',
    meaning: 'one-way delay',
    range: 'from 0',
  },
  {
    title: 'Btldr[Mbps]',
    field: 'rate',
    required: true,
    number: upTo('rounded', 6, '9 Pbit/s'),
    // Beyond phantomlink's table: a link that takes no time to send must have a spelling, too.
    words: UNLIMITED,
    expected: 'a number of Mbit/s',
    unit: 'megabits per second (10^6 bit/s)',
    meaning: 'data rate of the bottleneck',
    range: 'from 0; `0` stands still; `unlimited` takes no time',
  },
  {
    title: 'Jitter[ms]',
    field: 'jitter',
    number: MILLISECONDS,
    expected: 'a number of milliseconds',
    unit: 'milliseconds',
    meaning: 'size of the variation of the delay',
    range: 'from 0',
  },
  {
    title: 'Loss[%]',
    field: 'loss',
    number: PERCENT,
    expected: aPercentage,
    unit: 'percent of the frames',
    meaning: 'frames lost on the way, each by itself',
    range: '0 to 100',
  },
  {
    title: 'Duplicate[%]',
    field: 'duplicate',
    number: PERCENT,
    expected: aPercentage,
    unit: 'percent of the frames',
    meaning: 'frames that arrive twice',
    range: '0 to 100',
  },
  {
    title: 'BER',
    field: 'ber',
    number: upTo('exact', 0, '0.5', 0.5),
    expected: 'a probability, as in 1e-6',
    unit: 'probability of each bit',
    meaning: 'bits that arrive wrong',
    range: '0 to 0.5',
  },
  {
    title: 'MTU[B]',
    field: 'mtu',
    number: { ...upTo('whole', 0, '65535', 65535), least: 68 },
    words: UNLIMITED,
    expected: 'a whole number of bytes',
    unit: 'bytes of an IP packet',
    meaning: 'largest packet that passes',
    range: '68 to 65535; `unlimited`',
  },
  {
    title: 'Queue[B]',
    field: 'queueBytes',
    number: AMOUNT,
    words: UNLIMITED,
    expected: 'a whole number of bytes',
    unit: 'bytes',
    meaning: 'limit of the waiting frames',
    range: 'from 1; `unlimited`',
  },
  {
    title: 'Queue[frames]',
    field: 'queueFrames',
    number: AMOUNT,
    words: UNLIMITED,
    expected: 'a whole number of frames',
    unit: 'frames',
    meaning: 'the same limit, counted otherwise: a table has one of the two',
    range: 'from 1; `unlimited`',
  },
  {
    title: 'Direction',
    words: { up: UP, down: DOWN, both: UP | DOWN },
    expected: 'up, down or both',
    unit: '—',
    meaning: 'which direction the row is for; `up` is from client to server',
    range: '`up`, `down`, `both`',
  },
] as const satisfies readonly Column[];

/** phantomlink's four, which every table has. */
export const REQUIRED: readonly Column[] = COLUMNS.filter(column => 'required' in column);

/** The word of a cell that gives a setting back to the plan. */
export const OF_PLAN = 'plan';
