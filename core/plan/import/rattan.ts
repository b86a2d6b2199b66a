import type { Fault } from '../../fault.js';
import { didYouMean } from '../nearest.js';
import { exactBytes, exactRate, exactRatio, exactSpan } from '../quantity-text.js';
import { type PlanSettings, splitWords, type Word, WordFaults } from './words.js';

const FLAGS = ['loss', 'delay', 'bandwidth', 'trace', 'queue', 'queue-args'] as const;
type Flag = (typeof FLAGS)[number];
const WAYS = { uplink: 'up', downlink: 'down' } as const;
const KNOWN = Object.keys(WAYS).flatMap(way => FLAGS.map(flag => `--${way}-${flag}`));

/** A flag's value, and the word to blame for it. */
type Given = Partial<Record<Flag, Word>>;

/**
 * The link settings that mean what the flags of `rattan link` mean: `--uplink-delay 20ms --uplink-loss 0.01 …`. Its own
 * command line behind `--` is left alone, and so are the words `rattan link`. A flag with no counterpart is a fault.
 */
export const rattanLink = (text: string, file: string): { link?: PlanSettings; faults: Fault[] } => {
  const faults = new WordFaults(text, file);
  const given = { up: {} as Given, down: {} as Given };
  const words = splitWords(text);
  const end = words.findIndex(word => word.text === '--');
  const own = end < 0 ? words : words.slice(0, end);
  let count = 0;
  for (let i = 0; i < own.length; i++) {
    const word = own[i]!;
    if (i < 2 && (word.text === 'rattan' || word.text === 'link')) continue;
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const [, way, flag] = /^--(uplink|downlink)-(.+)$/.exec(name) ?? [];
    if (!(FLAGS as readonly string[]).includes(flag ?? '')) {
      faults.add(word, `rattan link has no flag of the link '${name}'`, didYouMean(name, KNOWN).hint);
      continue;
    }
    const value = equals < 0 ? own[++i] : { text: word.text.slice(equals + 1), offset: word.offset + equals + 1 };
    const side = given[WAYS[way as keyof typeof WAYS]];
    if (value === undefined) faults.add(word, `${name}: expected a value behind it`);
    else if (side[flag as Flag] !== undefined) faults.add(word, `${name} appears twice`);
    else side[flag as Flag] = value;
    count++;
  }
  if (count === 0)
    faults.add(undefined, 'no flags of rattan link', 'as in --uplink-delay 20ms --uplink-bandwidth 10Mbps');
  const link = { up: linkOf(given.up, faults), down: linkOf(given.down, faults) };
  return faults.all.length > 0 ? { faults: faults.all } : { link, faults: [] };
};

const linkOf = (given: Given, faults: WordFaults): PlanSettings => {
  const { loss, delay, bandwidth, trace, queue } = given;
  if (bandwidth && trace) faults.add(trace, 'a bandwidth and a trace: expected one of the two');
  if (queue && !bandwidth && !trace) faults.add(queue, 'a queue without a bandwidth or a trace never fills');
  if (given['queue-args'] && !queue) faults.add(given['queue-args'], 'arguments of a queue that is not named');
  const rate = bandwidth && read(bandwidth, bandwidthOf, 'a bandwidth, as in 10Mbps', faults);
  // Both count the bytes of the IP packet.
  const overhead = '-14B';
  return {
    rate: rate === undefined ? 'unlimited' : exactRate(rate),
    delay: exactSpan((delay && read(delay, durationOf, 'a duration, as in 20ms', faults)) ?? 0),
    queue: queue ? queueOf(queue, given['queue-args'], faults) : 'none',
    ...(trace ? { pacing: { model: 'trace', file: trace.text } } : {}),
    ...(bandwidth ? { pacing: { model: 'clock', overhead } } : {}),
    ...(loss ? { loss: { chance: exactRatio(read(loss, shareOf, 'a share from 0 to 1', faults) ?? 0) } } : {}),
  };
};

const read = (
  word: Word,
  parse: (text: string) => number,
  expected: string,
  faults: WordFaults,
): number | undefined => {
  const value = parse(word.text);
  if (value >= 0 && Number.isSafeInteger(Math.round(value))) return value;
  faults.add(word, `expected ${expected}, found '${word.text}'`);
  return undefined;
};

const shareOf = (text: string): number => {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return value <= 1 ? value : Number.NaN;
};

