/** Values as tc(8) reads them, beside a name and the limits they must keep. All throw a RangeError. */

/** tc(8), SIZES: every k is 1024, also that of bits, letter case aside. tc reads a number of frames of a pfifo the same way. */
const SIZE: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  kbit: 1024 / 8,
  mbit: 1024 ** 2 / 8,
  gbit: 1024 ** 3 / 8,
};
/** tc(8), TIMES, in nanoseconds: a bare number is microseconds. */
const TIME: Readonly<Record<string, number>> = {
  '': 1e3,
  s: 1e9,
  sec: 1e9,
  secs: 1e9,
  ms: 1e6,
  msec: 1e6,
  msecs: 1e6,
  us: 1e3,
  usec: 1e3,
  usecs: 1e3,
};
/** The kernel keeps them in 32 bits. */
export const LARGEST = 0xffffffff;

/** What is wrong with a value, and what to write instead. */
export class TcValueError extends RangeError {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

const split = (text: string): { number: number | undefined; suffix: string } => {
  const [, number, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]*)$/i.exec(text) ?? [];
  return { number: number === undefined ? undefined : Number(number), suffix: (suffix ?? '').toLowerCase() };
};

/** How a parameter's value is read. */
export type TcReader = (text: string) => number;

/** A size in bytes, or a pfifo's number of frames, from 1; `zero` says what 0 would do. */
export const size =
  (unit: 'bytes' | 'frames', zero: string): TcReader =>
  text => {
    const { number, suffix } = split(text);
    const scale = Object.hasOwn(SIZE, suffix) ? SIZE[suffix] : undefined;
    if (number === undefined || scale === undefined) {
      const hint =
        number !== undefined && unit === 'bytes' ? `its units: ${Object.keys(SIZE).join(' ').trim()}` : undefined;
      throw new TcValueError(`expected a number of ${unit}, found '${text}'`, hint);
    }
    // tc cuts a fraction off.
    const value = Math.trunc(number * scale);
    if (number < 0) throw new TcValueError(`cannot be negative, found '${text}'`);
    if (value < 1) throw new TcValueError(`less than 1 ${zero}, found '${text}'`);
    if (value > LARGEST) throw new TcValueError(`at most ${LARGEST} ${unit}, found '${text}'`);
    return value;
  };

/** A whole number in [min, max], decimal, hexadecimal (0x10) or octal (010), as strtoul has them. */
export const count =
  (what: string, min: number, max: number): TcReader =>
  text => {
    let value = Number.NaN;
    if (/^\+?(?:0|[1-9]\d*)$/.test(text) || /^0x[\da-f]+$/i.test(text)) value = Number(text);
    else if (/^0[0-7]+$/.test(text)) value = Number.parseInt(text, 8);
    if (value >= min && value <= max) return value;
    throw new TcValueError(`expected ${what} from ${min} to ${max}, found '${text}'`);
  };

/** A span in whole microseconds, above 0, given in nanoseconds. */
export const time: TcReader = text => {
  const { number, suffix } = split(text);
  const scale = Object.hasOwn(TIME, suffix) ? TIME[suffix] : undefined;
  if (number === undefined || scale === undefined) {
    throw new TcValueError(`expected a time, found '${text}'`, 'its units: s ms us; without one it is us');
  }
  if (number < 0) throw new TcValueError(`cannot be negative, found '${text}'`);
  const micros = Math.trunc((number * scale) / 1e3);
  if (micros < 1) throw new TcValueError(`less than 1us, found '${text}'`);
  if (micros > LARGEST) throw new TcValueError(`at most ${LARGEST}us, found '${text}'`);
  return micros * 1e3;
};

export const probability: TcReader = text => {
  const { number, suffix } = split(text);
  if (number !== undefined && suffix === '' && number > 0 && number <= 1) return number;
  throw new TcValueError(`expected a probability above 0, up to 1, found '${text}'`);
};

/** A rate in bits per second (tc(8), RATES), above 0. Only that it is one matters here: see `red`. */
export const bandwidth: TcReader = text => {
  const [, number, prefix, unit] = /^(\d+\.?\d*|\.\d+)(?:([kmgt]i?)?(bit|bps)?)$/i.exec(text) ?? [];
  if (number === undefined || !(Number(number) > 0)) {
    throw new TcValueError(`expected a rate, found '${text}'`, 'as in bandwidth 10Mbit');
  }
  const [letter, binary] = (prefix ?? '').toLowerCase();
  const power = letter === undefined ? 0 : 'kmgt'.indexOf(letter) + 1;
  return Number(number) * (binary === 'i' ? 1024 : 1000) ** power * (unit?.toLowerCase() === 'bps' ? 8 : 1);
};
