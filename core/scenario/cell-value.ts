import { type Column, OF_PLAN } from './columns.js';
import { exactDecimal, scaledDecimal } from './decimal.js';

/** What is wrong with a cell, in the words of a fault. */
export interface CellFault {
  readonly message: string;
  readonly hint?: string;
}

/** The cell is empty: the setting stays as it was. */
export const UNCHANGED = -1;

/**
 * The value of a cell, from 0 on, in the unit of its row's field; UNCHANGED for an empty one and NaN for one that is as
 * the plan has it, where the column need not be there; or what is wrong with it.
 */
export const cellValue = (column: Column, cell: string): number | CellFault => {
  const text = bareText(cell);
  const { title, required, words, number } = column;
  if (text === '') return required ? { message: `no value for ${title}` } : UNCHANGED;
  if ((words !== undefined || !required) && text.charCodeAt(0) > NINE) {
    const word = text.toLowerCase();
    if (words !== undefined && Object.hasOwn(words, word)) return words[word]!;
    if (word === OF_PLAN && column.field !== undefined && !required) return Number.NaN;
  }
  if (number === undefined) return unread(column, text);
  const { kind, shift, least, most, mostText } = number;
  const value = kind === 'exact' ? exactDecimal(text, shift) : scaledDecimal(text, shift);
  const isWhole = kind !== 'whole' || Number(text) === value || scaledDecimal(text, 6) === value * 1e6;
  // Words are made for faults only: a large table has many cells and few faults.
  if (Number.isNaN(value) || (value >= 0 && !isWhole)) return unread(column, text);
  if (value < 0 || Number(text) < 0) return { message: `${title}: cannot be negative, ${found(text)}` };
  if (value < least) return { message: `${title}: at least ${least}, ${found(text)}` };
  if (value > most) return { message: `${title}: at most ${mostText}, ${found(text)}` };
  // Rounded to 0 the link would stand still, which nobody asked for.
  if (column.field === 'rate' && value === 0 && /[1-9]/.test(text.replace(/e.*$/i, ''))) {
    return { message: `${title}: less than 1 bit/s, ${found(text)}`, hint: '0 makes the link stand still' };
  }
  return value;
};

const NINE = '9'.charCodeAt(0);

const unread = ({ title, expected }: Column, text: string): CellFault => ({
  message: `${title}: expected ${expected}, ${found(text)}`,
  ...hintFor(text),
});

/** A cell without surrounding spaces, nor the quotes that a space behind them keeps in the cell (parse-csv.ts). */
export const bareText = (cell: string): string => {
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
};

const found = (text: string): string => `found '${shortened(text)}'`;

const hintFor = (text: string): { hint?: string } => {
  if (text.includes('\uFFFD')) return { hint: 'the file is not UTF-8: save it as UTF-8' };
  if (/^[+-]?\d+,\d+$/.test(text)) return { hint: `decimals take a point: ${text.replace(',', '.')}` };
  if (/^\d[\d\s.]*$/.test(text) && /\s/.test(text)) return { hint: 'thousands are groups of three digits: 11 000' };
  const number = /^([+-]?[\d.]+)\s*[a-zµ/%]+$/i.exec(text)?.[1];
  return number === undefined ? {} : { hint: `the unit stands in the header: ${number}` };
};

// Control characters must not reach a terminal, and what has no width would make a fault unreadable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2060\ufeff]/g;
const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Short enough for one line of a fault, unseen characters as `\u001b`. */
export const shortened = (text: string): string => {
  const line = text.replace(/[\t\n]+/g, ' ').replace(UNSEEN, escaped);
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};