/** The sum of spans such as `1s 200ms`; NaN for what is none. */
const sumOf = (text: string, units: Readonly<Record<string, number>>): number => {
  let sum = 0;
  const rest = text.replace(/([\d.]+)\s*([a-z/µ]+)\s*/gi, (_, number: string, unit: string) => {
    const scale = units[unit] ?? units[unit.toLowerCase()] ?? Number.NaN;
    sum += Number(number) * scale;
    return '';
  });
  return rest === '' && text !== '' ? Math.round(sum) : Number.NaN;
};

/** Those of the crate human-bandwidth. */
const RATES: Readonly<Record<string, number>> = Object.fromEntries(
  ['', 'k', 'm', 'g', 't'].flatMap((letter, i) =>
    ['bps', 'bit/s', 'b/s'].map(unit => [letter + unit, 1000 ** i] as const),
  ),
);
const bandwidthOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : sumOf(text, RATES));

/** Those of the crate humantime up to a day, in nanoseconds. `m` is a minute, `M` would be a month. */
const SPANS: Record<string, number> = {};
for (const [words, scale] of [
  ['ns nsec nanos', 1],
  ['us usec µs micros', 1e3],
  ['ms msec millis', 1e6],
  ['s sec secs second seconds', 1e9],
  ['m min mins minute minutes', 6e10],
  ['h hr hrs hour hours', 3.6e12],
] as const) {
  for (const word of words.split(' ')) SPANS[word] = scale;
}
const durationOf = (text: string): number => (/\dM\b/.test(text) ? Number.NaN : sumOf(text, SPANS));

const QUEUES = { infinite: 'infinite', droptail: 'drop-tail', drophead: 'drop-head', codel: 'codel' } as const;

const queueOf = (queue: Word, args: Word | undefined, faults: WordFaults): PlanSettings | string => {
  const discipline = QUEUES[queue.text as keyof typeof QUEUES];
  if (discipline === undefined) {
    const known = Object.keys(QUEUES);
    faults.add(queue, `no queue '${queue.text}': expected ${known.join(', ')}`, didYouMean(queue.text, known).hint);
    return 'none';
  }
  const { packet_limit, byte_limit, interval, target, mtu, bw_type, ...others } = args ? json(args, faults) : {};
  const blame = args ?? queue;
  const ofCodel = discipline === 'codel' ? {} : { interval, target, mtu };
  for (const [name, value] of Object.entries({ ...others, ...ofCodel })) {
    if (value !== undefined) faults.add(blame, `a queue ${queue.text} has no argument '${name}'`);
  }
  if (mtu !== undefined && mtu !== 1500)
    faults.add(blame, 'mtu: CoDel leaves one full frame in the queue here, 1500 B');
  if (bw_type !== undefined && bw_type !== 'LinkLayer' && bw_type !== 'NetworkLayer')
    faults.add(blame, 'bw_type: expected LinkLayer or NetworkLayer');
  const packets = limitOf('packet_limit', packet_limit, blame, faults);
  const bytes = limitOf('byte_limit', byte_limit, blame, faults);
  if (packets !== undefined && bytes !== undefined) {
    faults.add(blame, 'packet_limit and byte_limit: a queue has one limit here');
  }
  if (bytes !== undefined && bw_type === 'LinkLayer') {
    faults.add(blame, 'bw_type: a byte_limit counts frames without preamble and gap here');
  }
  if (discipline === 'infinite') {
    if (packets !== undefined || bytes !== undefined) faults.add(blame, 'an infinite queue has no limit');
    return 'none';
  }
  const limit = packets !== undefined ? `${packets} frames` : bytes !== undefined ? exactBytes(bytes) : 'none';
  return {
    discipline,
    limit,
    ...(interval === undefined ? {} : { interval: spanText('interval', interval, blame, faults) }),
    ...(target === undefined ? {} : { target: spanText('target', target, blame, faults) }),
  };
};

const json = (args: Word, faults: WordFaults): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(args.text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as every other text that is no object.
  }
  faults.add(args, `expected arguments as JSON, found '${args.text}'`, 'as in \'{"packet_limit":100}\'');
  return {};
};

const limitOf = (name: string, value: unknown, blame: Word, faults: WordFaults): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  faults.add(blame, `${name}: expected a whole number above 0`);
  return undefined;
};

const spanText = (name: string, value: unknown, blame: Word, faults: WordFaults): string => {
  const span = typeof value === 'string' ? durationOf(value) : Number.NaN;
  if (!(span > 0)) faults.add(blame, `${name}: expected a duration, as in "5ms"`);
  return span > 0 ? exactSpan(span) : '0s';
};
