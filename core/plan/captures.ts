import { DEATHS, ENTRY, EXIT } from '../stage/recorder.js';
import { didYouMean } from './nearest.js';
import type { Plan } from './plan.js';

const SIDES: Readonly<Record<string, number>> = { entry: ENTRY, exit: EXIT, deaths: DEATHS };
export const SIDE_NAMES = Object.keys(SIDES);
/** What `up` without a side means. */
const BARE = EXIT | DEATHS;
const ALL = 'all';

/** The sides of one stage, as bits: see ENTRY. */
export interface StageSides {
  /** Its ordinal. */
  readonly stage: number;
  readonly sides: number;
}

/** What is wrong with the words of a capture; `place` is that of the word. */
type Refuse = (place: number, message: string, hint: { readonly hint?: string }) => void;

/**
 * Reads `up.entry`, `fast.exit`, `slow.deaths`, `slow` (exit and deaths) and `all` in the place of a stage: what is captured
 * of each stage, in their order, without those of which nothing is.
 */
export const readCaptures = (words: readonly string[], stages: readonly string[], refuse: Refuse): StageSides[] => {
  const sides = stages.map(() => 0);
  words.forEach((word, place) => {
    const dot = word.indexOf('.');
    const name = dot < 0 ? word : word.slice(0, dot);
    const side = dot < 0 ? undefined : word.slice(dot + 1);
    const bits = side === undefined ? BARE : Object.hasOwn(SIDES, side) ? SIDES[side]! : 0;
    if (name !== ALL && !stages.includes(name)) {
      const known = [...stages, ALL];
      const near = didYouMean(name, known);
      refuse(place, `no stage '${name}'`, near.hint ? near : { hint: `there are: ${known.join(', ')}` });
    } else if (bits === 0) {
      const near = didYouMean(side!, SIDE_NAMES);
      refuse(place, `no side '${side}' of a stage`, near.hint ? near : { hint: `there are: ${SIDE_NAMES.join(', ')}` });
    }
    stages.forEach((stage, ordinal) => {
      if (name === ALL || name === stage) sides[ordinal]! |= bits;
    });
  });
  return sides.flatMap((bits, stage) => (bits === 0 ? [] : [{ stage, sides: bits }]));
};

/** Words that `readCaptures` reads as this, each side once. */
export const captureWords = (captures: readonly StageSides[], stages: readonly string[]): string[] =>
  captures.flatMap(({ stage, sides }) => {
    const name = stages[stage]!;
    const bare = (sides & BARE) === BARE;
    const single = Object.entries(SIDES).filter(([, bit]) => (sides & bit) !== 0 && !(bare && (bit & BARE) !== 0));
    return [...single.map(([side]) => `${name}.${side}`), ...(bare ? [name] : [])];
  });

/** Which sides of each stage a run that writes is to capture, by ordinal: all that leaves and dies if the plan does not say. */
export const capturedSides = ({ captures, stages }: Plan): Uint8Array => {
  if (captures === undefined) return new Uint8Array(stages.length).fill(BARE);
  const sides = new Uint8Array(stages.length);
  const names = stages.map(({ name }) => name);
  // Read once already: nothing is left to refuse.
  for (const each of readCaptures(captures, names, () => {})) sides[each.stage] = each.sides;
  return sides;
};
