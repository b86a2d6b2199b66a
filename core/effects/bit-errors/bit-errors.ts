import type { Judge } from '../effect.js';

/** Bit errors at work in one stage. */
export interface BitErrors extends Judge {
  /** The probability of each bit to be bad from now on, 0 to 0.5, as a scenario's column sets it. */
  setRate(rate: number): void;
}

/**
 * Bytes of the frame check sequence: they cross the wire behind the frame, though no host is given them (IEEE 802.3
 * §3.2.9).
 */
export const FCS_BYTES = 4;
