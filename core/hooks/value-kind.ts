export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value is, for a fault: `a number`, `an array`, `a promise`, `nothing`. */
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return /^class\b/.test(`${value}`) ? 'a class' : 'a function';
  if (typeof value === 'object')
    return typeof (value as { then?: unknown }).then === 'function' ? 'a promise' : 'an object';
  return typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`;
};
