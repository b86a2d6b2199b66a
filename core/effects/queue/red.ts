import type { Rng } from '../../../sdk/rng.js';
import type { QueueLimit, RedDiscipline } from '../../plan/effects/queue-plan.js';
import { exp } from '../arithmetic.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { markCongestion } from './ecn.js';
import { Fifo } from './fifo.js';
import { LimitedQueue } from './limit.js';

/** Adaptive RED: how often the chance is set, and its bounds (Floyd, Gummadi and Shenker 2001, §3). */
const ADAPT_EVERY = 500e6;
const CHANCE_LEAST = 0.01;
const CHANCE_MOST = 0.5;
const DECREASE = 0.9;
/** From one bound to the other takes fewer steps than this: what is missed beyond changes nothing. */
const STEPS_MOST = 200;

/** Thresholds set from the rate aim at this average wait, and are no less than so many frames (ib., §4.1 and §4.2). */
const WAIT = 5e6;
const FRAMES_LEAST = 5;
/** The weight of 1993, until a rate is known. */
const WEIGHT = 0.002;

/**
 * Random early detection (Floyd and Jacobson 1993), gentle (Floyd 2000) and adaptive (Floyd, Gummadi and Shenker 2001) if
 * asked for: drops or marks arriving frames by the average of the queue, so many that the next one is uniformly far.
 *
 * Units: bytes of whole frames, nanoseconds. Random draws per frame pushed: one, whatever comes of it.
 * The average takes a sample at each arrival, `average += weight x (bytes - average)`; the idle time of the line counts as
 * arrivals of typical frames that found it empty. From `min` to `max` the share p rises to `chance`, gentle ones from there
 * to 1 at twice `max`; the count since the last makes it p / (1 - count x p). Thresholds and weight left open follow the
 * rate (2001, §4): an average wait of 5 ms, a time constant of one second.
 * Overflow: a frame that would pass a limit is refused at the tail (`queue:tail`); early drops are `queue:red`.
 */
export class RedQueue extends LimitedQueue implements Queue {
  marked = 0;
  /** Of the queue, in bytes. */
  average = 0;
  /** Share at the upper threshold, in force now. */
  chance: number;
  private min: number;
  private max: number;
  private weight: number;
  /** Nanoseconds a typical frame takes to be sent. */
  private frameTime = Number.POSITIVE_INFINITY;
  private rate = 0;
  /** When the line began to be idle: its last frame has been sent. Infinity while it is not. */
  private idleFrom = Number.POSITIVE_INFINITY;
  /** Frames since the last one dropped or marked; -1 below the lower threshold. */
  private count = -1;
  private adaptAt: number;
  private readonly line: Fifo;
  private readonly early: number;
  private readonly tail: number;

  constructor(
    private readonly host: EffectHost,
    private readonly plan: QueueLimit & RedDiscipline,
    private readonly rng: Rng,
  ) {
    super(plan);
    this.line = new Fifo(host.store);
    this.chance = plan.chance;
    this.min = plan.max === 0 ? Number.POSITIVE_INFINITY : plan.min;
    this.max = plan.max === 0 ? Number.POSITIVE_INFINITY : plan.max;
    this.weight = plan.weight === 0 ? WEIGHT : plan.weight;
    this.adaptAt = plan.adaptive ? ADAPT_EVERY : Number.POSITIVE_INFINITY;
    this.early = host.cause('queue:red');
    this.tail = host.cause('queue:tail');
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }

  override setRate(rate: number, now: number): void {
    super.setRate(rate, now);
    this.rate = rate;
    // A link that stands still is not idle, and stays what it was made for.
    if (rate === 0) return;
    const { plan } = this;
    this.frameTime = (plan.typical * 8e9) / rate;
    if (plan.weight === 0) this.weight = 1 - exp(-this.frameTime / 1e9);
    if (plan.max !== 0) return;
    this.min = Math.max(FRAMES_LEAST * plan.typical, (rate * WAIT) / 16e9);
    this.max = 3 * this.min;
  }

  push(slot: number, now: number): number {
    const { line, plan } = this;
    const draw = this.rng.float();
    if (now >= this.adaptAt) this.adapt(now);
    this.sample(now);
    const signalled = this.signals(draw);
    const above = this.average >= this.max;
    const byMark = signalled && plan.ecn && !(above && plan.hardDrop);
    if (signalled && !byMark) return this.early;
    const length = this.host.store.length[slot]!;
    if (this.isFull(line, length)) return this.tail;
    if (byMark) {
      if (markCongestion(this.host, slot)) this.marked++;
      else if (!plan.markOnly) return this.early;
    }
    line.append(slot);
    this.idleFrom = Number.POSITIVE_INFINITY;
    return PASSES;
  }

  shift(now: number): number {
    const { line } = this;
    const slot = line.take();
    if (slot >= 0 && line.frames === 0) {
      this.idleFrom =
        this.rate > 0 ? now + (this.host.store.length[slot]! * 8e9) / this.rate : Number.POSITIVE_INFINITY;
    }
    return slot;
  }

  private sample(now: number): void {
    if (now <= this.idleFrom) {
      this.average += this.weight * (this.line.bytes - this.average);
      return;
    }
    this.average = this.averageAt(now);
    // Should this frame be dropped the line is idle still: without that, losses of a silent sender would never end.
    this.idleFrom = now;
  }

  /** What is left of the average after the idle time until `now`. */
  private averageAt(now: number): number {
    if (now <= this.idleFrom) return this.average;
    // At a rate without end no frame waits any time at all, and as many as one likes would have passed.
    if (this.frameTime === 0) return 0;
    return this.average * power(1 - this.weight, Math.floor((now - this.idleFrom) / this.frameTime));
  }

  /** Whether the arriving frame is to be dropped or marked. */
  private signals(draw: number): boolean {
    const { average, min, max, chance } = this;
    if (average < min) {
      this.count = -1;
      return false;
    }
    let share: number;
    if (average < max) share = (chance * (average - min)) / (max - min);
    else if (this.plan.gentle && average < 2 * max) share = chance + ((1 - chance) * (average - max)) / max;
    else share = 1;
    this.count++;
    const spent = this.count * share;
    if (spent < 1 && draw >= share / (1 - spent)) return false;
    this.count = 0;
    return true;
  }

  /** Moves the chance so that the average comes to lie in the middle fifth between the thresholds. */
  private adapt(now: number): void {
    const missed = Math.floor((now - this.adaptAt) / ADAPT_EVERY);
    if (missed > STEPS_MOST) this.adaptAt += (missed - STEPS_MOST) * ADAPT_EVERY;
    const low = this.min + 0.4 * (this.max - this.min);
    const high = this.min + 0.6 * (this.max - this.min);
    for (; this.adaptAt <= now; this.adaptAt += ADAPT_EVERY) {
      const average = this.averageAt(this.adaptAt);
      if (average > high && this.chance <= CHANCE_MOST) this.chance += Math.min(0.01, this.chance / 4);
      else if (average < low && this.chance >= CHANCE_LEAST) this.chance *= DECREASE;
    }
  }
}

/** base^n for a whole n, by squaring: the same on every engine. */
const power = (base: number, n: number): number => {
  let result = 1;
  for (let square = base, left = n; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) result *= square;
  }
  return result;
};
