import type { Rng } from '../../sdk/rng.js';

/**
 * An exponential variate of mean 1, by comparisons alone (J. von Neumann, "Various techniques used in connection with
 * random digits", 1951). `-Math.log(1 - u)` would do in one draw, but the last bits of Math.log are left to the engine
 * and a run must be the same on every Node.
 *
 * Draw u1, then go on drawing while each is smaller than the one before. If the run of falling numbers has an odd
 * length, the answer is u1 plus the number of runs thrown away before; P(length > n) = u1^n / n! makes that e^-u1.
 * Random draws: two at least, e²/(e-1) = 4.30 on average. Resolution 2^-32.
 */
export const exponential = (rng: Rng): number => {
  for (let whole = 0; ; whole++) {
    const first = rng.u32();
    let last = first;
    let odd = true;
    for (let next = rng.u32(); next < last; next = rng.u32()) {
      last = next;
      odd = !odd;
    }
    if (odd) return whole + first / 4294967296;
  }
};
