import type { BitRate, Nanos, Ratio } from '../../../sdk/units.js';
import { FAULT_LIMIT, type Fault, moreFaults } from '../../fault.js';
import { shortened } from '../../scenario/cell-value.js';
import type { Scenario, ScenarioRow } from '../../scenario/scenario.js';
import { exactSpan } from '../quantity-text.js';
import type { PlanSettings } from './words.js';

/** What stands outside the trace in TheaterQ. */
export interface TheaterqSettings {
  /** `cont`: what follows the last entry. Default hold. */
  readonly cont?: 'hold' | 'loop' | 'clear';
  /** `byteqlen`: LIMIT counts bytes. Default packets. */
  readonly byteLimits?: boolean;
}

export interface ImportedTrace {
  readonly scenario?: Scenario;
  /** What a table cannot say: settings for the link beside the scenario. */
  readonly beside?: PlanSettings;
  readonly faults: Fault[];
}

const SIMPLE = ['KEEP', 'LATENCY', 'RATE', 'LOSS', 'LIMIT'] as const;
const EXTENDED = ['KEEP', 'LATENCY', 'JITTER', 'RATE', 'LOSS', 'LIMIT', 'DUP_PROB', 'DUP_DELAY', 'ROUTE_ID'] as const;
type Field = (typeof EXTENDED)[number];

/** Shares are scaled so that this is all. */
const U32 = 2 ** 32 - 1;
const SHARES: readonly Field[] = ['LOSS', 'DUP_PROB'];
const U32_FIELDS: readonly Field[] = [...SHARES, 'LIMIT'];
const NANOS_PER_US = 1000;

/** One entry, as its line says it. */
interface Entry {
  readonly line: number;
  readonly value: Readonly<Record<Field, number>>;
}

/** A first line of five or nine whole numbers: no table with a header. */
export const looksLikeTheaterq = (text: string): boolean => {
  const first = text.split('\n').find(line => /^\d/.test(line)) ?? '';
  const header = text.split('\n').find(line => /\S/.test(line)) ?? '';
  return /^\d+(?:,\d+){4}(?:(?:,\d+){3,4})?\s*$/.test(first) && !/Time|Btldr/i.test(header);
};

/**
 * Reads a trace of TheaterQ (its README and source), SIMPLE or EXTENDED, the latter also without the ROUTE_ID of older
 * versions: durations in us become times, rates of 0 are unlimited, scaled shares percentages, LIMIT a limit of the
 * waiting frames (0: none). Lines that begin with anything but a digit are left out, as there.
 *
 * ROUTE_ID 0, which never keeps an order, becomes a route that changes where the delay falls; with jitter it takes
 * `order: free`. What one link cannot do is a fault: an order kept by some jittered entries and not by others, copies at
 * changing distances.
 */
export const parseTheaterq = (text: string, file: string, settings: TheaterqSettings = {}): ImportedTrace => {
  const faults: Fault[] = [];
  let more = 0;
  const note = (line: number, column: number, message: string, hint?: string): void => {
    if (faults.length === FAULT_LIMIT) more++;
    else faults.push({ file, line, column, message, ...(hint === undefined ? {} : { hint }) });
  };
  const entries = readEntries(text, note);
  if (entries.length === 0 && faults.length === 0) {
    note(1, 1, 'no entries: expected lines of 5 or 9 numbers', `as in ${SIMPLE.join(',')}`);
  }
  const beside = faults.length === 0 ? besideOf(entries, note) : {};
  if (more > 0) faults.push(moreFaults(file, more));
  if (faults.length > 0) return { faults };
  const scenario = scenarioOf(entries, settings);
  return Object.keys(beside).length > 0 ? { scenario, beside, faults } : { scenario, faults };
};

type Note = (line: number, column: number, message: string, hint?: string) => void;

const readEntries = (text: string, note: Note): Entry[] => {
  const entries: Entry[] = [];
  let names: readonly Field[] | undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  for (const [i, line] of lines.entries()) {
    if (!/^\d/.test(line)) continue;
    const cells = line.split(',');
    // The first entry tells the format; one comma more at the end is let pass, as there.
    if (cells.at(-1)!.trim() === '') cells.pop();
    names ??= cells.length === SIMPLE.length ? SIMPLE : cells.length === 8 ? EXTENDED.slice(0, 8) : EXTENDED;
    if (cells.length !== names.length) {
      note(i + 1, 1, `expected ${names.length} numbers, as ${names.join(',')}; found ${cells.length}`);
      continue;
    }
    const value: Record<string, number> = { JITTER: 0, DUP_PROB: 0, DUP_DELAY: 0, ROUTE_ID: 0 };
    let column = 1;
    let good = true;
    for (const [j, name] of names.entries()) {
      const read = numberOf(name, cells[j]!);
      if (typeof read === 'number') value[name] = read;
      else note(i + 1, column, `${name}: ${read}`);
      good &&= typeof read === 'number';
      column += cells[j]!.length + 1;
    }
    if (good) entries.push({ line: i + 1, value: value as Record<Field, number> });
  }
  return entries;
};

