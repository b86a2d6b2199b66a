import { CAUSE_NAMES, hookCause, isCause } from '../expect/cause-names.js';
import { parseExpectation } from '../expect/expectation.js';
import { FIGURES, isAlteration } from '../expect/figures.js';
import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import type { PlacedExpectation } from '../plan/resolve-expectations.js';

/** A hook by its declared name, and its bundle. */
export interface HookSource {
  readonly name: string;
  readonly code: string;
}

/** Reasons for which frames of any hook are dropped without its asking. */
const ENGINE_REASONS: readonly string[] = ['error', 'hang', 'too-many-reasons'];

/**
 * Expectations of names that nothing seems to count under: what is never counted is 0, and `= 0` is met. Hooks make the names
 * of counters and reasons while they run, so that one which is not in the source may be there all the same.
 */
export const expectationWarnings = (expected: readonly PlacedExpectation[], hooks: readonly HookSource[]): Fault[] =>
  expected.flatMap(({ text, place }) => {
    const { subject, name, figure } = parseExpectation(text);
    const found =
      subject === 'hooks' && !Object.hasOwn(FIGURES.hooks, figure) && !isAlteration(figure)
        ? wordFault(name.split('@')[0]!, figure, hooks)
        : subject === 'dropped'
          ? causeFault(figure, hooks)
          : undefined;
    return found === undefined ? [] : [{ ...place, ...found }];
  });

type Told = Pick<Fault, 'message' | 'hint'>;

const causeFault = (cause: string, hooks: readonly HookSource[]): Told | undefined => {
  const ofHook = hookCause(cause);
  if (ofHook !== undefined) return wordFault(ofHook.hook, ofHook.reason, hooks);
  if (isCause(cause)) return undefined;
  const hint = didYouMean(cause, CAUSE_NAMES).hint ?? 'docs/effects.md has all; those of hooks are hook:NAME:REASON';
  return { message: `expect: no frame is ever dropped by '${cause}'`, hint };
};

const wordFault = (seat: string, word: string, hooks: readonly HookSource[]): Told | undefined => {
  if (ENGINE_REASONS.includes(word)) return undefined;
  // A second hook of one name at a stage has a number behind it.
  const code = hooks.filter(({ name }) => name === seat || name === seat.replace(/-\d+$/, '')).map(sourceOf);
  if (code.length === 0 || code.some(each => wordsOf(each).has(word))) return undefined;
  const hint = didYouMean(word, new Set(code.flatMap(each => [...textsOf(each)]))).hint;
  const message = `expect: the source of hook ${seat} has no '${word}': what nothing is counted under is 0`;
  return hint === undefined ? { message } : { message, hint };
};

/** Without its map, in which anything might be found. */
const sourceOf = ({ code }: HookSource): string => code.split('//# sourceMappingURL')[0]!;

const textsOf = (code: string): Set<string> =>
  new Set([...code.matchAll(/(["'`])([a-z][\w-]*)\1/gi)].map(([, , text]) => text!));

const wordsOf = (code: string): Set<string> => new Set([...textsOf(code), ...(code.match(/[a-z][\w-]*/gi) ?? [])]);
