import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import { COLUMNS, type Column } from './columns.js';

/** A column, and where it stands in its file: an index from 0. */
export interface FoundColumn {
  readonly column: Column;
  readonly index: number;
}

/** A fault of the header: at the cell of this index, or at the line's start for -1. */
export interface HeaderFault extends Pick<Fault, 'message' | 'hint'> {
  readonly index: number;
}

const ALL: readonly Column[] = COLUMNS;

/** A header cell without letter case and spaces: `Delay [ms]` is `Delay[ms]`. */
const folded = (name: string): string => name.toLowerCase().replace(/\s/g, '');
const quantity = (name: string): string => folded(name).replace(/[[({].*$/, '');

/** Three letters are near to too much: PER is another column, not a misspelt BER. */
const OPTIONAL_LEAST = 4;

/**
 * Finds the columns by name, in any order, and gives them in the file's. Other columns are left alone unless they look
 * like a misspelt known one.
 */
export const findColumns = (cells: readonly string[]): { found: FoundColumn[]; faults: HeaderFault[] } => {
  const found: FoundColumn[] = [];
  const others: { cell: string; index: number }[] = [];
  const faults: HeaderFault[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = ALL.find(({ title }) => folded(title) === folded(cell));
    const before = found.find(each => each.column === column);
    if (column === undefined) others.push({ cell, index });
    else if (before === undefined) found.push({ column, index });
    else {
      const first = `first as the ${ordinal(before.index)} column`;
      faults.push({ index, message: `column ${column.title} appears twice, ${first}` });
    }
  }
  const has = (title: string): FoundColumn | undefined => found.find(({ column }) => column.title === title);
  const frames = has('Queue[frames]');
  if (frames && has('Queue[B]')) {
    faults.push({ index: frames.index, message: 'Queue[frames] beside Queue[B]: a queue has one limit' });
  }
  const absent = ALL.filter(column => has(column.title) === undefined);
  const suspects = new Set<Column>();
  for (const { cell, index } of others) {
    const left = absent.filter(column => !suspects.has(column));
    const otherUnit = left.find(({ title }) => quantity(title) === quantity(cell));
    const suspect = otherUnit ?? left.find(column => misspells(cell, column));
    if (suspect === undefined) continue;
    suspects.add(suspect);
    faults.push(
      otherUnit
        ? {
            index,
            message: `expected column ${otherUnit.title}, found '${cell}'`,
            hint: 'the unit is part of the name',
          }
        : { index, message: `unknown column '${cell}'`, hint: `did you mean ${suspect.title}?` },
    );
  }
  for (const column of absent) {
    if (column.required && !suspects.has(column)) {
      faults.push({ index: -1, message: `no column ${column.title}`, hint: `found: ${cells.join(', ')}` });
    }
  }
  return { found, faults };
};

/** A column that need not be there is suspected by its name alone: `Load[%]` has more in common with `Loss[%]`. */
const misspells = (cell: string, { title, required }: Column): boolean => {
  const [word, known] = required ? [folded(cell), title] : [quantity(cell), quantity(title)];
  if (!required && Math.min(word.length, known.length) < OPTIONAL_LEAST) return false;
  return didYouMean(word, [known]).hint !== undefined;
};

const ordinal = (index: number): string => ['first', 'second', 'third', 'fourth'][index] ?? `${index + 1}th`;
