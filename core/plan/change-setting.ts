import type * as z from 'zod';
import type { Fault } from '../fault.js';
import { didYouMean } from './nearest.js';
import type { Plan } from './plan.js';
import type { ReadFile } from './resolving.js';

/** The changed plan, or the faults of the text; a fault with an empty `file` is about the text itself. */
export type Changed = { readonly plan?: Plan; readonly faults: readonly Fault[] };
export type Setter = (plan: Plan, text: string, readFile: ReadFile) => Changed;

export const refused = (message: string, hint?: string): Changed => {
  const fault = { file: '', line: 0, column: 0, message };
  return { faults: [hint === undefined ? fault : { ...fault, hint }] };
};

/** A setting whose text `schema` reads. */
export const setting =
  <T extends z.ZodType>(schema: T, change: (plan: Plan, value: z.output<T>) => Plan): Setter =>
  (plan, text) => {
    const read = schema.safeParse(text);
    if (!read.success) return misread(read.error.issues[0]!, text);
    return { plan: change(plan, read.data), faults: [] };
  };

/** The refusal of a text that a schema could not read, with the word that was likely meant. */
export const misread = (issue: z.core.$ZodIssue, text: string): Changed => {
  // A text that a schema's own parser refused is in its message already.
  if (issue.code === 'custom') return refused(issue.message);
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  return refused(`${issue.message}, found '${text}'`, didYouMean(text, words).hint);
};
