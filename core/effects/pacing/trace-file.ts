import { FAULT_LIMIT, type Fault, moreFaults } from '../../fault.js';

const NANOS_PER_MS = 1e6;
/** A stamp further on is a slip of the unit: this is ten days. */
const MOST_MS = 864e6;

/**
 * Reads a Mahimahi trace: one whole number of milliseconds a line, never falling, the last above 0. The stamps come in
 * nanoseconds. Blank lines are faults, as they are there, but at the end. `file` names the source in the faults.
 */
export const parseDeliveryTrace = (text: string, file: string): { stamps?: readonly number[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const stamps: number[] = [];
  let more = 0;
  const note = (line: number, column: number, message: string): void => {
    if (faults.length < FAULT_LIMIT) faults.push({ file, line, column, message });
    else more++;
  };
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r\n?|\n/);
  if (lines.length === 1 && lines[0] === '') {
    note(1, 1, 'the trace is empty: expected one delivery time in milliseconds a line');
    return { faults };
  }
  let last = 0;
  lines.forEach((line, i) => {
    const word = line.trim();
    const column = line.search(/\S/) + 1 || 1;
    const value = /^\d+$/.test(word) ? Number(word) : Number.NaN;
    if (word === '') note(i + 1, 1, 'an empty line: expected a delivery time in whole milliseconds');
    else if (!(value <= MOST_MS))
      note(i + 1, column, `expected a delivery time in whole milliseconds, found '${word.slice(0, 20)}'`);
    else if (value < last) note(i + 1, column, `delivery times never fall: found ${value} after ${last}`);
    else {
      last = value;
      stamps.push(value * NANOS_PER_MS);
    }
  });
  if (last === 0 && faults.length === 0)
    note(lines.length, 1, 'the last delivery time is the length of the trace: above 0');
  if (more > 0) faults.push(moreFaults(file, more));
  return faults.length > 0 ? { faults } : { stamps, faults };
};

/** The stamps in that format. */
export const deliveryTraceText = (stamps: readonly number[]): string =>
  `${stamps.map(stamp => stamp / NANOS_PER_MS).join('\n')}\n`;
