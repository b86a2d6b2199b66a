import type { BitRate, Bytes, Nanos, Ratio } from './units.js';

/** Texts such as `200ms`, `10Mbit/s`, `64KiB` and `2%`, read and written: one spelling for options, plans and reports. */

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\d\s].*)?$/i;

const SPAN: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
  min: 60e9,
  m: 60e9,
  h: 3600e9,
};
// A lower-case b is a bit and a capital B a byte. tc(8) reads `mbps` as bytes; everyone else, phantomlink's
// `Btldr[Mbps]` included, means bits, and so does Hookline.
const RATE_SCALE: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const RATE_UNIT = /^([kmgt]?)(bit\/s|bits\/s|bit|bits|bps|b\/s)$/i;
const BYTE_RATE_UNIT = /^([kMGT]?)(B\/s|Bps)$/;
const BYTES: Record<string, number> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
};

const split = (text: string, what: string, example: string): { value: number; unit: string } => {
  const found = NUMBER.exec(text.trim());
  const value = found ? Number(found[1]) : Number.NaN;
  if (!found || !Number.isFinite(value)) throw new RangeError(`not ${what}: '${text}' (as in ${example})`);
  return { value, unit: (found[2] ?? '').trim() };
};

/** Whole nanoseconds from `250us`, `36.7ms`, `1.5s`, `2min`; `0` needs no unit. Throws a RangeError, also below 0. */
export const parseSpan = (text: string): Nanos => {
  const { value, unit } = split(text, 'a time span', '20ms');
  const scale = unit === '' && value === 0 ? 1 : (SPAN[unit] ?? SPAN[unit.toLowerCase()]);
  if (scale === undefined) {
    throw new RangeError(
      unit === ''
        ? `a time span needs a unit: '${text}' (as in ${text}ms)`
        : `no unit of time: '${unit}' (ns us ms s min h)`,
    );
  }
  if (value < 0) throw new RangeError(`a time span cannot be negative: '${text}'`);
  return Math.round(value * scale) as Nanos;
};

/** Bits per second from `10Mbit/s`, `10Mbps`, `64kbit`, `1.25MB/s` (bytes). Throws a RangeError, also below 0. */
export const parseRate = (text: string): BitRate => {
  const { value, unit } = split(text, 'a rate', '10Mbit/s');
  const inBytes = BYTE_RATE_UNIT.exec(unit);
  const inBits = inBytes ? null : RATE_UNIT.exec(unit);
  const prefix = (inBytes ?? inBits)?.[1];
  if (prefix === undefined && !(unit === '' && value === 0)) {
    throw new RangeError(
      unit === ''
        ? `a rate needs a unit: '${text}' (as in ${text}Mbit/s)`
        : `no unit of rate: '${unit}' (bit/s kbit/s Mbit/s Gbit/s, or MB/s for bytes)`,
    );
  }
  if (value < 0) throw new RangeError(`a rate cannot be negative: '${text}'`);
  return Math.round(value * RATE_SCALE[(prefix ?? '').toLowerCase()] * (inBytes ? 8 : 1)) as BitRate;
};

/** Bytes from `1500`, `64KiB`, `2MB`, `64k` (tc's 1024). Throws a RangeError, also below 0. */
export const parseBytes = (text: string): Bytes => {
  const { value, unit } = split(text, 'an amount of data', '64KiB');
  const scale = unit === '' ? 1 : BYTES[unit.toLowerCase()];
  if (scale === undefined) throw new RangeError(`no unit of data: '${unit}' (B kB MB KiB MiB GiB)`);
  if (value < 0) throw new RangeError(`an amount of data cannot be negative: '${text}'`);
  return Math.round(value * scale) as Bytes;
};

/** A share in [0, 1] from `2%` or `0.02`. Throws a RangeError outside. */
export const parseRatio = (text: string): Ratio => {
  const { value, unit } = split(text, 'a share', '2%');
  if (unit !== '' && unit !== '%') throw new RangeError(`not a share: '${text}' (as in 2% or 0.02)`);
  const share = unit === '%' ? value / 100 : value;
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share lies between 0 and 1 (0% and 100%): '${text}'`);
  return share as Ratio;
};

const trim = (n: number, digits: number): string => String(Number(n.toFixed(digits)));

/** `36.7 ms` from 36700000: three decimals at most, the unit that leaves the fewest zeros. */
export const spanText = (span: number): string => {
  const size = Math.abs(span);
  if (size === 0) return '0 ms';
  if (size < 1e3) return `${trim(span, 0)} ns`;
  if (size < 1e6) return `${trim(span / 1e3, 3)} us`;
  if (size < 1e9) return `${trim(span / 1e6, 3)} ms`;
  return `${trim(span / 1e9, 3)} s`;
};

/** `80 Mbit/s` from 80e6; `unlimited` from Infinity. */
export const rateText = (rate: number): string => {
  if (rate === Number.POSITIVE_INFINITY) return 'unlimited';
  if (rate < 1e3) return `${trim(rate, 0)} bit/s`;
  if (rate < 1e6) return `${trim(rate / 1e3, 3)} kbit/s`;
  if (rate < 1e9) return `${trim(rate / 1e6, 3)} Mbit/s`;
  return `${trim(rate / 1e9, 3)} Gbit/s`;
};

/** `64 KiB` from 65536. */
export const bytesText = (amount: number): string => {
  if (amount < 1024) return `${trim(amount, 0)} B`;
  if (amount < 1024 ** 2) return `${trim(amount / 1024, 1)} KiB`;
  if (amount < 1024 ** 3) return `${trim(amount / 1024 ** 2, 1)} MiB`;
  return `${trim(amount / 1024 ** 3, 2)} GiB`;
};
