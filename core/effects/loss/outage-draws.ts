import type { Rng } from '../../../sdk/rng.js';
import { ln } from '../arithmetic.js';
import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/** How long a link stays up or down, in nanoseconds: drawn from [min, max], or exponentially with a mean. */
export type SpanDraw =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number };

/** A whole span of at least one nanosecond. One draw. */
export const drawSpan = (span: SpanDraw, rng: Rng): number => {
  const drawn =
    span.kind === 'uniform'
      ? span.min + Math.floor(rng.float() * (span.max - span.min + 1))
      : Math.round(-ln(1 - rng.float()) * span.mean);
  return drawn > 0 ? drawn : 1;
};

/**
 * Outages by drawn spans: up, in which nothing is lost, and down, in which everything is, by turns. Begins with a span
 * of up at logical time 0.
 *
 * Units: nanoseconds; a frame counts at the instant at which it has been sent. Random draws: one a span, also for a
 * fixed one (min = max); none per frame. The spans are therefore the same whatever frames come. Overflow: none. Time
 * must not go backwards from call to call.
 * Source: alternating renewal process; exponential spans are mm-onoff of Mahimahi.
 */
export class OutageDraws implements Loss {
  private down = false;
  private changeAt: number;

  constructor(
    private readonly rng: Rng,
    private readonly cause: number,
    private readonly upSpan: SpanDraw,
    private readonly downSpan: SpanDraw,
  ) {
    this.changeAt = drawSpan(upSpan, rng);
  }

  judge(_slot: number, now: number): number {
    while (this.changeAt <= now) {
      this.down = !this.down;
      this.changeAt += drawSpan(this.down ? this.downSpan : this.upSpan, this.rng);
    }
    return this.down ? this.cause : PASSES;
  }
}
