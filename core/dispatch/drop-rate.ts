import { exp } from '../effects/arithmetic.js';

/** 2^-k, exact; 2^-1074 is the smallest number above 0. */
const HALVINGS = new Float64Array(1075);
for (let k = 0, value = 1; k < HALVINGS.length; k++, value /= 2) HALVINGS[k] = value;

/** 2^-x of x ≥ 0, exact at whole numbers; 0 from 1075 on. */
const halved = (x: number): number => {
  const whole = Math.floor(x);
  if (!(whole < HALVINGS.length)) return 0;
  return x === whole ? HALVINGS[whole] : HALVINGS[whole] * exp(-Math.LN2 * (x - whole));
};

/** A share below this, about one in a million, is none: an arc forgiven so far ties with those that never lost a frame. */
const LEAST = 1 / 1048576;

/**
 * The share of frames that died lately: drops / (drops + accepts), an event counting 2^(-age / halfLife).
 *
 *     age        0 … h            h … 2 h       2 h … 3 h
 *     share      as it was        falls to ½    to ¼           while nothing is noted
 *
 * By ageing alone the quotient would stay what it was, as both sums shrink alike, and an arc that lost a burst and is
 * shunned for it would be shunned for ever. So, when nothing was noted for longer than one half-life, the share itself
 * halves with every further one; what is noted then goes on from the smaller share. 20 half-lives on it is 0.
 *
 * Units: nanoseconds of logical time, which never go back. No random draws, no allocation; the same bits on every Node.
 * 0 while nothing was noted.
 */
export class DropRate {
  /** Sums as of `last`. */
  private drops = 0;
  private events = 0;
  private last = 0;

  constructor(private readonly halfLife: number) {}

  /** A frame died here (1) or was accepted (0). */
  note(dropped: 0 | 1, now: number): void {
    const span = now - this.last;
    if (span > 0 && this.events > 0) {
      const kept = halved(span / this.halfLife);
      this.events *= kept;
      // In this order no rounding makes drops exceed events.
      this.drops *= kept * this.forgiven(span);
    }
    this.last = now;
    this.drops += dropped;
    this.events += 1;
  }

  value(now: number): number {
    if (this.drops === 0) return 0;
    const share = (this.drops / this.events) * this.forgiven(now - this.last);
    return share < LEAST ? 0 : share;
  }

  /** What is left of the share after nothing was noted for `span`. */
  private forgiven(span: number): number {
    return span > this.halfLife ? halved((span - this.halfLife) / this.halfLife) : 1;
  }
}
