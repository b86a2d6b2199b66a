import { parseBytes, parseRate, parseRatio, parseSpan } from './quantity.js';
import type { BitRate, Bytes, Nanos, Ratio } from './units.js';
import { parseIpv4, parseMac } from './wire/address.js';

/** One option of a hook, as data: read once, typed by inference, printed by the command line and the docs. */
export interface Option<T> {
  readonly kind: string;
  /** What it does, in one clause. */
  readonly about: string;
  /** The default as its author wrote it; absent means the option must be set. */
  readonly fallback: string | undefined;
  /** The legal words of a `oneOf`. */
  readonly choices?: readonly string[];
  /** The value of a text. Throws a RangeError that says what was expected. */
  parse(text: string): T;
}

export type Options = Record<string, Option<unknown>>;
/** The values of declared options, as handlers see them. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

const kindOf =
  <T>(kind: string, parse: (text: string) => T) =>
  (about: string, fallback?: string): Option<T> => {
    if (fallback !== undefined) parse(fallback);
    return { kind, about, fallback, parse };
  };

const count = (text: string): number => {
  const n = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(n) || n < 0) throw new RangeError(`not a count: '${text}' (as in 4)`);
  return n;
};

const integer = (text: string): number => {
  const n = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(n)) throw new RangeError(`not a whole number: '${text}'`);
  return n;
};

const flag = (text: string): boolean => {
  if (/^(true|yes|on|1)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  throw new RangeError(`neither yes nor no: '${text}'`);
};

const port = (text: string): number => {
  const n = Number(text);
  if (!/^\d+$/.test(text.trim()) || n > 65535) throw new RangeError(`not a port: '${text}' (0 to 65535)`);
  return n;
};

const hex = (text: string): Uint8Array => {
  const digits = text.replace(/[\s:_]/g, '').replace(/^0x/i, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new RangeError(`not bytes in hex: '${text}' (as in 48:69)`);
  return Uint8Array.from(digits.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
};

/**
 * The kinds of option: each takes a description and a default in the spelling a user would write.
 * Without a default the option is required.
 */
export const option = {
  /** A time span: `200ms`. */
  span: kindOf<Nanos>('span', parseSpan),
  /** A share: `2%` or `0.02`. */
  ratio: kindOf<Ratio>('ratio', parseRatio),
  /** A data rate: `10Mbit/s`. */
  rate: kindOf<BitRate>('rate', parseRate),
  /** An amount of data: `64KiB`. */
  bytes: kindOf<Bytes>('bytes', parseBytes),
  /** A whole number from 0. */
  count: kindOf<number>('count', count),
  /** A whole number, negative ones too. */
  integer: kindOf<number>('integer', integer),
  /** `yes` or `no`. */
  flag: kindOf<boolean>('flag', flag),
  /** Any text. */
  text: kindOf<string>('text', text => text),
  /** A transport port, 0 to 65535. */
  port: kindOf<number>('port', port),
  /** A link address: `02:00:00:00:00:01`. */
  mac: kindOf<Uint8Array>('mac', parseMac),
  /** A network address as an unsigned number: `10.0.0.1`. */
  ipv4: kindOf<number>('ipv4', parseIpv4),
  /** Bytes in hex: `48:69`. */
  hex: kindOf<Uint8Array>('hex', hex),
  /** One of these words. */
  oneOf:
    <const C extends readonly string[]>(choices: C) =>
    (about: string, fallback?: C[number]): Option<C[number]> => ({
      kind: 'oneOf',
      about,
      fallback,
      choices,
      parse(text) {
        if (!choices.includes(text)) throw new RangeError(`expected ${choices.join(' or ')}, got '${text}'`);
        return text;
      },
    }),
};
