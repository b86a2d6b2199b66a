import type { Rng } from '../../sdk/rng.js';
import { exponential } from './exponential.js';

/** When the frames of an open-loop source leave: `at` is the next one's time in nanoseconds, `step` passes it. */
export interface Schedule {
  at: number;
  step(): void;
}

/** Exact multiples of 8·size/rate: the fraction left over is carried as an integer, so no rounding adds up. */
class Spacing {
  private readonly whole: number;
  private readonly part: number;
  private carry = 0;

  constructor(
    size: number,
    private readonly rateBps: number,
  ) {
    const bitNanos = 8 * size * 1e9;
    this.whole = Math.floor(bitNanos / rateBps);
    this.part = bitNanos - this.whole * rateBps;
  }

  next(): number {
    this.carry += this.part;
    if (this.carry < this.rateBps) return this.whole;
    this.carry -= this.rateBps;
    return this.whole + 1;
  }
}

/** Constant bit rate: frame n leaves at floor(start + n·8·size·1e9 / rateBps). No draws. */
export const cbr = (start: number, size: number, rateBps: number): Schedule => {
  const spacing = new Spacing(size, rateBps);
  return {
    at: start,
    step() {
      this.at += spacing.next();
    },
  };
};

/** A Poisson process of mean rate `rateBps`; the first frame waits for a gap too. Draws: one `exponential` a frame. */
export const poisson = (start: number, size: number, rateBps: number, rng: Rng): Schedule => {
  const mean = (8 * size * 1e9) / rateBps;
  // The process runs in fractions; only what is sent is cut to whole nanoseconds, so the cuts do not add up.
  let exact = start + mean * exponential(rng);
  return {
    at: Math.floor(exact),
    step() {
      exact += mean * exponential(rng);
      this.at = Math.floor(exact);
    },
  };
};

/**
 * `burst` frames every `everyNs`, spaced at `rateBps` inside a burst or all at once for 0. A burst that lasts beyond the
 * next one's time delays it, no frame is left out. No draws.
 */
export const bursts = (start: number, size: number, rateBps: number, burst: number, everyNs: number): Schedule => {
  const spacing = rateBps > 0 ? new Spacing(size, rateBps) : undefined;
  let number = 0;
  let left = burst;
  return {
    at: start,
    step() {
      this.at += spacing ? spacing.next() : 0;
      if (--left > 0) return;
      left = burst;
      number += 1;
      this.at = Math.max(this.at, start + number * everyNs);
    },
  };
};
