import * as z from 'zod';
import { optionValue } from './hook-schema.js';
import { text } from './quantities.js';

/** `PATH OPERATOR VALUE`, or a mapping of one path to its value. */
export const expectationSchema = z.union(
  [
    text('an expectation, as in stages.up.lost <= 1%'),
    z
      .record(z.string(), optionValue)
      .refine(said => Object.keys(said).length === 1, { error: 'expected one figure' })
      .transform(said => Object.entries(said).map(([path, value]) => `${path} = ${value}`)[0]!),
  ],
  { error: 'expected an expectation, as in stages.up.lost <= 1%' },
);
