import type { ProbeFigures } from './probe-figures.js';
import type { ProbeLog } from './probe-log.js';

const COLUMNS = [
  'Sequence',
  'ClientOut[ms]',
  'ServerIn[ms]',
  'ServerOut[ms]',
  'ClientIn[ms]',
  'Up[ms]',
  'UpExpected[ms]',
  'UpError[us]',
  'Down[ms]',
  'DownExpected[ms]',
  'DownError[us]',
  'RTT[ms]',
  'UpArrivals',
  'DownArrivals',
];

/**
 * probe.csv: a line a probe, in the order of sequence. The stamps at the four interfaces count from the run's start; a
 * cell is empty for what was not seen, and an error for a direction in which effects move arrivals.
 */
export const probeCsv = ({ up, down }: ProbeLog, figures: ProbeFigures): string => {
  const { expected } = figures;
  const errorOf = (direction: 'up' | 'down', difference: number): string =>
    figures[direction].unexpected.length === 0 ? inUs(difference) : '';
  const lines = [COLUMNS.join(',')];
  for (const [sequence, sent] of up.out.entries()) {
    if (Number.isNaN(sent)) continue;
    const there = up.in[sequence]!;
    const answered = down.out[sequence]!;
    const back = down.in[sequence]!;
    const dueUp = expected.up[sequence]!;
    const dueDown = expected.down[sequence]!;
    lines.push(
      [
        sequence,
        ...[sent, there, answered, back].map(inMs),
        inMs(there - sent),
        inMs(dueUp - sent),
        errorOf('up', there - dueUp),
        inMs(back - answered),
        inMs(dueDown - answered),
        errorOf('down', back - dueDown),
        inMs(back - sent),
        up.inCount[sequence],
        down.inCount[sequence],
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
};

const cell = (value: number, scale: number, digits: number): string =>
  Number.isFinite(value) ? (value / scale).toFixed(digits) : '';
const inMs = (ns: number): string => cell(ns, 1e6, 6);
const inUs = (ns: number): string => cell(ns, 1e3, 3);
