import type { FrameStore } from '../../frame/store.js';
import { PASSES } from '../effect.js';
import type { BadBits } from './bad-bits.js';
import { type BitErrors, FCS_BYTES } from './bit-errors.js';

/**
 * Bit errors as a receiving MAC answers them: a frame with one bad bit or more fails its check sequence and is dropped.
 *
 * Units: probability per bit. Bits of a frame: the bytes from the destination address on and the 4 of the check
 * sequence, which a bit error spoils as well; preamble and gap carry nothing that is checked. So a frame of `length`
 * bytes in the store is hit with 1 - (1 - rate)^(8 (length + 4)). Sequences that pass by chance, one in 2^32 of many
 * errors, are left out: the mode `residual` is for those.
 * Random draws per frame: none, and two for each bad bit in it (BadBits). Overflow: none.
 * Source: IEEE 802.3 §4.2.4.1.2 (frames with an invalid check sequence are discarded).
 */
export class FcsErrors implements BitErrors {
  constructor(
    private readonly store: FrameStore,
    private readonly bits: BadBits,
    private readonly cause: number,
  ) {}

  judge(slot: number): number {
    const { bits } = this;
    const length = (this.store.length[slot] + FCS_BYTES) * 8;
    const hit = bits.gap < length;
    bits.pass(length);
    return hit ? this.cause : PASSES;
  }

  setRate(rate: number): void {
    this.bits.setRate(rate);
  }
}
