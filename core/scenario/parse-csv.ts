import { FAULT_LIMIT, type Fault, moreFaults, sortFaults } from '../fault.js';
import { CellPlaces } from './cell-place.js';
import { bareText, shortened } from './cell-value.js';
import { REQUIRED } from './columns.js';
import { type CsvRecord, csvRecords } from './csv-records.js';
import { type FoundColumn, findColumns } from './find-columns.js';
import { type Notes, readRows } from './read-rows.js';
import { otherCells } from './row-shape.js';
import type { LinkScenario } from './scenario.js';

const HEADER = REQUIRED.map(({ title }) => title).join(',');

/**
 * Reads a scenario: a CSV table with the columns of columns.ts, found by name; phantomlink's four are enough. Collects
 * the faults with their places (the first 20 and a count) and never throws; without faults there is a scenario, the same
 * one for both directions unless a column `Direction` tells them apart. `file` names the source in the faults.
 */
export const parseScenario = (text: string, file: string): { scenario: LinkScenario | undefined; faults: Fault[] } => {
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
  const scenario = readRecords(records, notes, unclosedAt >= 0);
  if (faults.length === 0) return { scenario, faults };
  const sorted = sortFaults(faults);
  return { scenario: undefined, faults: more > 0 ? [...sorted, moreFaults(file, more)] : sorted };
};

/** `cut` tells that an unclosed quote has swallowed the rest: what is missing then is no fault of its own. */
const readRecords = (records: readonly CsvRecord[], notes: Notes, cut: boolean): LinkScenario | undefined => {
  const header = records[0];
  if (!header) {
    if (cut) return undefined;
    notes.fault(0, 0, { message: `the scenario is empty: expected the header ${HEADER} and rows under it` });
    return undefined;
  }
  const rowsMissing = records.length === 1 && !cut;
  const found = readHeader(header, notes);
  if (found.length > 0 && rowsMissing) {
    notes.fault(0, 0, { message: 'no rows under the header', hint: 'as in 0,0,41.0,80.0' });
  }
  return found.length > 0 ? readRows(records, found, notes, cut) : undefined;
};

/** The columns that are there, in the file's order, so that faults of a row come in reading order; none when hopeless. */
const readHeader = (record: CsvRecord, notes: Notes): FoundColumn[] => {
  const cells = record.map(bareText);
  const text = shortened(cells.join(','));
  const others = cells.length < REQUIRED.length ? otherCells(cells, REQUIRED.length) : undefined;
  if (others && findColumns(others).faults.length === 0) {
    notes.fault(0, 0, { message: `columns are separated by commas, found '${text}'`, hint: 'as in 0,0,41.0,80.0' });
    return [];
  }
  const { found, faults } = findColumns(cells);
  // Read as UTF-8, every other byte of UTF-16 is one.
  if (found.length === 0 && record.some(cell => cell.includes('\0'))) {
    notes.fault(0, 0, { message: 'no text in UTF-8: UTF-16 or a binary file', hint: 'save the table as CSV in UTF-8' });
    return [];
  }
  if (found.length === 0 && faults.every(fault => fault.index < 0)) {
    notes.fault(0, 0, { message: `no header: expected ${HEADER}, found '${text}'` });
    return [];
  }
  for (const { index, ...fault } of faults) notes.fault(0, Math.max(0, index), fault);
  return found;
};
