import { FAULT_LIMIT, type Fault, moreFaults } from '../../fault.js';

/** What stands for one span (netem's NETEM_DIST_SCALE). */
export const DISTRIBUTION_UNIT = 8192;
/** The kernel takes no more (NETEM_DIST_MAX, linux/pkt_sched.h). */
export const DISTRIBUTION_MOST = 16384;

const EXPECTED = 'expected a whole number from -32768 to 32767';

/**
 * Reads a distribution in the `.dist` format of iproute2 (tc/q_netem.c, get_distribution): whole numbers apart by white
 * space, in units of 1/8192 of the span, and comments from `#` to the end of the line. iproute2 stops reading at what
 * it does not know and wraps what does not fit 16 bits; here both are faults. `file` names the source in them.
 */
export const parseDistribution = (text: string, file: string): { table?: readonly number[]; faults: Fault[] } => {
  const faults: Fault[] = [];
  const table: number[] = [];
  let more = 0;
  const note = (fault: Fault): void => {
    if (faults.length < FAULT_LIMIT) faults.push(fault);
    else more++;
  };
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    for (const found of line.replace(/#.*/, '').matchAll(/\S+/g)) {
      const value = /^[+-]?(\d+|0x[\da-f]+)$/i.test(found[0]) ? wholeOf(found[0]) : Number.NaN;
      if (value >= -32768 && value <= 32767) table.push(value);
      else
        note({ file, line: i + 1, column: found.index + 1, message: `${EXPECTED}, found '${found[0].slice(0, 20)}'` });
      if (table.length === DISTRIBUTION_MOST + 1) {
        const message = `more than ${DISTRIBUTION_MOST} values: netem's tables hold no more`;
        note({ file, line: i + 1, column: found.index + 1, message });
      }
    }
  }
  if (table.length === 0 && faults.length === 0) {
    note({ file, line: 1, column: 1, message: 'the distribution is empty: expected whole numbers in units of 1/8192' });
  }
  if (more > 0) faults.push(moreFaults(file, more));
  return faults.length > 0 ? { faults } : { table, faults };
};

/** strtol with base 0, but a leading 0 makes nothing octal. */
const wholeOf = (text: string): number => {
  const negative = text.startsWith('-');
  const size = Number(text.replace(/^[+-]/, ''));
  return negative && size !== 0 ? -size : size;
};

/** The table in that format, eight values a line. */
export const distributionText = (table: readonly number[]): string => {
  const lines: string[] = [];
  for (let i = 0; i < table.length; i += 8) lines.push(table.slice(i, i + 8).join(' '));
  return `${lines.join('\n')}\n`;
};
