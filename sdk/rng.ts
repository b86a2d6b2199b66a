import type { Ratio } from './units.js';

/**
 * A named random substream: xoshiro128** 1.1 (Blackman and Vigna, 2018; prng.di.unimi.it).
 *
 * The stream's state is hashed from the run's seed and the consumer's name, so that adding a stage or a hook never
 * changes another's draws. Every method says how many 32-bit draws it takes.
 */
export interface Rng {
  /** The next 32 bits as an unsigned integer. One draw. */
  u32(): number;
  /** A number in [0, 1) with 32 random bits. One draw. */
  float(): number;
  /** True with probability `p`. One draw, also for 0 and 1. */
  chance(p: Ratio): boolean;
  /** A whole number in [0, n), by multiplication (bias below n / 2^32). One draw. */
  below(n: number): number;
  /** One of `from`, each equally likely. Throws a RangeError for an empty list. One draw. */
  pick<T>(from: readonly T[]): T;
}

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** The generator behind every substream. Its draws are those of the reference code in C. */
export class Xoshiro128 implements Rng {
  /** The four words of state, for the reference vectors and for saving; all zero is not a state. */
  constructor(
    private a: number,
    private b: number,
    private c: number,
    private d: number,
  ) {
    if ((a | b | c | d) === 0) throw new RangeError('xoshiro128** cannot start from a state of zeros');
  }

  /** The four words of state, to go back to. */
  get state(): readonly [number, number, number, number] {
    return [this.a, this.b, this.c, this.d];
  }
  set state([a, b, c, d]: readonly [number, number, number, number]) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  u32(): number {
    const result = Math.imul(rotl(Math.imul(this.b, 5), 7), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = rotl(this.d, 11);
    return result;
  }

  float(): number {
    return this.u32() / 4294967296;
  }

  chance(p: Ratio): boolean {
    return this.u32() < p * 4294967296;
  }

  below(n: number): number {
    return Math.floor((this.u32() / 4294967296) * n);
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('cannot pick from an empty list');
    return from[this.below(from.length)] as T;
  }
}

/** MurmurHash3's finaliser over a running 32-bit hash: one word of state for each start value. */
const hashWord = (text: string, start: number): number => {
  let h = start | 0;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0xcc9e2d51);
    h = rotl(h, 15);
    h = Math.imul(h, 0x1b873593);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** The substream of `name` (for example `up/loss` or `up/hook:ack-thief`) in the run of `seed`. */
export const substream = (seed: number, name: string): Xoshiro128 => {
  const text = `${seed}/${name}`;
  return new Xoshiro128(
    hashWord(text, 0x9e3779b9) | 1,
    hashWord(text, 0x243f6a88),
    hashWord(text, 0xb7e15162),
    hashWord(text, 0x71374491),
  );
};
