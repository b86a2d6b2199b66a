import type { Frame } from '../frame.js';
import { ipv6Text } from './address.js';

/**
 * ICMPv6 (RFC 4443 §2.1) and the fixed part of neighbour discovery (RFC 4861 §4.3, §4.4).
 *
 *     0       8       16             32
 *     | type  | code  | checksum     |
 *     | identifier    | sequence     |   of an echo; an MTU; flags of an advertisement
 *     | target address, 128 bits     |   of a neighbour solicitation or advertisement
 */
const AT = { type: 0, code: 1, checksum: 2, rest: 4, id: 4, sequence: 6, payload: 8, target: 8 } as const;

/** A view of the ICMPv6 message of the frame at hand; valid as long as the frame is. Setters amend the checksum. */
export class Icmpv6 {
  /** Offset of the message in the frame's memory. */
  at = 0;
  /** Offset just past the message. */
  end = 0;
  constructor(private readonly frame: Frame) {}

  /** 1 unreachable, 2 too big, 3 time exceeded, 128 echo request, 129 echo reply, 133 to 137 neighbour discovery. */
  get type(): number {
    return this.frame.memory[this.at + AT.type];
  }
  /** What the type is about more exactly: of 1, 0 no route, 3 address, 4 port. */
  get code(): number {
    return this.frame.memory[this.at + AT.code];
  }
  get checksum(): number {
    return this.frame.u16(this.at + AT.checksum);
  }
  /** Whether the checksum is right; undefined in a fragment, where it cannot be told. */
  get checksumOk(): boolean | undefined {
    return this.frame.transportChecksumOk;
  }
  /** The second word, which each type uses in its own way: the MTU of `packet too big`, the flags of an advertisement. */
  get rest(): number {
    return this.frame.u32(this.at + AT.rest);
  }
  /** Identifier of an echo. */
  get id(): number {
    return this.frame.u16(this.at + AT.id);
  }
  /** Sequence number of an echo. */
  get sequence(): number {
    return this.frame.u16(this.at + AT.sequence);
  }
  /** The address a neighbour solicitation or advertisement speaks of: its 16 bytes in place; undefined in other messages. */
  get target(): Uint8Array | undefined {
    const neighbour = this.type === 135 || this.type === 136;
    if (!neighbour || this.end - this.at < AT.target + 16) return undefined;
    return this.frame.memory.subarray(this.at + AT.target, this.at + AT.target + 16);
  }
  /** The target as RFC 5952 text; makes a string. */
  get targetText(): string | undefined {
    return this.target && ipv6Text(this.frame.memory, this.at + AT.target);
  }
  /** Bytes after the second word. */
  get payloadLength(): number {
    return this.end - this.at - AT.payload;
  }
  /** Bytes after the second word, in place (a new Uint8Array over the frame's memory). */
  get payload(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.payload, this.end);
  }

  set type(value: number) {
    this.frame.edit8(this.at + AT.type, value);
  }
  set code(value: number) {
    this.frame.edit8(this.at + AT.code, value);
  }
  set rest(value: number) {
    this.frame.edit32(this.at + AT.rest, value);
  }
  set id(value: number) {
    this.frame.edit16(this.at + AT.id, value);
  }
  set sequence(value: number) {
    this.frame.edit16(this.at + AT.sequence, value);
  }
  /** Writes the checksum itself; nothing else follows. */
  set checksum(value: number) {
    this.frame.put16(this.at + AT.checksum, value);
  }
}

/** The header's length if a whole ICMPv6 header stands at `at` and before `end`, else -1. */
export const findIcmpv6 = (_memory: Uint8Array, at: number, end: number): number => (at + 8 <= end ? 8 : -1);

const NAMES: Record<number, string> = {
  1: 'unreachable',
  2: 'too big',
  3: 'time exceeded',
  128: 'echo request',
  129: 'echo reply',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbour solicitation',
  136: 'neighbour advertisement',
};

/** One line for logs and traces, as in `ICMPv6 neighbour solicitation fe80::1`. */
export const summariseIcmpv6 = (icmp: Icmpv6): string => {
  const name = NAMES[icmp.type] ?? `type ${icmp.type}`;
  if (icmp.type === 128 || icmp.type === 129) return `ICMPv6 ${name} id ${icmp.id} seq ${icmp.sequence}`;
  const target = icmp.targetText;
  return target === undefined ? `ICMPv6 ${name} code ${icmp.code}` : `ICMPv6 ${name} ${target}`;
};
