import type { Ratio } from '../../sdk/units.js';

/**
 * How many of `stages` stages a share of them is, rounded down. What is short of a whole stage by rounding alone counts
 * as one: 1/49 of 49 comes to 0.9999999999999999.
 */
export const stagesOfShare = (share: Ratio, stages: number): number => Math.floor(share * stages + 1e-9);
