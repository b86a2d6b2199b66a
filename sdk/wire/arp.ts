import type { Frame } from '../frame.js';
import { ipv4Text, macNumber, macText } from './address.js';

/**
 * ARP for IPv4 over Ethernet (RFC 826).
 *
 *     0              16             32
 *     | hardware 1   | type 0x0800  |
 *     | hlen 6| plen 4| operation   |
 *     | sender hardware address …   |
 *     | … sender    | sender address|
 *     | … address   | target hw …   |
 *     | … target hardware address   |
 *     | target address              |
 */
const AT = {
  hardware: 0,
  protocol: 2,
  lengths: 4,
  operation: 6,
  senderMac: 8,
  senderIp: 14,
  targetMac: 18,
  targetIp: 24,
} as const;
const LENGTH = 28;

/** A view of the ARP message of the frame at hand; valid as long as the frame is. No checksum covers it. */
export class Arp {
  /** Offset of the message in the frame's memory. */
  at = 0;
  constructor(private readonly frame: Frame) {}

  /** 1 request, 2 reply. */
  get operation(): number {
    return this.frame.u16(this.at + AT.operation);
  }
  /** Hardware address as a number below 2^48. */
  get senderMac(): number {
    return macNumber(this.frame.memory, this.at + AT.senderMac);
  }
  /** Hardware address of whom it is for, as a number below 2^48; 0 in a request. */
  get targetMac(): number {
    return macNumber(this.frame.memory, this.at + AT.targetMac);
  }
  /** IPv4 address as an unsigned 32-bit number. */
  get senderIp(): number {
    return this.frame.u32(this.at + AT.senderIp);
  }
  /** IPv4 address of whom it is for, as an unsigned 32-bit number. */
  get targetIp(): number {
    return this.frame.u32(this.at + AT.targetIp);
  }
  /** Hardware address as text; makes a string. */
  get senderMacText(): string {
    return macText(this.frame.memory, this.at + AT.senderMac);
  }
  /** The same address as text; makes a string. */
  get targetMacText(): string {
    return macText(this.frame.memory, this.at + AT.targetMac);
  }
  /** IPv4 address as dotted text; makes a string. */
  get senderIpText(): string {
    return ipv4Text(this.senderIp);
  }
  /** The same address as dotted text; makes a string. */
  get targetIpText(): string {
    return ipv4Text(this.targetIp);
  }

  set operation(value: number) {
    this.frame.edit16(this.at + AT.operation, value);
  }
  set senderMac(value: number) {
    this.frame.edit16(this.at + AT.senderMac, Math.floor(value / 0x100000000));
    this.frame.edit32(this.at + AT.senderMac + 2, value % 0x100000000);
  }
  set targetMac(value: number) {
    this.frame.edit16(this.at + AT.targetMac, Math.floor(value / 0x100000000));
    this.frame.edit32(this.at + AT.targetMac + 2, value % 0x100000000);
  }
  set senderIp(value: number) {
    this.frame.edit32(this.at + AT.senderIp, value);
  }
  set targetIp(value: number) {
    this.frame.edit32(this.at + AT.targetIp, value);
  }
}

/** The message's length if a whole ARP message for IPv4 over Ethernet stands at `at` and before `end`, else -1. */
export const findArp = (memory: Uint8Array, at: number, end: number): number => {
  if (at + LENGTH > end) return -1;
  const ethernet = memory[at] === 0 && memory[at + 1] === 1 && memory[at + AT.lengths] === 6;
  const ipv4 =
    memory[at + AT.protocol] === 8 && memory[at + AT.protocol + 1] === 0 && memory[at + AT.lengths + 1] === 4;
  return ethernet && ipv4 ? LENGTH : -1;
};

/** One line for logs and traces, as in `ARP who has 10.0.0.2 tell 10.0.0.1`. */
export const summariseArp = (arp: Arp): string => {
  if (arp.operation === 1) return `ARP who has ${arp.targetIpText} tell ${arp.senderIpText}`;
  if (arp.operation === 2) return `ARP ${arp.senderIpText} is at ${arp.senderMacText}`;
  return `ARP operation ${arp.operation} from ${arp.senderIpText}`;
};
