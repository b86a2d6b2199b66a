import * as z from 'zod';
import { parseBytes, parseRate, parseRatio, parseSpan } from '../../sdk/quantity.js';
import type { BitRate, Bytes, Ratio } from '../../sdk/units.js';

/** The values of a plan file, as zod schemas from their text: one spelling for plan files, `--set` and hook options. */

/** A text, or a number standing for its own text, read by `parse`; its RangeError becomes the fault. */
export const quantity = <T>(parse: (text: string) => T, expected: string, examples: readonly string[]) =>
  z
    .union([z.string(), z.number()], { error: `expected ${expected}, as in ${examples[0]}` })
    .transform((value, ctx) => {
      try {
        return parse(String(value));
      } catch (error) {
        ctx.issues.push({ code: 'custom', input: value, message: (error as RangeError).message });
        return z.NEVER;
      }
    })
    .meta({ description: expected, examples: [...examples] });

const above0 =
  <T extends number>(parse: (text: string) => T, what: string) =>
  (text: string): T => {
    const value = parse(text);
    if (value === 0) throw new RangeError(`${what} must be more than 0: '${text}'`);
    return value;
  };

/** A word for one value, everything else read by `parse`. */
const orWord =
  <T extends number>(word: string, value: T, parse: (text: string) => T) =>
  (text: string): T =>
    text.trim().toLowerCase() === word ? value : parse(text);

const UNLIMITED = Number.POSITIVE_INFINITY;

export const span = quantity(parseSpan, 'a time span', ['20ms', '1.5s', '250us']);
export const spanAbove0 = quantity(above0(parseSpan, 'a time span'), 'a time span above 0', ['60s', '100ms']);

/** A link's rate: `unlimited` takes no time to send, 0 stands still. */
export const rate = quantity(orWord('unlimited', UNLIMITED as BitRate, parseRate), 'a rate', [
  '10Mbit/s',
  '1.5Gbit/s',
  'unlimited',
]);
export const rateAbove0 = quantity(above0(parseRate, 'a rate'), 'a rate above 0', ['5Mbit/s', '64kbit/s']);
export const finiteRate = quantity(parseRate, 'a rate', ['5Mbit/s', '0']);

const dataAbove0 = above0(parseBytes, 'an amount of data');
export const bytesAbove0 = quantity(dataAbove0, 'an amount of data', ['64KiB', '2MB', '1200']);
export const bytesFrom0 = quantity(parseBytes, 'an amount of data', ['1MB', '64KiB', '1500']);
export const bytesOrUnlimited = quantity(orWord('unlimited', UNLIMITED as Bytes, dataAbove0), 'an amount of data', [
  '2MB',
  'unlimited',
]);
/** A lane's frame memory; `auto` is 0. */
export const autoOrBytes = quantity(orWord('auto', 0 as Bytes, dataAbove0), 'auto or an amount of data', [
  'auto',
  '64MiB',
]);
/** A slot holds at least the largest frame's headers, at most an IPv4 packet, and keeps its frames 8-aligned. */
export const slotBytes = quantity(
  text => {
    const value = parseBytes(text);
    if (value >= 256 && value <= 128 * 1024 && value % 64 === 0) return value;
    throw new RangeError(`a slot has 256B to 128KiB in steps of 64 bytes, found '${text}'`);
  },
  'an amount of data',
  ['2KiB'],
);

/** A whole number in [min, max]. */
export const whole = (expected: string, min: number, max: number) =>
  quantity(
    text => {
      const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
      if (!(value >= min && value <= max)) throw new RangeError(`expected ${expected}, found '${text}'`);
      return value;
    },
    expected,
    [String(Math.max(min, 1))],
  );

/** An amount of data in [min, max] bytes, with or without its unit. */
export const amountWithin = (expected: string, min: number, max: number) =>
  quantity(
    text => {
      const value = parseBytes(text);
      if (value >= min && value <= max) return value;
      throw new RangeError(`expected ${expected}, found '${text}'`);
    },
    expected,
    [`${Math.max(min, 1)}B`],
  );

export const multiplier = quantity(
  text => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`expected a number above 0, found '${text}'`);
    return value;
  },
  'a number above 0',
  ['1.5'],
);

/** A share or probability in [0, 1]. */
export const ratio = quantity(parseRatio, 'a share', ['2%', '0.02']);

/** The share of frames that something happens to. */
export const chance = quantity(
  orWord('none', 0 as Ratio, text => {
    // A bare 1 would mean all of them to one reader and one in a hundred to the next.
    if (text.trim() === '1') throw new RangeError("write 1% or 100%: a bare '1' can be read as either");
    return parseRatio(text);
  }),
  'a share of the frames',
  ['1%', '0.001', 'none'],
);

/** `yes` or `no`; YAML 1.2 reads only `true` and `false` as booleans, people write both. */
export const yesNo = z
  .union([z.boolean(), z.string()], { error: 'expected yes or no' })
  .transform((value, ctx) => {
    if (typeof value === 'boolean') return value;
    if (/^(true|yes|on)$/i.test(value)) return true;
    if (/^(false|no|off)$/i.test(value)) return false;
    ctx.issues.push({ code: 'custom', input: value, message: `expected yes or no, found '${value}'` });
    return z.NEVER;
  })
  .meta({ description: 'yes or no' });

/** The run's seed. */
export const seedNumber = whole('a whole number from 0', 0, Number.MAX_SAFE_INTEGER);

/** A text that is not empty. */
export const text = (expected: string) =>
  z.string({ error: `expected ${expected}` }).min(1, { error: `expected ${expected}` });

/** One of these words. */
export const oneOf = <const W extends readonly [string, ...string[]]>(...words: W) =>
  z.enum(words, { error: `expected ${words.join(' or ')}` });
