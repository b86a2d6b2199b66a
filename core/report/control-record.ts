import type { StageChange } from '../stage/stage-change.js';

/**
 * What a lane hears from outside besides frames, as a line of its journal: `clock 1500000`, the start of the scenarios'
 * clock in nanoseconds of logical time; `memory 512`, the slots that may be in use while the machine's memory is low
 * (`memory Infinity` when it is so no more); `set 0 {"delay":80000000}`, what `hookline set` changed at which stage
 * (`set 0 {"hooks":{"thief":{"chance":"5%"}}}`); `reload 0 thief.0123456789abcdef.cjs`, the bundle of another version of
 * the plan's first hook.
 */
export type ControlRecord =
  | { readonly kind: 'clock' | 'memory'; readonly value: number }
  | { readonly kind: 'set'; readonly stage: number; readonly change: StageChange }
  | { readonly kind: 'reload'; readonly hook: number; readonly bundle: string };

/** JSON has no word for Infinity, and no setting is this text; options of hooks are texts, and may be. */
const INFINITY = 'Infinity';

/** A change as one line of JSON that reads back as exactly the same. */
export const changeText = (change: StageChange): string =>
  JSON.stringify(change, (_, value) => (value === Number.POSITIVE_INFINITY ? INFINITY : value));

/** The change of such a line. Throws a SyntaxError. */
export const parseChange = (text: string): StageChange => {
  const change = JSON.parse(text, (_, value) => (value === INFINITY ? Number.POSITIVE_INFINITY : value)) as StageChange;
  return change.hooks === undefined ? change : { ...change, hooks: (JSON.parse(text) as StageChange).hooks! };
};

export const controlText = (record: ControlRecord): string => {
  if (record.kind === 'set') return `set ${record.stage} ${changeText(record.change)}`;
  if (record.kind === 'reload') return `reload ${record.hook} ${record.bundle}`;
  return `${record.kind} ${record.value}`;
};

/** The record of such a line. Throws an Error for anything else: a journal of another version cannot be replayed. */
export const parseControl = (text: string): ControlRecord => {
  const [, kind, value] = /^(clock|memory) (\d+|Infinity)$/.exec(text) ?? [];
  if (kind !== undefined) return { kind: kind as 'clock' | 'memory', value: Number(value) };
  const [, stage, change] = /^set (\d+) (\{.*\})$/.exec(text) ?? [];
  if (change !== undefined) return { kind: 'set', stage: Number(stage), change: parseChange(change) };
  const [, hook, bundle] = /^reload (\d+) ([^/]+)$/.exec(text) ?? [];
  if (bundle !== undefined) return { kind: 'reload', hook: Number(hook), bundle };
  throw new Error(`the journal has a control record of another version: '${text.slice(0, 80)}'`);
};
