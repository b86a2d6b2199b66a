import * as z from 'zod';

/** A path relative to the plan, or, being of several lines, what would stand in that file. */
export const fileText = (expected: string) =>
  z
    .string({ error: `expected ${expected}` })
    .min(1, { error: `expected ${expected}` })
    .meta({ description: expected });
