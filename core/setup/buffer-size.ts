import type { Plan } from '../plan/plan.js';

/** Of the largest bandwidth-delay product: phantomlink's margin, so that the path limits a transfer and not a host. */
const MARGIN = 3;
/** The kernel keeps these values in an `int`. */
const LARGEST = 2 ** 31 - 1;

/**
 * The largest bandwidth-delay product of a round trip in a plan, in bytes, rounded up: 2 x one-way delay x rate over
 * all rows of all stages; 0 when there is none.
 *
 * Rows of infinite rate are left out: their product has no bound, so that every socket of the machine would be allowed
 * 2 GiB, and what limits a transfer there is the processor, not a window.
 */
export const largestBdpBytes = (plan: Plan): number => {
  let largest = 0;
  for (const stage of plan.stages) {
    for (const { delay, rate } of stage.scenario.rows) {
      if (rate === Number.POSITIVE_INFINITY) continue;
      // ns x bit/s, 8e9 of which are one byte.
      largest = Math.max(largest, Math.ceil((2 * delay * rate) / 8e9));
    }
  }
  return largest;
};

/** The bytes a socket may need to fill a path of this bandwidth-delay product: three times it, at most 2^31 - 1. */
export const wantedBytes = (bdpBytes: number): number => Math.min(LARGEST, MARGIN * bdpBytes);

/** The numbers of a kernel parameter: one, or three behind each other. */
const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);

/** Whether two texts are the same value: the kernel separates by tabs, people by spaces. */
export const sameValue = (a: string, b: string): boolean => numbers(a).join() === numbers(b).join();

/**
 * The value of a parameter with its last number, the largest size, raised to `wanted`; undefined if it is as large
 * already. Nothing is lowered (phantomlink sets the sizes for small links, too, and thereby lowers them for the whole
 * machine: a defect).
 */
export const raisedValue = (before: string, wanted: number): string | undefined => {
  const parts = numbers(before);
  const last = parts.length - 1;
  return parts[last]! < wanted ? [...parts.slice(0, last), wanted].join(' ') : undefined;
};
