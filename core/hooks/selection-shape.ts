import { compileFilter } from '../../sdk/filter/compile-filter.js';
import { FilterError } from '../../sdk/filter/filter-error.js';
import { parseEvery, parseNth } from '../../sdk/positions.js';
import { RIGHTS } from '../../sdk/rights.js';
import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import { letterPlace, type Place, shownPath } from './place.js';
import { isRecord, kindOf } from './value-kind.js';

const SIDES = ['preamble', 'episode'] as const;
const POSITIONS = { nth: parseNth, every: parseEvery };

/** Where in the author's file a key of the hook stands. */
export type KeyPlace = (key: string) => Place | undefined;

/** What is wrong with which frames a hook asks for, and with the rights that it says it needs. */
export const selectionFaults = (
  hook: Record<string, unknown>,
  sourceFile: string,
  bundlePath: string,
  keyPlace: KeyPlace,
): Fault[] => {
  const top = { file: shownPath(sourceFile), line: 0, column: 0 };
  const faults: Fault[] = [];
  const fault = (key: string, message: string, hint: { hint?: string | undefined } = {}, letter?: Place): void => {
    const { hint: told } = hint;
    faults.push({ ...(letter ?? keyPlace(key) ?? top), message, ...(told === undefined ? {} : { hint: told }) });
  };

  const checkFilter = (name: string, text: unknown): void => {
    if (typeof text !== 'string') {
      fault('filter', `${name} is ${kindOf(text)}, expected a text`, { hint: "as in 'udp port 53'" });
      return;
    }
    try {
      compileFilter(text);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      const from = keyPlace('filter');
      const letter = from && letterPlace(bundlePath, from, text, error.offset);
      fault('filter', `${name}: ${error.message}`, { hint: error.hint }, letter);
    }
  };
  const { filter } = hook;
  if (isRecord(filter)) {
    const sides = Object.keys(filter);
    if (sides.length === 0) fault('filter', 'filter is empty, expected one of preamble or of episode');
    for (const side of sides) {
      if (!(SIDES as readonly string[]).includes(side))
        fault('filter', `a filter has no side ${side}`, didYouMean(side, SIDES));
      else if (hook[side] === undefined) fault('filter', `filter.${side} means nothing: the hook has no ${side}`);
      else if (filter[side] !== undefined) checkFilter(`filter.${side}`, filter[side]);
    }
  } else if (filter !== undefined) checkFilter('filter', filter);

  for (const key of ['nth', 'every'] as const) {
    const said = hook[key];
    if (said === undefined) continue;
    if (typeof said !== 'string' && typeof said !== 'number') {
      fault(key, `${key} is ${kindOf(said)}, expected a text or a number`, { hint: "as in '3 of flow'" });
      continue;
    }
    try {
      POSITIONS[key](String(said));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      fault(key, `${key}: ${error.message}`);
    }
  }
  if (hook['nth'] !== undefined && hook['every'] !== undefined)
    fault('every', 'a hook has nth or every, not both', { hint: 'nth: 10,20,30 are places, every: 10 is a step' });
  const chosen = (['filter', 'nth', 'every'] as const).find(key => hook[key] !== undefined);
  if (chosen !== undefined && SIDES.every(side => hook[side] === undefined))
    fault(chosen, `${chosen} means nothing: the hook has neither preamble nor episode`);

  const { needs } = hook;
  if (needs !== undefined && !Array.isArray(needs))
    fault('needs', `needs is ${kindOf(needs)}, expected a list of rights`, { hint: `of ${RIGHTS.join(', ')}` });
  for (const right of Array.isArray(needs) ? needs : [])
    if (!(RIGHTS as readonly unknown[]).includes(right)) {
      const near = didYouMean(`${right}`, RIGHTS);
      fault('needs', `no right '${right}'`, near.hint === undefined ? { hint: `one of ${RIGHTS.join(', ')}` } : near);
    }
  return faults;
};
