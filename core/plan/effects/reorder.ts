import * as z from 'zod';
import { chance, oneOf, spanAbove0, whole } from '../quantities.js';
import { exactRatio, exactSpan } from '../quantity-text.js';
import { settings } from '../settings.js';
import { correlation } from './jitter.js';

/** Frames out of order: shares in [0, 1], numbers of frames, nanoseconds. */
export type ReorderPlan =
  | { readonly model: 'wait'; readonly chance: number; readonly wait: number }
  | { readonly model: 'later'; readonly chance: number; readonly later: number; readonly atMost: number }
  | { readonly model: 'gap'; readonly gap: number; readonly chance: number; readonly correlation: number }
  | { readonly model: 'swap'; readonly every: number; readonly atMost: number }
  | { readonly model: 'late'; readonly every: number; readonly by: number; readonly atMost: number };

/** As many duplicate acknowledgements make a TCP retransmit (RFC 5681 §3.2). */
const LATER = 3;
const AT_MOST = 100e6;
const MOST_FRAMES = 1e6;
const frames = (least: number) => whole(`a number of frames from ${least} to a million`, least, MOST_FRAMES);

const object = settings({
  chance: chance
    .optional()
    .meta({ description: 'share of the frames that wait, or with gap: that may skip the delay' }),
  wait: spanAbove0.optional().meta({ description: 'how long they wait' }),
  later: frames(1)
    .optional()
    .meta({ description: `or: how many later frames pass each before it goes; ${LATER} unless told` }),
  atMost: spanAbove0.optional().meta({ description: 'longest wait for later frames; 100ms unless told' }),
  gap: frames(1).optional().meta({ description: "netem's: every n-th frame skips the delay" }),
  correlation: correlation.optional().meta({ description: 'of skipping, from frame to frame' }),
  pattern: oneOf('swap', 'late')
    .optional()
    .meta({ description: 'swap: the first of every n frames changes places with the next; late: the n-th is late' }),
  every: frames(1).optional().meta({ description: 'n of the pattern: 2 for swap and 10 for late unless told' }),
  by: frames(1).optional().meta({ description: 'how many frames pass the late one; 3 unless told' }),
}).transform((said, ctx): ReorderPlan => {
  // An unknown setting may be what else is found missing.
  if (ctx.issues.length > 0) return z.NEVER;
  type Name = keyof typeof said;
  const note = (path: readonly string[], message: string): void => {
    ctx.issues.push({ code: 'custom', input: said, path: [...path], message });
  };
  const only = (what: string, ...allowed: readonly Name[]): void => {
    for (const name of Object.keys(said) as Name[]) {
      if (said[name] !== undefined && !allowed.includes(name)) note([name], `${what} has no ${name}`);
    }
  };
  const atMost = said.atMost ?? AT_MOST;
  if (said.pattern !== undefined) {
    const late = said.pattern === 'late';
    if (late) only('the pattern late', 'pattern', 'every', 'by', 'atMost');
    else only('the pattern swap', 'pattern', 'every', 'atMost');
    const every = said.every ?? (late ? 10 : 2);
    if (every < 2) note(['every'], 'expected 2 frames or more: others must pass the one that waits');
    return late ? { model: 'late', every, by: said.by ?? LATER, atMost } : { model: 'swap', every, atMost };
  }
  if (said.gap !== undefined) {
    only('reordering by a gap', 'gap', 'chance', 'correlation');
    return { model: 'gap', gap: said.gap, chance: said.chance ?? 1, correlation: said.correlation ?? 0 };
  }
  if (said.chance === undefined) note([], 'expected a chance, a gap or a pattern (swap, late)');
  const share = said.chance ?? 0;
  if (said.wait !== undefined) {
    only('reordering by a wait', 'chance', 'wait');
    return { model: 'wait', chance: share, wait: said.wait };
  }
  only('reordering by later frames', 'chance', 'later', 'atMost');
  return { model: 'later', chance: share, later: said.later ?? LATER, atMost };
});

const short = chance.transform(
  (share): ReorderPlan => ({ model: 'later', chance: share, later: LATER, atMost: AT_MOST }),
);

/** The `reorder` section of a plan file: `1%`, `none`, or settings. */
export const reorderSchema = z
  .union([short, object], {
    error: 'expected a share of the frames, as in 1%, or settings (chance, wait, later, gap, pattern …)',
  })
  .meta({ description: 'frames out of order, whatever the jitter' });

/** Reordering as a plan file spells it: it reads back as the same plan. */
export const reorderText = (plan: ReorderPlan): string | object => {
  switch (plan.model) {
    case 'wait':
      return { chance: exactRatio(plan.chance), wait: exactSpan(plan.wait) };
    case 'later':
      if (plan.later === LATER && plan.atMost === AT_MOST) return exactRatio(plan.chance);
      return { chance: exactRatio(plan.chance), later: plan.later, atMost: exactSpan(plan.atMost) };
    case 'gap':
      return { gap: plan.gap, chance: exactRatio(plan.chance), correlation: exactRatio(plan.correlation) };
    case 'swap':
      return { pattern: 'swap', every: plan.every, atMost: exactSpan(plan.atMost) };
    case 'late':
      return { pattern: 'late', every: plan.every, by: plan.by, atMost: exactSpan(plan.atMost) };
  }
};
