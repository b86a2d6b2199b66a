import type { Pacing } from '../effect.js';

/** What a trace says: when bytes may leave. */
export interface DeliveryTimes {
  /** Nanoseconds from the trace's beginning, never falling; equal ones are opportunities of their own. */
  readonly stamps: readonly number[];
  /** Begins again after the last stamp, which is the period and must then be above 0; else nothing leaves after it. */
  readonly loop: boolean;
  /** Bytes that each of them takes. */
  readonly opportunity: number;
}

/**
 * Mahimahi's link: bytes leave at the instants of a recorded trace, so many at each.
 *
 * Units: nanoseconds, bytes. Random draws per frame: none.
 * Frames are counted by bytes: one may take several opportunities, several may share one, and a frame leaves at the
 * instant that brings its last byte. What is left of an opportunity when no frame waits is wasted, and so is a whole one
 * that finds none waiting. A frame that comes at the very instant of an opportunity is too late for it; while others wait
 * it is not told apart from them.
 * The rate is the trace's own mean. Rate 0 stands still, and opportunities pass unused meanwhile, as recorded time goes
 * on; every other rate lets the trace run.
 * Overflow: none; after the end of a trace that does not loop a frame stands for ever.
 * Source: mahimahi src/frontend/link_queue.cc; Netravali et al., USENIX ATC 2015, section 3. There an opportunity is 1504
 * bytes, of IP packets with 4 bytes of tunnel header each.
 */
export class DeliveryTrace implements Pacing {
  rate: number;
  sending = -1;
  finishAt = Number.POSITIVE_INFINITY;
  private readonly stamps: Float64Array;
  private readonly period: number;
  private readonly loop: boolean;
  private readonly opportunity: number;
  private readonly mean: number;
  private origin = 0;
  /** The first opportunity not used, counted through all rounds. */
  private next = 0;
  /** Bytes left of the opportunity before it. */
  private left = 0;
  private need = 0;
  /** Opportunities that the frame uses up from `next` on. */
  private uses = 0;
  private freeAt = Number.NEGATIVE_INFINITY;

  constructor({ stamps, loop, opportunity }: DeliveryTimes) {
    this.stamps = Float64Array.from(stamps);
    this.period = stamps.at(-1)!;
    this.loop = loop;
    this.opportunity = opportunity;
    this.mean = Math.round((stamps.length * opportunity * 8e9) / Math.max(this.period, 1));
    this.rate = this.mean;
  }

  /** The trace begins now; a frame being sent begins with it. */
  start(now: number): void {
    this.origin = now;
    this.freeAt = Number.NEGATIVE_INFINITY;
    if (this.sending < 0) return;
    this.skip(now);
    this.plan(now);
  }

  begin(slot: number, length: number, now: number): void {
    this.sending = slot;
    this.need = length;
    if (now !== this.freeAt) this.skip(now);
    this.plan(now);
  }

  end(): number {
    const { sending } = this;
    this.left += this.uses * this.opportunity - this.need;
    this.next += this.uses;
    this.sending = -1;
    this.freeAt = this.finishAt;
    this.finishAt = Number.POSITIVE_INFINITY;
    return sending;
  }

  setRate(rate: number, now: number): void {
    const stands = rate === 0;
    if (stands === (this.rate === 0)) return;
    this.rate = stands ? 0 : this.mean;
    if (this.sending < 0 || this.finishAt <= now) return;
    // What has come until now is part of the frame; the rest needs opportunities still to come.
    if (stands) this.need -= this.left + (this.countUntil(now) - this.next) * this.opportunity;
    this.skip(now);
    this.plan(now);
  }

  /** What there was until `now` is gone. */
  private skip(now: number): void {
    this.next = this.countUntil(now);
    this.left = 0;
  }

  private plan(now: number): void {
    if (this.rate === 0) {
      this.finishAt = Number.POSITIVE_INFINITY;
      return;
    }
    const { need, left } = this;
    this.uses = left >= need ? 0 : Math.ceil((need - left) / this.opportunity);
    this.finishAt = this.uses === 0 ? now : this.timeOf(this.next + this.uses - 1);
  }

  /** How many opportunities there have been, `time` included. */
  private countUntil(time: number): number {
    const since = time - this.origin;
    if (!this.loop) return this.countInRound(since);
    const round = Math.floor(since / this.period);
    return round * this.stamps.length + this.countInRound(since - round * this.period);
  }

  private countInRound(since: number): number {
    const { stamps } = this;
    let low = 0;
    let high = stamps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (stamps[middle]! <= since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private timeOf(opportunity: number): number {
    const { stamps } = this;
    if (!this.loop) return opportunity < stamps.length ? this.origin + stamps[opportunity]! : Number.POSITIVE_INFINITY;
    const round = Math.floor(opportunity / stamps.length);
    return this.origin + round * this.period + stamps[opportunity - round * stamps.length]!;
  }
}
