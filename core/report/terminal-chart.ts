import { styleText } from 'node:util';
import { greatestOf, type Panel, type Point, type Series, type Timeline, thinnedSteps } from './timeline.js';

/** Lines of one panel, and what is set aside at its left for the numbers. */
const ROWS = 11;
const MARGIN = 8;
const WIDTH_MOST = 110;
const WIDTH_LEAST = 24;

const LOOKS = {
  band: { sign: ':', style: 'gray' },
  aside: { sign: '.', style: 'yellow' },
  scenario: { sign: '-', style: 'gray' },
  measured: { sign: 'o', style: 'blue' },
  stage: { sign: 'o', style: 'cyan' },
  down: { sign: '.', style: 'yellow' },
  up: { sign: 'o', style: 'blue' },
} as const;
const MARK = { sign: '^', style: 'red' } as const;
/** Of the stages of a graph, by place: without colour they are told apart by their letters. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const STAGE_STYLES = ['blue', 'yellow', 'green', 'magenta', 'cyan'] as const;
type Style = (typeof LOOKS)[keyof typeof LOOKS]['style'] | (typeof STAGE_STYLES)[number] | typeof MARK.style | 'bold';
interface Look {
  readonly sign: string;
  readonly style: Style;
}
type Paint = (style: Style, text: string) => string;

/**
 * The panels one above the other in plain characters, at most `width` columns wide: each column shows the means of its
 * share of the time. Measured values stand before the scenario where both meet.
 */
export const terminalChart = (
  { seconds, panels }: Timeline,
  { width, colour }: { width: number; colour: boolean },
): string => {
  const paint: Paint = colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const columns = Math.max(WIDTH_LEAST, Math.min(width, WIDTH_MOST) - MARGIN - 1);
  const drawn = panels.flatMap(panel => [...panelLines(panel, seconds, columns, paint), '']);
  return `${[...drawn.slice(0, -1), timeAxis(seconds, columns)].join('\n')}\n`;
};

const panelLines = (
  { title, unit, series, marks }: Panel,
  seconds: number,
  columns: number,
  paint: Paint,
): string[] => {
  const top = ceiling(greatestOf(series));
  const grid: Grid = Array.from({ length: ROWS }, () => Array(columns).fill(undefined));
  for (const role of Object.keys(LOOKS) as (keyof typeof LOOKS)[]) {
    series.forEach((one, place) => {
      if (role === 'band') shade(grid, one, seconds, top);
      else if (one.role === role) plot(grid, lookOf(one, place), columnMeans(one, seconds, columns), top);
    });
  }
  const legend = series.map((one, place) => {
    const { sign, style } = lookOf(one, place);
    return `${paint(style, sign)} ${one.name}`;
  });
  if (marks) legend.push(`${paint(MARK.style, MARK.sign)} ${marks.name}`);
  const rows = grid.map((row, i) => {
    const value = i === 0 ? top : i === ROWS - 1 ? 0 : i * 2 === ROWS - 1 ? top / 2 : undefined;
    const label = value === undefined ? '' : String(Number(value.toPrecision(3)));
    return `${label.padStart(MARGIN - 2)} |${row.map(look => (look ? paint(look.style, look.sign) : ' ')).join('')}`.trimEnd();
  });
  const foot = marks ? [`${' '.repeat(MARGIN - 1)}|${markLine(marks.times, seconds, columns, paint)}`.trimEnd()] : [];
  return [`${paint('bold', `${title} [${unit}]`)}   ${legend.join('   ')}`, ...rows, ...foot];
};

type Grid = (Look | undefined)[][];

const lookOf = ({ role }: Series, place: number): Look =>
  role === 'stage'
    ? { sign: LETTERS[place % LETTERS.length]!, style: STAGE_STYLES[place % STAGE_STYLES.length]! }
    : LOOKS[role];

const plot = (grid: Grid, look: Look, means: readonly number[], top: number): void => {
  means.forEach((mean, column) => {
    if (Number.isNaN(mean)) return;
    grid[rowOf(mean, top)]![column] = look;
  });
};

const rowOf = (value: number, top: number): number =>
  Math.max(0, Math.min(ROWS - 1, ROWS - 1 - Math.round((value / top) * (ROWS - 1))));

/** What lies around a line. */
const shade = (grid: Grid, { band, ...series }: Series, seconds: number, top: number): void => {
  if (band === undefined) return;
  const columns = grid[0]!.length;
  const edge = (side: 'low' | 'high'): number[] =>
    columnMeans({ ...series, points: band.map(stretch => ({ x: stretch.x, y: stretch[side] })) }, seconds, columns);
  const [lows, highs] = [edge('low'), edge('high')];
  highs.forEach((high, column) => {
    if (Number.isNaN(high)) return;
    for (let row = rowOf(high, top); row <= rowOf(lows[column]!, top); row++) grid[row]![column] = LOOKS.band;
  });
};

/** NaN for a column without a value. */
export const columnMeans = ({ shape, points: all }: Series, seconds: number, columns: number): number[] => {
  const width = seconds / columns;
  // What a column ends with is kept, and looking for it in a long table would take a while.
  const points = shape === 'step' ? thinnedSteps(all, seconds, columns) : all;
  return Array.from({ length: columns }, (_, column) => {
    const until = (column + 1) * width;
    if (shape === 'step') return points.findLast(({ x }) => x < until)?.y ?? Number.NaN;
    const inside = points.filter(({ x }: Point) => x >= column * width && x < until);
    return inside.length === 0 ? Number.NaN : inside.reduce((sum, { y }) => sum + y, 0) / inside.length;
  });
};

const markLine = (times: readonly number[], seconds: number, columns: number, paint: Paint): string => {
  const marked = new Set(times.map(at => Math.min(columns - 1, Math.floor((at / seconds) * columns))));
  return Array.from({ length: columns }, (_, column) => (marked.has(column) ? paint(MARK.style, MARK.sign) : ' ')).join(
    '',
  );
};

/** Round times as far as there is room, and the end. */
const timeAxis = (seconds: number, columns: number): string => {
  const line = `${' '.repeat(MARGIN - 1)}+${'-'.repeat(columns)}`;
  const end = `${Number(seconds.toPrecision(3))} s`;
  const endAt = MARGIN + columns - end.length;
  const step = ceiling(seconds / 6);
  let labels = '';
  for (let i = 0; i * step < seconds; i++) {
    const text = String(Number((i * step).toPrecision(3)));
    const at = MARGIN + Math.round((columns * i * step) / seconds);
    if (at > labels.length && at + text.length < endAt) labels = labels.padEnd(at) + text;
  }
  return `${line}\n${labels.padEnd(endAt)}${end}`;
};

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The next round number from `value` on; 1 for 0. */
const ceiling = (value: number): number => {
  if (!(value > 0)) return 1;
  let power = 1;
  while (power * 10 <= value) power *= 10;
  while (power > value) power /= 10;
  return (ROUND.find(step => step * power >= value) ?? 10) * power;
};
