import type { Frame } from '../../../sdk/frame.js';
import { type EffectHost, PASSES } from '../effect.js';
import { frameAt } from '../frame-at.js';
import type { BadBits } from './bad-bits.js';
import { type BitErrors, FCS_BYTES } from './bit-errors.js';

/**
 * Bit errors that nobody below the application notices: bad bits in the payload of TCP and UDP are flipped, and the
 * transport checksum follows, so that it is as right as it was before. What is left for a test of end-to-end
 * integrity.
 *
 * Units: probability per bit of payload. The stream of bits is that of FcsErrors; bad bits elsewhere (headers, padding,
 * check sequence, frames without TCP or UDP, fragments but the first) do no harm: their frames pass as they are.
 * The checksum is amended, not computed anew (RFC 1624): a frame that was wrong before stays so, and in a first fragment
 * the sum of the whole packet stays right. A UDP checksum of zero says that there is none, and stays.
 * Random draws per frame: none, and two for each bad bit in it (BadBits). Overflow: none.
 * Source: Stone and Partridge, When the CRC and TCP Checksum Disagree (SIGCOMM 2000).
 */
export class ResidualErrors implements BitErrors {
  constructor(
    private readonly host: EffectHost,
    private readonly bits: BadBits,
  ) {}

  judge(slot: number): number {
    const { bits } = this;
    const length = (this.host.store.length[slot] + FCS_BYTES) * 8;
    if (bits.gap < length) this.spoil(frameAt(this.host, slot), length);
    bits.pass(length);
    return PASSES;
  }

  setRate(rate: number): void {
    this.bits.setRate(rate);
  }

  private spoil(frame: Frame, length: number): void {
    const transport = frame.tcp ?? frame.udp;
    if (transport === undefined) return;
    const { bits } = this;
    const { start } = frame;
    const { end } = transport;
    const payload = start + frame.payloadOffset;
    for (; bits.gap < length; bits.next()) {
      const at = start + (bits.gap >>> 3);
      if (at >= payload && at < end) frame.edit8(at, frame.memory[at] ^ (1 << (bits.gap & 7)));
    }
  }
}
