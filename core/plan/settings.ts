import * as z from 'zod';

/**
 * An object of known settings only. The error of an unknown setting lists the known ones, one word each: the fault's
 * writer picks the nearest from it.
 */
export const settings = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: issue => {
      const known = Object.keys(shape);
      return issue.code === 'unrecognized_keys' ? known.join(' ') : `expected settings (${known.join(', ')})`;
    },
  });