/** The number, or what is wrong with the cell. */
const numberOf = (name: Field, cell: string): number | string => {
  const value = /^\d+$/.test(cell.trim()) ? Number(cell) : Number.NaN;
  if (Number.isNaN(value)) return `expected a whole number, found '${shortened(cell)}'`;
  if (U32_FIELDS.includes(name) && value > U32) return `at most ${U32}, which is 32 bits, found '${cell}'`;
  if (name === 'KEEP' && value === 0) return 'an entry of no time';
  if (value * (name === 'KEEP' ? NANOS_PER_US : 1) > Number.MAX_SAFE_INTEGER) return `too large: '${cell}'`;
  return value;
};

const besideOf = (entries: readonly Entry[], note: Note): PlanSettings => {
  const jittered = entries.filter(({ value }) => value.JITTER > 0);
  const free = jittered.filter(({ value }) => value.ROUTE_ID === 0);
  const kept = jittered.find(({ value }) => value.ROUTE_ID !== 0);
  if (free.length > 0 && kept !== undefined) {
    const message = `jitter that keeps the order, in line ${free[0]!.line} jitter that does not: a link has one`;
    note(kept.line, 1, `ROUTE_ID: ${message}`, 'give all entries with JITTER a route, or none');
  }
  const doubled = entries.filter(({ value }) => value.DUP_PROB > 0);
  const spacing = doubled[0]?.value.DUP_DELAY ?? 0;
  const other = doubled.find(({ value }) => value.DUP_DELAY !== spacing);
  if (other !== undefined) {
    note(other.line, 1, `DUP_DELAY: ${other.value.DUP_DELAY} behind ${spacing}: copies of a link have one distance`);
  }
  return {
    ...(spacing === 0 ? {} : { duplicate: { chance: '0%', copies: 1, spacing: exactSpan(spacing) } }),
    // Its jitter is uniform, whatever its README calls it.
    ...(jittered.length === 0
      ? {}
      : { jitter: { span: '0s', distribution: 'uniform', order: free.length > 0 ? 'free' : 'keep' } }),
  };
};

const scenarioOf = (entries: readonly Entry[], { cont = 'hold', byteLimits = false }: TheaterqSettings): Scenario => {
  const routes = routesOf(entries, cont === 'loop');
  const uses = (field: Field): boolean => entries.some(({ value }) => value[field] > 0);
  const [jitters, losses, doubles] = [uses('JITTER'), uses('LOSS'), uses('DUP_PROB')];
  const limitOf = (limit: number): Pick<ScenarioRow, 'queueBytes' | 'queueFrames'> => {
    const size = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    return byteLimits ? { queueBytes: size } : { queueFrames: size };
  };
  let at = 0;
  const rows = entries.map(({ value }, i): ScenarioRow => {
    const row = {
      at: at as Nanos,
      route: routes[i]!,
      delay: value.LATENCY as Nanos,
      rate: (value.RATE === 0 ? Number.POSITIVE_INFINITY : value.RATE) as BitRate,
      ...(jitters ? { jitter: value.JITTER as Nanos } : {}),
      ...(losses ? { loss: (value.LOSS / U32) as Ratio } : {}),
      ...(doubles ? { duplicate: (value.DUP_PROB / U32) as Ratio } : {}),
      ...limitOf(value.LIMIT),
    };
    at += value.KEEP * NANOS_PER_US;
    return row;
  });
  if (cont === 'loop') return { rows, end: { kind: 'loop', at: at as Nanos } };
  if (cont === 'hold') return { rows };
  const clear: ScenarioRow = {
    at: at as Nanos,
    route: routes.reduce((most, route) => Math.max(most, route), 0) + 1,
    delay: 0 as Nanos,
    rate: Number.POSITIVE_INFINITY as BitRate,
    ...(jitters ? { jitter: 0 as Nanos } : {}),
    ...(losses ? { loss: 0 as Ratio } : {}),
    ...(doubles ? { duplicate: 0 as Ratio } : {}),
    ...limitOf(1000),
  };
  return { rows: [...rows, clear] };
};

/** Routes of their own keep an order within; 0 keeps none: another route from where a frame could overtake. */
const routesOf = (entries: readonly Entry[], loops: boolean): number[] => {
  // Those of its own are taken.
  const most = entries.reduce((sum, { value }) => Math.max(sum, value.ROUTE_ID), 0);
  let free = most === 0 ? 0 : most + 1;
  let before: Entry | undefined;
  const routes: number[] = [];
  for (const entry of entries) {
    const { ROUTE_ID: route, LATENCY: latency } = entry.value;
    const overtakes = before && (before.value.ROUTE_ID !== 0 || latency < before.value.LATENCY);
    if (route === 0 && overtakes) free++;
    routes.push(route === 0 ? free : route);
    before = entry;
  }
  const [first, last] = [entries[0], entries.at(-1)];
  const again = loops && first?.value.ROUTE_ID === 0 && last?.value.ROUTE_ID === 0;
  // The first entry comes after the last one, too.
  if (again && first.value.LATENCY < last.value.LATENCY && routes[0] === routes.at(-1)) {
    return routes.map((route, i) => (i > 0 && entries[i]!.value.ROUTE_ID === 0 ? route + 1 : route));
  }
  return routes;
};
