import { CsvError, parse } from 'csv-parse/sync';
import type { BitRate, Nanos } from '../../sdk/units.js';
import { FAULT_LIMIT, type Fault, moreFaults, sortFaults } from '../fault.js';
import { CellPlaces } from './cell-place.js';
import { bareText, cellValue, shortened } from './cell-value.js';
import { COLUMNS, type Column, findColumns } from './columns.js';
import type { Scenario, ScenarioRow } from './scenario.js';

/** One record of the table as csv-parse gives it. */
interface CsvRecord {
  readonly record: readonly string[];
  /** `lines`: the line on which it ends, from 1. */
  readonly info: { readonly lines: number };
}

/** Notes a fault at cell `index` of the record that starts at `line`. */
type Note = (line: number, index: number, fault: { readonly message: string; readonly hint?: string }) => void;

const HEADER = COLUMNS.join(',');

/**
 * Reads a scenario: a CSV table with the columns `Time[ms]`, `RouteID`, `Delay[ms]` and `Btldr[Mbps]`, found by name.
 * Collects the faults with their places (the first 20 and a count) and never throws; without faults there is a scenario.
 * `file` names the source in the faults.
 */
export const parseScenario = (text: string, file: string): { scenario: Scenario | undefined; faults: Fault[] } => {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const faults: Fault[] = [];
  let places: CellPlaces | undefined;
  let more = 0;
  const note: Note = (line, index, fault) => {
    places ??= new CellPlaces(plain);
    if (faults.length < FAULT_LIMIT) faults.push({ file, ...places.of(line, index), ...fault });
    else more++;
  };
  const records = csvRecords(plain, note);
  const rows = readRecords(records, note, faults.length > 0);
  if (faults.length === 0) return { scenario: { rows }, faults };
  const sorted = sortFaults(faults);
  return { scenario: undefined, faults: more > 0 ? [...sorted, moreFaults(file, more)] : sorted };
};

/** The records of the table, blank ones left out. */
const csvRecords = (text: string, note: Note): CsvRecord[] => {
  let unclosed: unknown;
  const records = parse(text, {
    info: true,
    record_delimiter: '\n',
    comment: '#',
    skip_empty_lines: true,
    relax_column_count: true,
    // `rtrim` is left out: with it, text behind a closing quote ends the whole parse.
    ltrim: true,
    // A stray quote is then part of its cell and refused with the cell's place, instead of ending the whole parse.
    relax_quotes: true,
    // What is left to skip is one error: a quote that is never closed.
    skip_records_with_error: true,
    on_skip: error => {
      unclosed = error;
    },
  }) as unknown as CsvRecord[];
  if (unclosed instanceof CsvError) {
    const line = new CellPlaces(text).nextRecord(records.at(-1)?.info.lines ?? 0);
    note(line, Number(unclosed['index']), { message: 'a quote is opened and never closed' });
  }
  return records.filter(({ record }) => record.some(cell => cell.trim() !== ''));
};

/** `cut` tells that an unclosed quote has swallowed the rest: what is missing then is no fault of its own. */
const readRecords = (records: readonly CsvRecord[], note: Note, cut: boolean): ScenarioRow[] => {
  const header = records[0];
  if (!header) {
    if (cut) return [];
    note(1, 0, { message: `the scenario is empty: expected the header ${HEADER} and rows under it` });
    return [];
  }
  const rowsMissing = records.length === 1 && !cut;
  const present = readHeader(header, note);
  if (present.length > 0 && rowsMissing) {
    note(header.info.lines, 0, { message: 'no rows under the header', hint: 'as in 0,0,41.0,80.0' });
  }
  return present.length > 0 ? readRows(records, present, note) : [];
};

/** The columns that are there, in the file's order, so that faults of a row come in reading order; none when hopeless. */
const readHeader = ({ record, info }: CsvRecord, note: Note): { column: Column; index: number }[] => {
  const line = startLine(record, info.lines);
  const cells = record.map(bareText);
  const found = shortened(cells.join(','));
  if (/[;\t]/.test(cells[0]!) && findColumns(cells[0]!.split(/[;\t]/)).faults.length === 0) {
    note(line, 0, { message: `columns are separated by commas, found '${found}'` });
    return [];
  }
  const { indices, faults } = findColumns(cells);
  const present = COLUMNS.filter(column => indices[column] >= 0)
    .map(column => ({ column, index: indices[column] }))
    .sort((a, b) => a.index - b.index);
  if (present.length === 0 && faults.every(fault => fault.index < 0)) {
    note(line, 0, { message: `no header: expected ${HEADER}, found '${found}'` });
    return [];
  }
  for (const { index, ...fault } of faults) note(line, Math.max(0, index), fault);
  return present;
};

const readRows = (
  records: readonly CsvRecord[],
  present: readonly { column: Column; index: number }[],
  note: Note,
): ScenarioRow[] => {
  const rows: ScenarioRow[] = [];
  const width = records[0]!.record.length;
  const values: Record<Column, number> = { 'Time[ms]': 0, RouteID: 0, 'Delay[ms]': 0, 'Btldr[Mbps]': 0 };
  const timeIndex = present.find(({ column }) => column === 'Time[ms]')?.index ?? -1;
  let lastTime = -1;
  let lastTimeLine = 0;
  for (let i = 1; i < records.length; i++) {
    const { record, info } = records[i]!;
    const line = startLine(record, info.lines);
    if (isShifted(record, width, line, note)) continue;
    let good = true;
    for (const { column, index } of present) {
      const value = cellValue(column, record[index] ?? '');
      if (typeof value === 'number') values[column] = value;
      else note(line, index, value);
      good &&= typeof value === 'number';
      if (typeof value !== 'number' || index !== timeIndex) continue;
      if (value <= lastTime) {
        const found = `found '${shortened(bareText(record[index]!))}'`;
        note(line, index, {
          message: `Time[ms]: expected ${value === lastTime ? 'another time than' : 'a later time than'} in line ${lastTimeLine}, ${found}`,
        });
      }
      lastTime = value;
      lastTimeLine = line;
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

/** Notes and tells a row whose cells cannot be trusted to stand under their columns: every other fault would be noise. */
const isShifted = (record: readonly string[], width: number, line: number, note: Note): boolean => {
  const broken = record.findIndex(cell => cell.includes('\n'));
  if (broken >= 0) {
    note(line, broken, {
      message: 'a quoted value runs over the end of its line',
      hint: 'is a quote missing or too many?',
    });
    return true;
  }
  const extra = record.findIndex((cell, index) => index >= width && cell.trim() !== '');
  if (extra < 0) return false;
  note(line, width, {
    message: `${record.length} values under ${width} columns`,
    hint: 'decimals take a point, thousands a space',
  });
  return true;
};

/** csv-parse tells the line on which a record ends. */
const startLine = (record: readonly string[], endLine: number): number => {
  let line = endLine;
  for (const cell of record) if (cell.includes('\n')) line -= cell.split('\n').length - 1;
  return line;
};
