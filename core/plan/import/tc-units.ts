/** Quantities as tc reads them (tc(8), PARAMETERS): NaN for what is none. Letter case aside, as there. */

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i;

const scaled = (text: string, units: Readonly<Record<string, number>>): number => {
  const [, number, unit] = NUMBER.exec(text) ?? [];
  if (number === undefined) return Number.NaN;
  const scale = units[unit!.toLowerCase()];
  return scale === undefined ? Number.NaN : Number(number) * scale;
};

const SPANS: Record<string, number> = { '': 1e3 };
for (const [words, scale] of [
  ['s sec secs', 1e9],
  ['ms msec msecs', 1e6],
  ['us usec usecs', 1e3],
  ['ns nsec nsecs', 1],
] as const) {
  for (const word of words.split(' ')) SPANS[word] = scale;
}

/** Whole nanoseconds; a bare number is microseconds. */
export const tcSpan = (text: string): number => Math.round(scaled(text, SPANS));

// `kbps` is kilobytes a second in tc, unlike everywhere else.
const RATES: Record<string, number> = { '': 1 };
for (const [i, letter] of ['', 'k', 'm', 'g', 't'].entries()) {
  RATES[`${letter}bit`] = 1000 ** i;
  RATES[`${letter}bps`] = 8 * 1000 ** i;
  if (i === 0) continue;
  RATES[`${letter}ibit`] = 1024 ** i;
  RATES[`${letter}ibps`] = 8 * 1024 ** i;
}

/** Bits per second; so is a bare number. */
export const tcRate = (text: string): number => Math.round(scaled(text, RATES));

// Every k is 1024, also that of bits; a number of packets is read the same way.
const SIZES: Record<string, number> = { '': 1, b: 1 };
for (const [i, letter] of ['k', 'm', 'g'].entries()) {
  const scale = 1024 ** (i + 1);
  SIZES[letter] = scale;
  SIZES[`${letter}b`] = scale;
  SIZES[`${letter}bit`] = scale / 8;
}

/** Whole bytes, or packets; a fraction is cut off. */
export const tcSize = (text: string): number => Math.trunc(scaled(text, SIZES));

/** Percent, 0 to 100, with or without the sign. */
export const tcPercent = (text: string): number => {
  const value = scaled(text, { '': 1, '%': 1 });
  return value >= 0 && value <= 100 ? value : Number.NaN;
};

/** A whole number, also as 0x10. */
export const tcInteger = (text: string): number => (/^-?(?:0x[\da-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN);
