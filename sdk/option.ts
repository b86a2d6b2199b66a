import { type FlagPattern, type Network, type PortRange, parseFlags, parseNetwork, parsePorts } from './match.js';
import { bytesOf } from './needle.js';
import { type Positions, parseEvery, parseNth } from './positions.js';
import { parseBytes, parseRate, parseRatio, parseSpan } from './quantity.js';
import type { BitRate, Bytes, Nanos, Ratio } from './units.js';
import { parseIpv4, parseMac } from './wire/address.js';

/** One option of a hook, as data: read once, typed by inference, printed by the command line and the docs. */
export interface Option<T> {
  /** `span`, `ratio`, `oneOf` …: what values look like. */
  readonly kind: string;
  /** What it does, in one clause. */
  readonly about: string;
  /** The default as its author wrote it; absent means the option must be set. */
  readonly fallback: string | undefined;
  /** The legal words of a `oneOf`. */
  readonly choices?: readonly string[];
  /** A value as a user writes it, of a kind of the author's own: what else knows how those look. */
  readonly example?: string;
  /** The value of a text. Throws a RangeError that says what was expected. */
  parse(text: string): T;
}

/** A hook's options by name. */
export type Options = Record<string, Option<unknown>>;
/** The values of declared options, as handlers see them. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** Some values of declared options, as values or as texts. */
export type OptionTexts<O extends Options> = { readonly [K in keyof O]?: OptionValues<O>[K] | string };

/**
 * The values of declared options: those given, as values or as texts, and the defaults of the others.
 * Throws a TypeError for an option that is not declared or is required and not given, a RangeError for a text it cannot read.
 */
export const optionValues = <O extends Options>(declared: O, given: OptionTexts<O>): OptionValues<O> => {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      throw new TypeError(`no option '${name}' (there are: ${Object.keys(declared).join(', ') || 'none'})`);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(declared)) {
    const value: unknown = given[name as keyof O] ?? option.fallback;
    if (value === undefined) throw new TypeError(`option '${name}' (${option.about}) must be given`);
    values[name] = typeof value === 'string' ? option.parse(value) : value;
  }
  return values as OptionValues<O>;
};

const kindOf =
  <T>(kind: string, parse: (text: string) => T, example?: string) =>
  (about: string, fallback?: string): Option<T> => {
    if (fallback !== undefined) parse(fallback);
    if (example === undefined) return { kind, about, fallback, parse };
    parse(example);
    return { kind, about, fallback, example, parse };
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

const factor = (text: string): number => {
  const n = Number(text);
  if (text.trim() === '' || !(n > 0 && n < Number.POSITIVE_INFINITY))
    throw new RangeError(`not a factor: '${text}' (as in 0.5 or 10)`);
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
  /** A number above 0, decimals too: `0.5`. */
  factor: kindOf<number>('factor', factor),
  /** Places in a sequence, from 1: `3`, `3-5`, `1,4`, `10-`, `3 of flow`. */
  positions: kindOf<Positions>('positions', parseNth),
  /** Every so-manieth in a sequence: `10`, `10 of flow`. */
  step: kindOf<Positions>('step', parseEvery),
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
  /** An address or a network, IPv4 or IPv6: `10.0.0.0/24`. */
  network: kindOf<Network>('network', parseNetwork),
  /** A port or a range: `80`, `5000-5100`. */
  ports: kindOf<PortRange>('ports', parsePorts),
  /** TCP flags that must stand or, with `!`, be absent: `syn !ack`. */
  flags: kindOf<FlagPattern>('flags', parseFlags),
  /** Bytes in hex: `48:69`. */
  hex: kindOf<Uint8Array>('hex', text => bytesOf({ hex: text })),
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
  /**
   * A kind of the author's own, by what lists of options call it, and a value that descriptions show:
   * `option.of('pattern', toRegExp, 'a*')('…', '*')`. `parse` throws a RangeError.
   */
  of: <T>(kind: string, parse: (text: string) => T, example?: string) => kindOf<T>(kind, parse, example),
  /** Values of another kind, or this word, which gives undefined and is the default: `option.unless('keep', option.port)('…')`. */
  unless:
    <T>(word: string, kind: (about: string) => Option<T>) =>
    (about: string, fallback: string = word): Option<T | undefined> => {
      const inner = kind(about);
      const parse = (text: string): T | undefined => (text.trim() === word ? undefined : inner.parse(text));
      parse(fallback);
      return { ...inner, kind: `${inner.kind} or ${word}`, fallback, parse };
    },
};
