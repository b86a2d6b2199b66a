import { FAULT_LIMIT, type Fault, moreFaults } from '../fault.js';

/** Longer delays are a slip of the unit: this is a day. */
const MOST_MS = 86_400_000;

/**
 * Reads a trace of per-frame delays: one number of milliseconds a line, fractions allowed, comments from `#` to the
 * end of the line, empty lines skipped. The delays come in whole nanoseconds. `file` names the source in the faults.
 */
export const parseDelayTrace = (text: string, file: string): { delays?: readonly number[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const delays: number[] = [];
  let more = 0;
  const note = (fault: Fault): void => {
    if (faults.length < FAULT_LIMIT) faults.push(fault);
    else more++;
  };
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const bare = line.replace(/#.*/, '');
    const word = bare.trim();
    if (word === '') continue;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
    if (value >= 0 && value <= MOST_MS) delays.push(Math.round(value * 1e6));
    else {
      const column = bare.search(/\S/) + 1;
      note({ file, line: i + 1, column, message: `${faultOf(value)}, found '${word.slice(0, 20)}'` });
    }
  }
  if (delays.length === 0 && faults.length === 0) {
    note({ file, line: 1, column: 1, message: 'the trace is empty: expected one delay in milliseconds a line' });
  }
  if (more > 0) faults.push(moreFaults(file, more));
  return faults.length > 0 ? { faults } : { delays, faults };
};

const faultOf = (value: number): string => {
  if (value < 0) return 'a delay cannot be negative';
  if (value > MOST_MS) return 'a delay is at most a day, in milliseconds';
  return 'expected one delay in milliseconds';
};

/** The trace in that format. */
export const delayTraceText = (delays: readonly number[]): string => `${delays.map(delay => delay / 1e6).join('\n')}\n`;
