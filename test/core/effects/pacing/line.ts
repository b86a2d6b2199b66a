import type { Pacing } from '../../../../core/effects/effect.js';

/** A pacer with a line of waiting frames before it, driven as a stage does: what ends at an instant goes first. */
export class Line {
  /** When each frame left, in order. */
  readonly left: number[] = [];
  private readonly waiting: number[] = [];

  constructor(readonly pacing: Pacing) {}

  /** A frame of so many bytes comes. */
  arrive(length: number, now: number): void {
    this.run(now);
    if (this.pacing.sending < 0) this.pacing.begin(1, length, now);
    else this.waiting.push(length);
  }

  setRate(rate: number, now: number): void {
    this.run(now);
    this.pacing.setRate(rate, now);
  }

  /** Everything that is due until then, included. */
  run(to: number): void {
    for (let at = this.pacing.finishAt; at <= to; at = this.pacing.finishAt) {
      this.pacing.end();
      this.left.push(at);
      const next = this.waiting.shift();
      if (next !== undefined) this.pacing.begin(1, next, at);
    }
  }
}

/** The share of the rate that a line never empty gets of it, at frames of `length` bytes, over so many nanoseconds. */
export const shareOf = (pacing: Pacing, rate: number, length: number, span: number): number => {
  pacing.setRate(rate, 0);
  let frames = 0;
  pacing.begin(1, length, 0);
  while (pacing.finishAt <= span) {
    const at = pacing.finishAt;
    pacing.end();
    frames++;
    pacing.begin(1, length, at);
  }
  return (frames * length * 8e9) / (rate * span);
};
