import type { Fault } from '../fault.js';
import { bareText, shortened } from './cell-value.js';
import type { CsvRecord } from './csv-records.js';

/** A fault at the cell of this index. */
interface ShapeFault {
  readonly index: number;
  readonly fault: Pick<Fault, 'message' | 'hint'>;
}

/**
 * The cells of a record that seems to have too few, by what people put between cells instead of commas; undefined when
 * that does not give `count` of them either.
 */
export const otherCells = (record: CsvRecord, count: number): string[] | undefined => {
  // Decimal commas between semicolons make several cells of one record; spaces alone stand in texts, too.
  const separators = record.length === 1 ? [/[;\t|]/, /\s+/] : [/[;\t|]/];
  for (const separator of separators) {
    const cells = record
      .join(',')
      .split(separator)
      .filter(cell => cell.trim() !== '');
    if (cells.length >= count) return cells;
  }
  return undefined;
};

/** What keeps a row's cells from standing under their columns: every fault of a single cell would be noise then. */
export const shapeFault = (record: CsvRecord, header: CsvRecord): ShapeFault | undefined => {
  const width = header.length;
  const broken = record.findIndex(cell => cell.includes('\n'));
  if (broken >= 0) {
    return at(broken, 'a quoted value runs over the end of its line', 'is a quote missing or too many?');
  }
  if (repeats(record, header)) return at(0, 'the header a second time');
  if (record.length < width && otherCells(record, width)) {
    return at(0, `values are separated by commas, found '${shortened(record.join(','))}'`);
  }
  if (record.length <= width || record.every((cell, index) => index < width || cell.trim() === '')) return undefined;
  return at(width, `${record.length} values under ${width} columns`, 'decimals take a point, thousands a space');
};

/** As where two files were put together. */
const repeats = (record: CsvRecord, header: CsvRecord): boolean =>
  header.every((name, index) => bareText(name) === bareText(record[index] ?? ''));

const at = (index: number, message: string, hint?: string): ShapeFault => ({
  index,
  fault: hint === undefined ? { message } : { message, hint },
});
