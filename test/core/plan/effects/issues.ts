import type * as z from 'zod';

/** `setting: message` of each issue of a value, the deepest branch of a union that fits; none when it is accepted. */
export const issuesOf = (schema: z.ZodType, value: unknown): string[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap(issue => flat(issue, typeof value === 'object'));
};

const flat = (issue: z.core.$ZodIssue, object: boolean): string[] => {
  // A short form and settings: a text is meant for the first, an object for the second.
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.path.length === 0) {
    return issue.errors[object ? 1 : 0]!.flatMap(inner => flat(inner, object));
  }
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${key}: known are ${issue.message}`);
  return [`${issue.path.join('.')}: ${issue.message}`];
};
