import type { Pacing } from '../effect.js';

const SECOND = 1e9;

/**
 * How emulators paced by the kernel's timer tick did it: each 1/HZ the link gets credit for rate / HZ bits, and frames
 * leave at once as long as the credit covers the next one. For comparison with history; the virtual clock is exact.
 *
 * Units: bits per second, ticks per second, nanoseconds. Random draws per frame: none.
 * What is left of a tick's credit is lost, or with `carry` kept as long as frames wait. An idle link keeps none: a frame
 * that comes to it waits for the next tick, also one that comes at the very instant of a tick.
 * Overflow: without carry a frame above rate / HZ bits stands for ever, and the queue behind it.
 * Rate changes: ticks until then brought the old rate. Rate 0 stands still; Infinity takes no time.
 * Tick n of each second lies at the whole nanosecond n / HZ, rounded up; credit counts in parts of 1/HZ of a bit.
 */
export class JiffyPacing implements Pacing {
  rate = Number.POSITIVE_INFINITY;
  sending = -1;
  finishAt = Number.POSITIVE_INFINITY;
  private credit = 0;
  /** What the frame costs, in units of credit. */
  private cost = 0;
  /** The tick that brought the last credit counted, from tick 0 at time 0 on. */
  private tick = 0;
  /** Ticks from there to the one that lets the frame go. */
  private ticks = 0;
  private freeAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly hz: number,
    private readonly carry: boolean,
  ) {}

  begin(slot: number, length: number, now: number): void {
    this.sending = slot;
    this.cost = length * 8 * this.hz;
    if (now !== this.freeAt) this.restart(now);
    this.plan(now);
  }

  end(): number {
    const { sending } = this;
    this.advance(this.ticks);
    this.credit -= this.cost;
    this.sending = -1;
    this.freeAt = this.finishAt;
    this.finishAt = Number.POSITIVE_INFINITY;
    return sending;
  }

  setRate(rate: number, now: number): void {
    if (rate === this.rate) return;
    if (this.sending < 0 || this.finishAt <= now) {
      this.rate = rate;
      return;
    }
    this.advance(this.ticksUntil(now) - this.tick);
    this.rate = rate;
    this.plan(now);
  }

  private restart(now: number): void {
    this.credit = 0;
    this.tick = this.ticksUntil(now);
  }

  private advance(ticks: number): void {
    if (ticks === 0) return;
    this.tick += ticks;
    this.credit = this.carry ? this.credit + ticks * this.rate : this.rate;
  }

  private plan(now: number): void {
    const { rate, credit, cost } = this;
    this.ticks = 0;
    if (rate === Number.POSITIVE_INFINITY) {
      this.restart(now);
      this.cost = 0;
      this.finishAt = now;
    } else if (rate === 0) this.finishAt = Number.POSITIVE_INFINITY;
    else if (credit >= cost) this.finishAt = now;
    else if (!this.carry && cost > rate) this.finishAt = Number.POSITIVE_INFINITY;
    else {
      this.ticks = this.carry ? Math.ceil((cost - credit) / rate) : 1;
      this.finishAt = this.timeOf(this.tick + this.ticks);
    }
  }

  /** How many ticks have been by `time`, tick 0 not counted. */
  private ticksUntil(time: number): number {
    const seconds = Math.floor(time / SECOND);
    return seconds * this.hz + Math.floor(((time - seconds * SECOND) * this.hz) / SECOND);
  }

  private timeOf(tick: number): number {
    const seconds = Math.floor(tick / this.hz);
    return seconds * SECOND + Math.ceil(((tick - seconds * this.hz) * SECOND) / this.hz);
  }
}
