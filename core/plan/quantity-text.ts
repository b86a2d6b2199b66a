import { parseBytes, parseRate, parseRatio, parseSpan } from '../../sdk/quantity.js';

/** Quantities as texts that read back as exactly the same number; reports round instead (sdk/quantity.ts). */

/** `value` in the largest unit in which it stays short and exact, else in the base unit. */
const exact = (
  value: number,
  units: readonly (readonly [unit: string, scale: number])[],
  base: string,
  parse: (text: string) => number,
): string => {
  for (const [unit, scale] of units) {
    const text = `${value / scale}${unit}`;
    if (value >= scale && !text.includes('e') && parse(text) === value) return text;
  }
  return `${value}${base}`;
};

/** `36.7ms` from 36700000. */
export const exactSpan = (span: number): string => {
  if (span === 0) return '0s';
  return exact(
    span,
    [
      ['s', 1e9],
      ['ms', 1e6],
      ['us', 1e3],
    ],
    'ns',
    parseSpan,
  );
};

/** `101.5Mbit/s` from 101500000; `unlimited` from Infinity. */
export const exactRate = (rate: number): string => {
  if (rate === Number.POSITIVE_INFINITY) return 'unlimited';
  return exact(
    rate,
    [
      ['Gbit/s', 1e9],
      ['Mbit/s', 1e6],
      ['kbit/s', 1e3],
    ],
    'bit/s',
    parseRate,
  );
};

/** `64KiB` from 65536, `2MB` from 2000000, `1500B` from 1500; `unlimited` from Infinity. */
export const exactBytes = (amount: number): string => {
  if (amount === Number.POSITIVE_INFINITY) return 'unlimited';
  const units = [
    ['GiB', 1024 ** 3],
    ['GB', 1e9],
    ['MiB', 1024 ** 2],
    ['MB', 1e6],
    ['KiB', 1024],
    ['kB', 1e3],
  ] as const;
  const whole = units.filter(([, scale]) => amount % scale === 0);
  return exact(amount, whole, 'B', parseBytes);
};

/** `2%` from 0.02; a share that has no short percentage stands as it is. */
export const exactRatio = (ratio: number): string => {
  // Twelve digits undo the rounding of the product (7 for 0.07, not 7.000000000000001).
  const text = `${Number((ratio * 100).toPrecision(12))}%`;
  return parseRatio(text) === ratio ? text : `${ratio}`;
};

/** Denominators of shares that people write. */
const MOST_PARTS = 64;

/** `1/3` from 1/3, `33%` from 0.33; a share that has neither stands as it is. */
export const exactShare = (share: number): string => {
  const percent = exactRatio(share);
  if (percent.endsWith('%')) return percent;
  for (let all = 3; all <= MOST_PARTS; all++) {
    const some = Math.round(share * all);
    if (some > 0 && some / all === share) return `${some}/${all}`;
  }
  return percent;
};
