import { CsvError, type Options, parse } from 'csv-parse/sync';

/** The cells of one record of a table. */
export type CsvRecord = readonly string[];

const OPTIONS = {
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
} satisfies Options;

/**
 * The records of a CSV text with line feeds only, blank ones left out. `unclosedAt` is the cell of one more, swallowed
 * by a quote that is never closed; -1 when there is none.
 */
export const csvRecords = (text: string): { records: CsvRecord[]; unclosedAt: number } => {
  let unclosedAt = -1;
  const records: CsvRecord[] = parse(text, {
    ...OPTIONS,
    on_skip: error => {
      if (error instanceof CsvError) unclosedAt = Number(error['index']);
      return undefined;
    },
  });
  return { records: records.filter(isFilled), unclosedAt };
};

/**
 * The lines, from 1, on which the records of `csvRecords` start, then that of the unclosed one. A second parse: asking
 * csv-parse for lines takes it three times as long, and only faults need them.
 */
export const recordLines = (text: string): number[] => {
  let cut = false;
  const onSkip = (): undefined => {
    cut = true;
  };
  const records = parse(text, { ...OPTIONS, info: true, on_skip: onSkip }) as unknown as {
    readonly record: CsvRecord;
    /** `lines`: the line on which it ends. */
    readonly info: { readonly lines: number };
  }[];
  const starts = records
    .filter(({ record }) => isFilled(record))
    .map(({ record, info }) => info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0));
  return cut ? [...starts, nextRecord(text.split('\n'), records.at(-1)?.info.lines ?? 0)] : starts;
};

const isFilled = (record: CsvRecord): boolean => record.some(cell => cell.trim() !== '');

/** The first line after `line` that is neither blank nor a comment. */
const nextRecord = (lines: readonly string[], line: number): number => {
  let next = line + 1;
  while (next < lines.length && /^\s*(#.*)?$/.test(lines[next - 1]!)) next++;
  return next;
};
