import type { Column } from './columns.js';
import { scaledDecimal } from './decimal.js';

/** What is wrong with a cell, in the words of a fault. */
export interface CellFault {
  readonly message: string;
  readonly hint?: string;
}

interface Kind {
  readonly what: string;
  /** The value x 10^digits is a whole number of nanoseconds or bits per second. */
  readonly digits: number;
  readonly largest: string;
}

const KINDS: Record<Column, Kind> = {
  'Time[ms]': { what: 'a number of milliseconds', digits: 6, largest: '104 days' },
  RouteID: { what: 'a whole number from 0', digits: 0, largest: '2^53' },
  'Delay[ms]': { what: 'a number of milliseconds', digits: 6, largest: '104 days' },
  'Btldr[Mbps]': { what: 'a number of Mbit/s', digits: 6, largest: '9 Pbit/s' },
};

/** The value of a cell in nanoseconds, bits per second or as it is (RouteID), or what is wrong with it. */
export const cellValue = (column: Column, cell: string): number | CellFault => {
  const text = bareText(cell);
  if (text === '') return { message: `no value for ${column}` };
  const { what, digits, largest } = KINDS[column];
  // Beyond phantomlink's table: a link that takes no time to send must have a spelling, too.
  if (column === 'Btldr[Mbps]' && text.toLowerCase() === 'unlimited') return Number.POSITIVE_INFINITY;
  const value = scaledDecimal(text, digits);
  const isWhole = column !== 'RouteID' || Number(text) === value || scaledDecimal(text, 6) === value * 1e6;
  // Words are made for faults only: a large table has many cells and few faults.
  if (Number.isNaN(value) || (value >= 0 && !isWhole)) {
    return { message: `${column}: expected ${what}, ${found(text)}`, ...hintFor(text) };
  }
  if (value < 0 || Number(text) < 0) return { message: `${column}: cannot be negative, ${found(text)}` };
  if (value > Number.MAX_SAFE_INTEGER) return { message: `${column}: at most ${largest}, ${found(text)}` };
  // Rounded to 0 the link would stand still, which nobody asked for.
  if (column === 'Btldr[Mbps]' && value === 0 && /[1-9]/.test(text.replace(/e.*$/i, ''))) {
    return { message: `${column}: less than 1 bit/s, ${found(text)}`, hint: '0 makes the link stand still' };
  }
  return value;
};

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
  const number = /^([+-]?[\d.]+)\s*[a-zµ/]+$/i.exec(text)?.[1];
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
