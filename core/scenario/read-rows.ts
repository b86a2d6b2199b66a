import type { BitRate, Nanos } from '../../sdk/units.js';
import { bareText, cellValue, shortened, UNCHANGED } from './cell-value.js';
import { DOWN, UP } from './columns.js';
import type { CsvRecord } from './csv-records.js';
import type { FoundColumn } from './find-columns.js';
import { shapeFault } from './row-shape.js';
import type { LinkScenario, Scenario, ScenarioEnd, ScenarioRow } from './scenario.js';

/** Where faults go. Records count from 0, the header's. */
export interface Notes {
  /** Notes a fault at a cell of a record. */
  fault(record: number, cell: number, fault: { readonly message: string; readonly hint?: string }): void;
  /** The line on which a record starts, for the words of a fault. */
  line(record: number): number;
}

/** One direction's table as far as it has been read. */
class Way {
  readonly rows: ScenarioRow[] = [];
  end: ScenarioEnd | undefined;
  /** What the columns that need not be there have said last, by their place among those found; NaN: as the plan has it. */
  readonly values: Float64Array;
  time = -1;
  /** The record of that time, and that of the end. */
  timed = 0;
  endedBy = 0;

  constructor(
    readonly bit: number,
    columns: number,
  ) {
    this.values = new Float64Array(columns).fill(Number.NaN);
  }

  get scenario(): Scenario {
    return this.end === undefined ? { rows: this.rows } : { rows: this.rows, end: this.end };
  }
}

/** Reads the rows under a header. What is wrong with them is noted; the result is of use only if nothing is. */
export const readRows = (
  records: readonly CsvRecord[],
  found: readonly FoundColumn[],
  notes: Notes,
  cut: boolean,
): LinkScenario => {
  const place = (field: keyof ScenarioRow): number => found.findIndex(({ column }) => column.field === field);
  const [at, route, delay, rate] = [place('at'), place('route'), place('delay'), place('rate')];
  const direction = found.findIndex(({ column }) => column.field === undefined);
  const optional = found.map((_, i) => i).filter(i => i !== direction && !found[i]!.column.required);
  const ways = direction < 0 ? [new Way(UP | DOWN, found.length)] : [UP, DOWN].map(bit => new Way(bit, found.length));
  const values = found.map(() => 0);
  const routeIndex = found[route]?.index ?? -1;

  /** Reads the cells of a record; false if one of them is no value. */
  const readCells = (i: number, record: CsvRecord): boolean => {
    let good = true;
    for (let j = 0; j < found.length; j++) {
      const { column, index } = found[j]!;
      const value = cellValue(column, record[index] ?? '');
      values[j] = typeof value === 'number' ? value : Number.NaN;
      if (typeof value === 'number') continue;
      notes.fault(i, index, value);
      good = false;
    }
    return good;
  };

  /** Whether the record's time may stand where it does in the table of this direction. */
  const inOrder = (i: number, record: CsvRecord, way: Way): boolean => {
    const time = values[at] ?? Number.NaN;
    if (Number.isNaN(time)) return false;
    const before = way.time;
    const { index } = found[at]!;
    if (way.end !== undefined) {
      notes.fault(i, index, { message: `a row behind the end of the scenario in line ${notes.line(way.endedBy)}` });
      return false;
    }
    if (time <= before) {
      const what = `found '${shortened(bareText(record[index]!))}'`;
      const expected = time === before ? 'another time than' : 'a later time than';
      notes.fault(i, index, { message: `Time[ms]: expected ${expected} in line ${notes.line(way.timed)}, ${what}` });
    }
    way.time = time;
    way.timed = i;
    return time > before;
  };

  const rowOf = (way: Way): ScenarioRow => {
    const row = {
      at: values[at] as Nanos,
      route: values[route]!,
      delay: values[delay] as Nanos,
      rate: values[rate] as BitRate,
    };
    for (let j = 0; j < optional.length; j++) {
      const k = optional[j]!;
      if (values[k] !== UNCHANGED) way.values[k] = values[k]!;
      const value = way.values[k]!;
      if (!Number.isNaN(value)) Object.assign(row, { [found[k]!.column.field!]: value });
    }
    return row;
  };

  /** A last row: a time, and what follows. */
  const readEnd = (i: number, record: CsvRecord, then: ScenarioEnd['kind']): void => {
    let good = true;
    for (let j = 0; j < found.length; j++) {
      const { column, index } = found[j]!;
      const cell = record[index] ?? '';
      if (j === at || j === direction) {
        const value = cellValue(column, cell);
        values[j] = typeof value === 'number' ? value : Number.NaN;
        if (typeof value !== 'number') notes.fault(i, index, value);
        good &&= typeof value === 'number';
      } else if (j !== route && bareText(cell) !== '') {
        const message = `a row that says ${then} has a time and nothing else, found '${shortened(bareText(cell))}'`;
        notes.fault(i, index, { message });
        good = false;
      }
    }
    for (const way of waysOf()) {
      if (way.rows.length === 0 && good) {
        notes.fault(i, routeIndex, { message: `no row before the ${then}` });
        return;
      }
      if (!inOrder(i, record, way)) return;
      way.end = { kind: then, at: values[at] as Nanos };
      way.endedBy = i;
    }
  };

  /** The directions of the record read last; none when that is not known. */
  const waysOf = (): readonly Way[] => {
    if (direction < 0) return ways;
    const bits = values[direction] === UNCHANGED ? UP | DOWN : values[direction]!;
    return ways.filter(({ bit }) => (bit & bits) !== 0);
  };

  const header = records[0]!;
  for (let i = 1; i < records.length; i++) {
    const record = records[i]!;
    const shape = shapeFault(record, header);
    if (shape !== undefined) {
      notes.fault(i, shape.index, shape.fault);
      continue;
    }
    const then = endWord(record[routeIndex]);
    if (then !== undefined) {
      readEnd(i, record, then);
      continue;
    }
    const good = readCells(i, record);
    for (const way of direction < 0 ? ways : waysOf()) {
      if (!inOrder(i, record, way)) break;
      if (good) way.rows.push(rowOf(way));
    }
  }
  const missing = ways.find(way => way.rows.length === 0 && records.length > 1);
  if (direction >= 0 && missing && !cut && ways.some(way => way.rows.length > 0)) {
    const word = missing.bit === UP ? 'up' : 'down';
    notes.fault(0, found[direction]!.index, { message: `no row for the direction ${word}`, hint: 'or both' });
  }
  const up = ways[0]!.scenario;
  return { up, down: ways[1]?.scenario ?? up };
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** What follows the last row, if the route's cell says that. */
const endWord = (cell: string | undefined): ScenarioEnd['kind'] | undefined => {
  // Nearly every cell is a number.
  if (cell === undefined || cell.length < 3 || isDigit(cell.charCodeAt(0))) return undefined;
  const word = bareText(cell).toLowerCase();
  return word === 'loop' || word === 'end' ? word : undefined;
};
