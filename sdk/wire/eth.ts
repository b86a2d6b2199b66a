import type { Frame } from '../frame.js';
import { macNumber, macText } from './address.js';

/**
 * Ethernet II (IEEE 802.3 §3.2), without preamble and frame check sequence.
 *
 *     0                48                96        112
 *     | destination    | source          | type    | …
 */
const AT = { dst: 0, src: 6, type: 12 } as const;

/** A view of the Ethernet header of the frame at hand; valid as long as the frame is. No checksum covers it. */
export class Eth {
  /** Offset of the header in the frame's memory. */
  at = 0;
  constructor(private readonly frame: Frame) {}

  /** Destination address as a number below 2^48: compare these, not texts. */
  get dst(): number {
    return macNumber(this.frame.memory, this.at + AT.dst);
  }
  /** Source address as a number below 2^48. */
  get src(): number {
    return macNumber(this.frame.memory, this.at + AT.src);
  }
  /** Destination address as text; makes a string. */
  get dstText(): string {
    return macText(this.frame.memory, this.at + AT.dst);
  }
  /** Source address as text; makes a string. */
  get srcText(): string {
    return macText(this.frame.memory, this.at + AT.src);
  }
  /** The 16 bits after the addresses: an ethertype, a VLAN tag's protocol, or below 1536 a length (802.3). */
  get type(): number {
    return this.frame.u16(this.at + AT.type);
  }
  /** True for a group address, broadcast included. */
  get multicast(): boolean {
    return (this.frame.memory[this.at + AT.dst] & 1) !== 0;
  }
  /** True for ff:ff:ff:ff:ff:ff. */
  get broadcast(): boolean {
    return this.dst === 0xffffffffffff;
  }

  set dst(value: number) {
    this.frame.edit16(this.at + AT.dst, Math.floor(value / 0x100000000));
    this.frame.edit32(this.at + AT.dst + 2, value % 0x100000000);
  }
  set src(value: number) {
    this.frame.edit16(this.at + AT.src, Math.floor(value / 0x100000000));
    this.frame.edit32(this.at + AT.src + 2, value % 0x100000000);
  }
  /** Changes what the frame's layers are. */
  set type(value: number) {
    this.frame.edit16(this.at + AT.type, value);
  }
}

/** The header's length if a whole Ethernet header stands at `at` and before `end`, else -1. */
export const findEth = (_memory: Uint8Array, at: number, end: number): number => (at + 14 > end ? -1 : 14);

/** One line for logs and traces, as in `Eth 02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x0800`. */
export const summariseEth = (eth: Eth): string =>
  `Eth ${eth.srcText} > ${eth.dstText} type 0x${eth.type.toString(16).padStart(4, '0')}`;
