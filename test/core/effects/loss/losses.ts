import { type Judge, PASSES } from '../../../../core/effects/effect.js';

/** What becomes of `frames` frames in slot 0 at time 0: 1 for each that is lost. */
export const losses = (loss: Judge, frames: number): Uint8Array => {
  const lost = new Uint8Array(frames);
  for (let i = 0; i < frames; i++) lost[i] = loss.judge(0, 0) === PASSES ? 0 : 1;
  return lost;
};

/** As a text of 0 and 1. */
export const lossText = (loss: Judge, frames: number): string => losses(loss, frames).join('');

export const share = (lost: Uint8Array): number => lost.reduce((sum, one) => sum + one, 0) / lost.length;

/** Lengths of the runs of `value`, without the first and the last run, which may have been cut. */
export const runs = (lost: Uint8Array, value: 0 | 1): number[] => {
  const lengths: number[] = [];
  let length = 0;
  let whole = false;
  for (const one of lost) {
    if (one === value) length++;
    else {
      if (length > 0 && whole) lengths.push(length);
      whole = true;
      length = 0;
    }
  }
  return lengths;
};

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** How many standard deviations `found` lies from `expected`. */
export const sigmas = (found: number, expected: number, sigma: number): number => Math.abs(found - expected) / sigma;
