import type { Frame } from '../frame.js';

/**
 * ICMP (RFC 792).
 *
 *     0       8       16             32
 *     | type  | code  | checksum     |
 *     | identifier    | sequence     |   of an echo; other messages use these four bytes otherwise
 */
const AT = { type: 0, code: 1, checksum: 2, rest: 4, id: 4, sequence: 6, payload: 8 } as const;

/** A view of the ICMP message of the frame at hand; valid as long as the frame is. Setters amend the checksum. */
export class Icmp {
  /** Offset of the message in the frame's memory. */
  at = 0;
  /** Offset just past the message. */
  end = 0;
  constructor(private readonly frame: Frame) {}

  /** 0 echo reply, 3 destination unreachable, 5 redirect, 8 echo request, 11 time exceeded. */
  get type(): number {
    return this.frame.memory[this.at + AT.type];
  }
  /** What the type is about more exactly: of 3, 0 network, 1 host, 3 port, 4 fragmentation needed. */
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
  /** The second word, which each type uses in its own way. */
  get rest(): number {
    return this.frame.u32(this.at + AT.rest);
  }
  /** Identifier of an echo. */
  get id(): number {
    return this.frame.u16(this.at + AT.id);
  }
  /** Sequence number of an echo; of `fragmentation needed` (3, 4) the next hop's MTU (RFC 1191 §4). */
  get sequence(): number {
    return this.frame.u16(this.at + AT.sequence);
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

/** The header's length if a whole ICMP header stands at `at` and before `end`, else -1. */
export const findIcmp = (_memory: Uint8Array, at: number, end: number): number => (at + 8 <= end ? 8 : -1);

const NAMES: Record<number, string> = {
  0: 'echo reply',
  3: 'unreachable',
  5: 'redirect',
  8: 'echo request',
  11: 'time exceeded',
};

/** One line for logs and traces, as in `ICMP echo request id 7 seq 1`. */
export const summariseIcmp = (icmp: Icmp): string => {
  const name = NAMES[icmp.type] ?? `type ${icmp.type}`;
  if (icmp.type === 0 || icmp.type === 8) return `ICMP ${name} id ${icmp.id} seq ${icmp.sequence}`;
  return `ICMP ${name} code ${icmp.code}`;
};
