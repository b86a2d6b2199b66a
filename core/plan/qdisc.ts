import type { Fault } from '../fault.js';
import { didYouMean } from './nearest.js';
import type { QueuePlan } from './plan.js';

/** What is wrong with a discipline; its place is the option in which it stood. */
type QdiscFault = Pick<Fault, 'message' | 'hint'>;
type Parsed = { readonly queue: QueuePlan } | { readonly fault: QdiscFault };

interface Discipline {
  readonly unit: 'frames' | 'bytes';
  /** What the kernel takes on a veth with 1000 frames of transmit queue and an MTU of 1500, Ethernet header included. */
  readonly fallback: number;
  readonly example: string;
}

const DISCIPLINES: Readonly<Record<string, Discipline>> = {
  pfifo: { unit: 'frames', fallback: 1000, example: 'pfifo limit 1000' },
  bfifo: { unit: 'bytes', fallback: 1000 * 1514, example: 'bfifo limit 64kb' },
};
const THERE = Object.keys(DISCIPLINES).join(' and ');

/** tc(8), SIZES: every k is 1024, also that of bits, letter case aside. tc reads a number of frames the same way. */
const SCALE: Readonly<Record<string, number>> = {
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
/** The kernel keeps a limit in 32 bits. */
const LARGEST = 0xffffffff;

/**
 * A queue discipline in tc's own words, as behind `tc qdisc add dev X root`: `pfifo limit 1000`, `bfifo limit 64kb`.
 * Reads what tc reads (tc-pfifo(8), tc(8)) and means the same, but refuses what tc lets pass to a queue nobody wants:
 * a limit of 0, or the same parameter twice.
 */
export const parseQdisc = (text: string): Parsed => {
  const [name, ...words] = text.split(/\s+/).filter(word => word !== '');
  if (name === undefined) return refused('expected a queue discipline', `as in ${DISCIPLINES['pfifo']!.example}`);
  const discipline = Object.hasOwn(DISCIPLINES, name) ? DISCIPLINES[name] : undefined;
  if (!discipline) {
    const { hint } = didYouMean(name, Object.keys(DISCIPLINES));
    return refused(`no queue discipline '${name}' here: there are ${THERE}`, hint);
  }
  let limit: number | undefined;
  for (let i = 0; i < words.length; i += 2) {
    const parameter = words[i]!;
    const value = words[i + 1];
    if (parameter !== 'limit') {
      const { hint } = didYouMean(parameter, ['limit']);
      return refused(`${name}: no parameter '${parameter}'`, hint ?? `as in ${discipline.example}`);
    }
    if (limit !== undefined) return refused(`${name}: limit appears twice`);
    if (value === undefined) return refused(`${name}: limit needs a value`, `as in ${discipline.example}`);
    const read = limitOf(name, discipline, value);
    if (typeof read !== 'number') return read;
    limit = read;
  }
  const size = limit ?? discipline.fallback;
  return {
    queue: discipline.unit === 'frames' ? { limit: 'frames', frames: size } : { limit: 'bytes', bytes: size },
  };
};

const limitOf = (name: string, { unit, example }: Discipline, text: string): number | { fault: QdiscFault } => {
  const [, number, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]*)$/i.exec(text) ?? [];
  const scale = suffix === undefined ? undefined : SCALE[suffix.toLowerCase()];
  if (number === undefined || scale === undefined) {
    const isUnit = number !== undefined && unit === 'bytes';
    const hint = isUnit ? `its units: ${Object.keys(SCALE).join(' ').trim()}` : `as in ${example}`;
    return refused(`${name}: limit: expected a number of ${unit}, found '${text}'`, hint);
  }
  // tc cuts a fraction off.
  const limit = Math.trunc(Number(number) * scale);
  if (Number(number) < 0) return refused(`${name}: limit: cannot be negative, found '${text}'`);
  if (limit < 1) return refused(`${name}: limit: less than 1 would drop every frame that waits, found '${text}'`);
  if (limit > LARGEST) return refused(`${name}: limit: at most ${LARGEST} ${unit}, found '${text}'`);
  return limit;
};

const refused = (message: string, hint?: string): { fault: QdiscFault } => ({
  fault: hint === undefined ? { message } : { message, hint },
});
