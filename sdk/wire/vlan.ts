import type { Frame } from '../frame.js';

/**
 * A VLAN tag (IEEE 802.1Q §9.6), counted from its protocol identifier on.
 *
 *     0              16   19  20           32               48
 *     | 0x8100 …     | pcp | dei | vid      | type inside   |
 */
const AT = { tpid: 0, tci: 2, type: 4 } as const;

/** A view of one VLAN tag of the frame at hand; valid as long as the frame is. */
export class Vlan {
  /** Offset of the tag's protocol identifier in the frame's memory. */
  at = 0;
  /** Number of tags inside this one. */
  deeper = 0;
  private innerView: Vlan | undefined;
  constructor(private readonly frame: Frame) {}

  /** The tag's protocol identifier: 0x8100 customer, 0x88a8 service (802.1ad), 0x9100 older service tags. */
  get tpid(): number {
    return this.frame.u16(this.at + AT.tpid);
  }
  /** Priority code point, 0 to 7. */
  get pcp(): number {
    return this.frame.memory[this.at + AT.tci] >>> 5;
  }
  /** Drop eligible indicator. */
  get dei(): boolean {
    return (this.frame.memory[this.at + AT.tci] & 0x10) !== 0;
  }
  /** VLAN identifier, 0 to 4095. */
  get vid(): number {
    return this.frame.u16(this.at + AT.tci) & 0x0fff;
  }
  /** Ethertype of what the tag encloses; with a further tag inside, that tag's protocol identifier. */
  get type(): number {
    return this.frame.u16(this.at + AT.type);
  }
  /** The next tag inward. */
  get inner(): Vlan | undefined {
    if (this.deeper === 0) return undefined;
    this.innerView ??= new Vlan(this.frame);
    this.innerView.at = this.at + 4;
    this.innerView.deeper = this.deeper - 1;
    return this.innerView;
  }

  /** Changes what the frame's layers are. */
  set tpid(value: number) {
    this.frame.edit16(this.at + AT.tpid, value);
  }
  set pcp(value: number) {
    this.frame.edit8(this.at + AT.tci, ((value & 7) << 5) | (this.frame.memory[this.at + AT.tci] & 0x1f));
  }
  set dei(value: boolean) {
    const first = this.frame.memory[this.at + AT.tci];
    this.frame.edit8(this.at + AT.tci, value ? first | 0x10 : first & ~0x10);
  }
  set vid(value: number) {
    this.frame.edit16(this.at + AT.tci, (this.frame.u16(this.at + AT.tci) & 0xf000) | (value & 0x0fff));
  }
  /** Changes what the frame's layers are. */
  set type(value: number) {
    this.frame.edit16(this.at + AT.type, value);
  }
}

/** Whether an ethertype announces a VLAN tag. */
export const isVlanTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100;

/** The tag's length (4; the type inside is not counted) if a whole tag and that type stand at `at` and before `end`, else -1. */
export const findVlan = (memory: Uint8Array, at: number, end: number): number =>
  at + 6 <= end && isVlanTag((memory[at] << 8) | memory[at + 1]) ? 4 : -1;

/** One line for logs and traces, as in `VLAN 100 pcp 3`. */
export const summariseVlan = (vlan: Vlan): string =>
  `VLAN ${vlan.vid}${vlan.pcp ? ` pcp ${vlan.pcp}` : ''}${vlan.dei ? ' dei' : ''}`;
