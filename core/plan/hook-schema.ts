import * as z from 'zod';
import { parseEvery, parseNth } from '../../sdk/positions.js';
import { parseRatio } from '../../sdk/quantity.js';
import { RIGHTS, type Right } from '../../sdk/rights.js';
import type { Ratio } from '../../sdk/units.js';
import { bytesFrom0, oneOf, quantity, spanAbove0, text, whole } from './quantities.js';
import { settings } from './settings.js';

/** What a plan says of a hook, as zod schemas of its settings: for the plan file, `--set` and libraries. */

const place = z.union([z.string(), z.number()], { error: 'expected one place' });
const positions = (said: readonly (string | number)[], parse: (text: string) => unknown): string => {
  const written = said.join(',').trim();
  parse(written);
  return written;
};

/** Places, as the text that `parseNth` reads. */
const nth = z
  .union([place.transform(one => [one]), z.array(place)], { error: 'expected places, as in 3, 3-5 or 3 of flow' })
  .transform((said, ctx) => {
    try {
      return positions(said, parseNth);
    } catch (error) {
      ctx.issues.push({ code: 'custom', input: said, message: (error as RangeError).message });
      return z.NEVER;
    }
  })
  .meta({ examples: [3, '3-5', '3 of flow', [1, 4]] });

const every = quantity(said => positions([said], parseEvery), 'a step', ['10', '10 of flow']);

const FRACTION = /^\s*(\d+)\s*\/\s*(\d+)\s*$/;
const share = quantity(
  (said): Ratio => {
    const [, some, all] = FRACTION.exec(said) ?? [];
    // A bare 1 would mean all of them to one reader and one stage to the next.
    if (said.trim() === '1')
      throw new RangeError("write 100%, or the share as in 1/3: a bare '1' can be read as either");
    if (all === undefined) return parseRatio(said);
    const value = Number(some) / Number(all);
    if (!(value <= 1)) throw new RangeError(`a share lies between 0 and 1 (0% and 100%): '${said}'`);
    return value as Ratio;
  },
  'a share of its stages',
  ['1/3', '33%'],
);

const right = oneOf(...RIGHTS);
/** Absent for all of them; in the order of `RIGHTS`, each once. */
const rights = z
  .union([oneOf('all', 'none', ...RIGHTS), z.array(right)], { error: 'expected rights, as in [observe, delay]' })
  .transform((said): readonly Right[] | undefined => {
    if (said === 'all') return undefined;
    if (said === 'none') return [];
    return RIGHTS.filter(each => [said].flat().includes(each));
  });

/** What is said of a hook besides its file, its stages and its options, setting by setting, as `--set` has them. */
export const hookTerms = {
  filter: text('a filter'),
  nth,
  every,
  rights,
  timeBudget: spanAbove0,
  onSlow: oneOf('warn', 'detach'),
  onError: oneOf('stop', 'drop', 'pass', 'detach'),
};
export const budgetTerms = {
  frames: whole('a whole number of frames from 0', 0, Number.MAX_SAFE_INTEGER),
  bytes: bytesFrom0,
  share,
};

const budget = settings({
  frames: budgetTerms.frames.optional().meta({ description: 'frames that it may delay, drop, modify or inject' }),
  bytes: budgetTerms.bytes.optional().meta({ description: 'bytes of these frames' }),
  share: budgetTerms.share.optional().meta({ description: 'of its stages, the share at which it may do so' }),
});

/** The same as settings of the plan file. */
export const hookTermsShape = {
  filter: hookTerms.filter
    .optional()
    .meta({ description: "only frames that fit it, and the hook's own filter, reach the hook" }),
  nth: nth.optional().meta({ description: 'of these only those at these places, counted from 1' }),
  every: every.optional().meta({ description: 'of these only every so-manieth' }),
  rights: rights.optional().meta({ description: 'what it may do: all unless told; the rest is refused and counted' }),
  budget: budget.nullable().optional().meta({ description: 'how much it may do, at all its stages together' }),
  timeBudget: spanAbove0.optional().meta({ description: 'what a call may take on the average, in real time' }),
  onSlow: hookTerms.onSlow.optional().meta({ description: 'what happens past timeBudget: warn unless told' }),
  onError: hookTerms.onError.prefault('stop').meta({ description: 'what happens when it throws' }),
};

export const optionValue = z.union([z.string(), z.number(), z.boolean()], { error: 'expected one value' });
const stagePlace = text('the name of a stage');

const hookObject = settings({
  use: text('a path to a hook or the name of a shipped one'),
  at: z
    .union([stagePlace.transform(stage => [stage]), z.array(stagePlace)], { error: 'expected stages' })
    .optional()
    .meta({ description: 'the stages, or groups of them, it stands at: all unless told. Of a link: up, down or both' }),
  options: z.record(z.string(), optionValue, { error: 'expected options by name' }).nullable().prefault({}),
  ...hookTermsShape,
});

/** One entry of `hooks`. */
export const hookSchema = z.union([text('a hook').transform(use => hookObject.parse({ use })), hookObject], {
  error: `expected a hook: a path, a name, or settings (${Object.keys(hookObject.shape).join(', ')})`,
});
export type HookInput = z.output<typeof hookSchema>;
