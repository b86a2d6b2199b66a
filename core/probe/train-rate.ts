import { TRAIN_FRAME_BYTES } from './train-plan.js';

/** One frame of a train that arrived: when it entered the link and when it came out, in nanoseconds. */
export interface Passage {
  readonly out: number;
  readonly in: number;
}

/** A stretch of fewer frames gives no rate, only noise. */
const LEAST_FRAMES = 5;
/** A train is cut into at most this many stretches, each of at least MANY_FRAMES. */
const MOST_STRETCHES = 5;
const MANY_FRAMES = 10;
const FRAME_BITS_NS = TRAIN_FRAME_BYTES * 8e9;

/**
 * The rate at which full frames came by, in bits per second: all but the first, over the time from the first to the last
 * (packet-train dispersion: Dovrolis, Ramanathan and Moore 2004, §II). `stamps` ascending. Undefined for fewer than two
 * frames or no time between them.
 */
export const dispersionRate = (stamps: readonly number[]): number | undefined => {
  const span = stamps.at(-1)! - stamps[0]!;
  return span > 0 ? ((stamps.length - 1) * FRAME_BITS_NS) / span : undefined;
};

/**
 * The longest part of a train during which a link of this rate had always something to send: where the sender paused,
 * the link rests, and how fast frames then come out says nothing about it. `passages` in the order of entering.
 */
export const busyPart = (passages: readonly Passage[], rate: number): readonly Passage[] => {
  const frameTime = FRAME_BITS_NS / rate;
  let best: readonly [from: number, to: number] = [0, 0];
  let from = 0;
  let freeAt = Number.NEGATIVE_INFINITY;
  for (const [i, { out }] of passages.entries()) {
    if (out > freeAt) from = i;
    freeAt = Math.max(freeAt, out) + frameTime;
    if (i + 1 - from > best[1] - best[0]) best = [from, i + 1];
  }
  return passages.slice(best[0], best[1]);
};

/**
 * The rate a link of nominally `rate` achieved: the median of the dispersion rates of up to five stretches of the busy
 * part, so that one moment in which the emulator came late does not decide. Undefined if the link was never busy.
 */
export const achievedRate = (passages: readonly Passage[], rate: number): number | undefined => {
  const stamps = busyPart(passages, rate)
    .map(passage => passage.in)
    .sort((a, b) => a - b);
  if (stamps.length < LEAST_FRAMES) return undefined;
  const fitting = Math.min(MOST_STRETCHES, Math.floor(stamps.length / MANY_FRAMES));
  const stretches = Math.max(1, fitting % 2 === 0 ? fitting - 1 : fitting);
  const length = Math.floor(stamps.length / stretches);
  const rates = Array.from({ length: stretches }, (_, i) => dispersionRate(stamps.slice(i * length, (i + 1) * length)));
  const known = rates.filter(each => each !== undefined).sort((a, b) => a - b);
  return known[known.length >> 1];
};
