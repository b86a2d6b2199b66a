import { recordLines } from './csv-records.js';

/** Where a cell of a CSV text stands: line and column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds cells again for faults: csv-parse tells the lines of records if asked, not the columns of their cells. To be
 * made on demand, so that a file without faults never pays for it.
 */
export class CellPlaces {
  private readonly lines: readonly string[];
  private readonly starts: readonly number[];

  /** `text` with line feeds only, as it was given to csvRecords. */
  constructor(text: string) {
    this.lines = text.split('\n');
    this.starts = recordLines(text);
  }

  /** The line on which a record starts; `record` counts from 0. */
  line(record: number): number {
    return this.starts[record] ?? 1;
  }

  /**
   * The first character of cell `index` of a record, surrounding spaces left out. A cell that is not there stands at the
   * record's end.
   */
  of(record: number, index: number): Place {
    const line = this.line(record);
    let row = line;
    let at = 0;
    for (let cell = 0; cell < index; cell++) {
      // csv-parse's rule with `ltrim` and `relax_quotes`: a quote opens only as the first character of a cell.
      const opening = this.text(row).slice(at).search(/\S/);
      if (this.text(row)[at + opening] === '"') {
        at += opening + 1;
        for (;;) {
          const close = this.text(row).indexOf('"', at);
          if (close < 0) {
            if (row >= this.lines.length) return { line, column: 1 };
            row++;
            at = 0;
          } else if (this.text(row)[close + 1] === '"') at = close + 2;
          else {
            at = close + 1;
            break;
          }
        }
      }
      const rest = this.text(row).slice(at);
      const end = rest.search(/[,#]/);
      if (rest[end] !== ',') {
        const cells = this.text(row).slice(0, end < 0 ? undefined : at + end);
        return { line: row, column: cells.trimEnd().length + 1 };
      }
      at += end + 1;
    }
    const rest = this.text(row).slice(at);
    // An empty cell is shown at its start, not at whatever follows it.
    const spaces = /^[^\S\n]*,|^\s*$/.test(rest) ? 0 : rest.length - rest.trimStart().length;
    return { line: row, column: at + spaces + 1 };
  }

  private text(line: number): string {
    return this.lines[line - 1] ?? '';
  }
}
