import type { FrameStore } from '../../frame/store.js';
import { PASSES } from '../effect.js';
import type { BadBits } from './bad-bits.js';
import { type BitErrors, FCS_BYTES } from './bit-errors.js';

/**
 * Bit errors on a link without check sequence: the bad bits are flipped where they are and the frame goes on. What the
 * checksums inside say of it is up to those who receive it; none is amended.
 *
 * Units: probability per bit. Bits of a frame: as in FcsErrors, which therefore drops exactly the frames with errors
 * here; those that fall into the check sequence change nothing. Bit n of the stream is bit n mod 8 of byte n / 8, the
 * least significant first, as Ethernet sends them (IEEE 802.3 §3.3). An error may hit addresses, types and lengths:
 * such a frame goes where it says, or nowhere.
 * Random draws per frame: none, and two for each bad bit in it (BadBits). Overflow: none.
 */
export class DeliveredErrors implements BitErrors {
  constructor(
    private readonly store: FrameStore,
    private readonly bits: BadBits,
  ) {}

  judge(slot: number): number {
    const { store, bits } = this;
    const length = store.length[slot] * 8;
    const start = store.start[slot];
    for (; bits.gap < length; bits.next()) store.memory[start + (bits.gap >>> 3)] ^= 1 << (bits.gap & 7);
    bits.pass(length + FCS_BYTES * 8);
    return PASSES;
  }

  setRate(rate: number): void {
    this.bits.setRate(rate);
  }
}
