/** Where a cell of a CSV text stands: line and column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds cells again for faults: csv-parse tells the line of a record, not the columns of its cells. Works on demand, so
 * that a file without faults never pays for it.
 */
export class CellPlaces {
  private readonly lines: readonly string[];

  /** `text` with line feeds only, as it was given to csv-parse. */
  constructor(text: string) {
    this.lines = text.split('\n');
  }

  /**
   * The first character of cell `index` of the record that starts at `line`, surrounding spaces left out. A cell that
   * is not there stands at the record's end.
   */
  of(line: number, index: number): Place {
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

  /** The first line after `line` that is neither blank nor a comment. */
  nextRecord(line: number): number {
    let next = line + 1;
    while (next < this.lines.length && /^\s*(#.*)?$/.test(this.text(next))) next++;
    return next;
  }

  private text(line: number): string {
    return this.lines[line - 1] ?? '';
  }
}
