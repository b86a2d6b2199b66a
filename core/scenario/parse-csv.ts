import type { BitRate, Nanos } from '../../sdk/units.js';
import { FAULT_LIMIT, type Fault, moreFaults, sortFaults } from '../fault.js';
import { CellPlaces } from './cell-place.js';
import { bareText, cellValue, shortened } from './cell-value.js';
import { COLUMNS, type Column, findColumns } from './columns.js';
import { type CsvRecord, csvRecords } from './csv-records.js';
import { otherCells, shapeFault } from './row-shape.js';
import type { Scenario, ScenarioRow } from './scenario.js';

/** Where faults go. Records count from 0, the header's. */
interface Notes {
  /** Notes a fault at a cell of a record. */
  fault(record: number, cell: number, fault: { readonly message: string; readonly hint?: string }): void;
  /** The line on which a record starts, for the words of a fault. */
  line(record: number): number;
}

const HEADER = COLUMNS.join(',');

/**
 * Reads a scenario: a CSV table with the columns `Time[ms]`, `RouteID`, `Delay[ms]` and `Btldr[Mbps]`, found by name.
 * Collects the faults with their places (the first 20 and a count) and never throws; without faults there is a scenario.
 * `file` names the source in the faults.
 */
export const parseScenario = (text: string, file: string): { scenario: Scenario | undefined; faults: Fault[] } => {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const faults: Fault[] = [];
  let more = 0;
  let found: CellPlaces | undefined;
  const places = (): CellPlaces => {
    found ??= new CellPlaces(plain);
    return found;
  };
  const notes: Notes = {
    fault(record, cell, fault) {
      if (faults.length < FAULT_LIMIT) faults.push({ file, ...places().of(record, cell), ...fault });
      else more++;
    },
    line: record => places().line(record),
  };
  const { records, unclosedAt } = csvRecords(plain);
  if (unclosedAt >= 0) notes.fault(records.length, unclosedAt, { message: 'a quote is opened and never closed' });
  const rows = readRecords(records, notes, unclosedAt >= 0);
  if (faults.length === 0) return { scenario: { rows }, faults };
  const sorted = sortFaults(faults);
  return { scenario: undefined, faults: more > 0 ? [...sorted, moreFaults(file, more)] : sorted };
};

/** `cut` tells that an unclosed quote has swallowed the rest: what is missing then is no fault of its own. */
const readRecords = (records: readonly CsvRecord[], notes: Notes, cut: boolean): ScenarioRow[] => {
  const header = records[0];
  if (!header) {
    if (cut) return [];
    notes.fault(0, 0, { message: `the scenario is empty: expected the header ${HEADER} and rows under it` });
    return [];
  }
  const rowsMissing = records.length === 1 && !cut;
  const present = readHeader(header, notes);
  if (present.length > 0 && rowsMissing) {
    notes.fault(0, 0, { message: 'no rows under the header', hint: 'as in 0,0,41.0,80.0' });
  }
  return present.length > 0 ? readRows(records, present, notes) : [];
};

/** The columns that are there, in the file's order, so that faults of a row come in reading order; none when hopeless. */
const readHeader = (record: CsvRecord, notes: Notes): { column: Column; index: number }[] => {
  const cells = record.map(bareText);
  const found = shortened(cells.join(','));
  const others = cells.length < COLUMNS.length ? otherCells(cells, COLUMNS.length) : undefined;
  if (others && findColumns(others).faults.length === 0) {
    notes.fault(0, 0, { message: `columns are separated by commas, found '${found}'`, hint: 'as in 0,0,41.0,80.0' });
    return [];
  }
  const { indices, faults } = findColumns(cells);
  const present = COLUMNS.filter(column => indices[column] >= 0)
    .map(column => ({ column, index: indices[column] }))
    .sort((a, b) => a.index - b.index);
  // Read as UTF-8, every other byte of UTF-16 is one.
  if (present.length === 0 && record.some(cell => cell.includes('\0'))) {
    notes.fault(0, 0, { message: 'no text in UTF-8: UTF-16 or a binary file', hint: 'save the table as CSV in UTF-8' });
    return [];
  }
  if (present.length === 0 && faults.every(fault => fault.index < 0)) {
    notes.fault(0, 0, { message: `no header: expected ${HEADER}, found '${found}'` });
    return [];
  }
  for (const { index, ...fault } of faults) notes.fault(0, Math.max(0, index), fault);
  return present;
};

const readRows = (
  records: readonly CsvRecord[],
  present: readonly { column: Column; index: number }[],
  notes: Notes,
): ScenarioRow[] => {
  const rows: ScenarioRow[] = [];
  const header = records[0]!;
  const values: Record<Column, number> = { 'Time[ms]': 0, RouteID: 0, 'Delay[ms]': 0, 'Btldr[Mbps]': 0 };
  const timeIndex = present.find(({ column }) => column === 'Time[ms]')?.index ?? -1;
  let lastTime = -1;
  let lastTimed = 0;
  for (let i = 1; i < records.length; i++) {
    const record = records[i]!;
    const shape = shapeFault(record, header);
    if (shape !== undefined) {
      notes.fault(i, shape.index, shape.fault);
      continue;
    }
    let good = true;
    for (const { column, index } of present) {
      const value = cellValue(column, record[index] ?? '');
      if (typeof value === 'number') values[column] = value;
      else notes.fault(i, index, value);
      good &&= typeof value === 'number';
      if (typeof value !== 'number' || index !== timeIndex) continue;
      if (value <= lastTime) {
        const found = `found '${shortened(bareText(record[index]!))}'`;
        const expected = value === lastTime ? 'another time than' : 'a later time than';
        notes.fault(i, index, { message: `Time[ms]: expected ${expected} in line ${notes.line(lastTimed)}, ${found}` });
      }
      lastTime = value;
      lastTimed = i;
    }
    if (good) {
      rows.push({
        at: values['Time[ms]'] as Nanos,
        route: values.RouteID,
        delay: values['Delay[ms]'] as Nanos,
        rate: values['Btldr[Mbps]'] as BitRate,
      });
    }
  }
  return rows;
};
