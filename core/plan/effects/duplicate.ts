import * as z from 'zod';
import { chance, span, whole } from '../quantities.js';
import { exactRatio, exactSpan } from '../quantity-text.js';
import { settings } from '../settings.js';

/** Frames that arrive more than once. */
export interface DuplicatePlan {
  /** Share of the frames, 0 to 1. */
  readonly chance: number;
  /** Copies beside the frame itself, 1 to 100. */
  readonly copies: number;
  /** Nanoseconds between one copy and the next. */
  readonly spacing: number;
}

const MOST_COPIES = 100;

const object = settings({
  chance: chance.meta({ description: 'share of the frames that arrive more than once' }),
  copies: whole(`a number of copies from 1 to ${MOST_COPIES}`, 1, MOST_COPIES)
    .prefault(1)
    .meta({ description: 'copies beside the frame itself' }),
  spacing: span.prefault('0s').meta({ description: 'time between one copy and the next' }),
});

/** The `duplicate` section of a plan file: `1%`, `none`, or settings. */
export const duplicateSchema = z
  .union([chance.transform((share): DuplicatePlan => ({ chance: share, copies: 1, spacing: 0 })), object], {
    error: 'expected a share of the frames, as in 1%, or settings (chance, copies, spacing)',
  })
  .meta({ description: 'frames that arrive more than once' });

/** Duplicates as a plan file spells them: it reads back as exactly the same plan. */
export const duplicateText = ({ chance: share, copies, spacing }: DuplicatePlan): string | object =>
  copies === 1 && spacing === 0
    ? exactRatio(share)
    : { chance: exactRatio(share), copies, spacing: exactSpan(spacing) };
