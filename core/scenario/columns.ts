import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';

/** The columns of a scenario, in the order in which they are written. */
export const COLUMNS = ['Time[ms]', 'RouteID', 'Delay[ms]', 'Btldr[Mbps]'] as const;
export type Column = (typeof COLUMNS)[number];

/** Where a scenario's columns stand in its file: indices from 0, -1 for a missing one. */
export type ColumnIndices = Record<Column, number>;

/** A header cell without letter case and spaces: `Delay [ms]` is `Delay[ms]`. */
const folded = (name: string): string => name.toLowerCase().replace(/\s/g, '');
const quantity = (name: string): string => folded(name).replace(/[[({].*$/, '');

/** A fault of the header: at the cell of this index, or at the line's start for -1. */
export interface HeaderFault extends Pick<Fault, 'message' | 'hint'> {
  readonly index: number;
}

/** Finds the columns by name, in any order. Other columns are left alone unless they look like a misspelt known one. */
export const findColumns = (cells: readonly string[]): { indices: ColumnIndices; faults: HeaderFault[] } => {
  const indices: ColumnIndices = { 'Time[ms]': -1, RouteID: -1, 'Delay[ms]': -1, 'Btldr[Mbps]': -1 };
  const faults: HeaderFault[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = COLUMNS.find(name => folded(name) === folded(cell));
    if (column === undefined) continue;
    if (indices[column] < 0) indices[column] = index;
    else
      faults.push({
        index,
        message: `column ${column} appears twice, first as the ${ordinal(indices[column])} column`,
      });
  }
  const missing = COLUMNS.filter(name => indices[name] < 0);
  const suspects = new Set<Column>();
  for (const [index, cell] of cells.entries()) {
    const otherUnit = missing.find(name => !suspects.has(name) && quantity(name) === quantity(cell));
    const suspect = otherUnit ?? missing.find(name => !suspects.has(name) && didYouMean(folded(cell), [name]).hint);
    if (suspect === undefined || COLUMNS.some(name => folded(name) === folded(cell))) continue;
    suspects.add(suspect);
    faults.push(
      otherUnit
        ? { index, message: `expected column ${otherUnit}, found '${cell}'`, hint: 'the unit is part of the name' }
        : { index, message: `unknown column '${cell}'`, hint: `did you mean ${suspect}?` },
    );
  }
  for (const name of missing) {
    if (!suspects.has(name))
      faults.push({ index: -1, message: `no column ${name}`, hint: `found: ${cells.join(', ')}` });
  }
  return { indices, faults };
};

const ordinal = (index: number): string => ['first', 'second', 'third', 'fourth'][index] ?? `${index + 1}th`;
