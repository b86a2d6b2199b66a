/** Spaces that group thousands: normal, no-break, thin, narrow no-break, figure. */
const GROUP = '[ \\u00a0\\u2009\\u202f\\u2007]';
const GROUPED = new RegExp(`^[+-]?\\d{1,3}(?:${GROUP}\\d{3})+(?:\\.\\d*)?$`);
const GROUPS = new RegExp(GROUP, 'g');
const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The whole number nearest to `text` x 10^`digits`: `36.7` and 6 give 36700000. NaN when the text is no decimal number.
 *
 * Whole and fractional digits are read apart, because one product loses the last digits of a large value: printing a
 * number of nanoseconds as milliseconds and reading it again must give the same number, up to 2^53.
 */
export const scaledDecimal = (text: string, digits: number): number => {
  const scale = 10 ** digits;
  // Nearly every cell is of this form: one expression for it keeps large tables fast.
  const plain = PLAIN.exec(text);
  if (!plain || (plain[2] === '' && !plain[3])) {
    if (GROUPED.test(text)) return scaledDecimal(text.replace(GROUPS, ''), digits);
    return NUMBER.test(text) ? Math.round(Number(text) * scale) + 0 : Number.NaN;
  }
  const fraction = plain[3] ? Math.round(Number(`0.${plain[3]}`) * scale) : 0;
  const size = Number(plain[2]) * scale + fraction;
  return plain[1] === '-' ? 0 - size : size;
};

/** The inverse: 36700000 and 6 give `36.7`. `value` is a whole number from 0 to 2^53. */
export const decimalText = (value: number, digits: number): string => {
  const scale = 10 ** digits;
  const rest = value % scale;
  const whole = String((value - rest) / scale);
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(digits, '0').replace(/0+$/, '')}`;
};

/**
 * The number nearest to `text` x 10^`shift`, not rounded to a whole one: `1.1` and -2 give 0.011, where a division by
 * 100 would be off by a bit. NaN when the text is no decimal number.
 */
export const exactDecimal = (text: string, shift: number): number => {
  const plain = GROUPED.test(text) ? text.replace(GROUPS, '') : text;
  if (!NUMBER.test(plain)) return Number.NaN;
  const [digits, power] = plain.toLowerCase().split('e');
  return Number(`${digits}e${Number(power ?? 0) + shift}`) + 0;
};

/** The inverse: 0.011 and -2 give `1.1`. */
export const exactText = (value: number, shift: number): string => {
  const [digits, power] = String(value).split('e') as [string, string?];
  // Moving the point in the text loses nothing, as a product would.
  if (power !== undefined) return `${digits}e${Number(power) - shift}`;
  const [whole, fraction = ''] = digits.split('.') as [string, string?];
  const point = whole.length - shift;
  const moved = (whole + fraction).padEnd(point, '0').padStart(1 + fraction.length + shift, '0');
  const at = moved.length - fraction.length - shift;
  const [left, right] = [moved.slice(0, at).replace(/^0+(?=\d)/, ''), moved.slice(at).replace(/0+$/, '')];
  return right === '' ? left : `${left}.${right}`;
};
