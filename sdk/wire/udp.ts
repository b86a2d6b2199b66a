import type { Frame } from '../frame.js';

/**
 * UDP (RFC 768).
 *
 *     0              16             32
 *     | source port  | dest. port   |
 *     | length       | checksum     |
 */
const AT = { srcPort: 0, dstPort: 2, length: 4, checksum: 6, payload: 8 } as const;

/** A view of the UDP header of the frame at hand; valid as long as the frame is. Setters amend the checksum. */
export class Udp {
  /** Offset of the header in the frame's memory. */
  at = 0;
  /** Offset just past the datagram, as its length says, at most the packet's end. */
  end = 0;
  constructor(private readonly frame: Frame) {}

  /** Port of the sender. */
  get srcPort(): number {
    return this.frame.u16(this.at + AT.srcPort);
  }
  /** Port of the receiver. */
  get dstPort(): number {
    return this.frame.u16(this.at + AT.dstPort);
  }
  /** Length of header and payload in bytes, as the header says. */
  get length(): number {
    return this.frame.u16(this.at + AT.length);
  }
  /** 0 says that the sender computed none. */
  get checksum(): number {
    return this.frame.u16(this.at + AT.checksum);
  }
  /** Whether the checksum is right or absent; undefined in a fragment, where it cannot be told. */
  get checksumOk(): boolean | undefined {
    return this.frame.transportChecksumOk;
  }
  /** Payload length in bytes, of what is in this frame. */
  get payloadLength(): number {
    return this.end - this.at - AT.payload;
  }
  /** The payload's bytes, in place (a new Uint8Array over the frame's memory). */
  get payload(): Uint8Array {
    return this.frame.memory.subarray(this.at + AT.payload, this.end);
  }

  set srcPort(value: number) {
    this.frame.edit16(this.at + AT.srcPort, value);
  }
  set dstPort(value: number) {
    this.frame.edit16(this.at + AT.dstPort, value);
  }
  /** Changes where the datagram ends: `frame.repair()` makes the checksum right again. */
  set length(value: number) {
    this.frame.edit16(this.at + AT.length, value);
  }
  /** Writes the checksum itself; nothing else follows. */
  set checksum(value: number) {
    this.frame.put16(this.at + AT.checksum, value);
  }
}

/** The header's length if a whole UDP header stands at `at` and before `end`, else -1. */
export const findUdp = (memory: Uint8Array, at: number, end: number): number =>
  at + 8 <= end && ((memory[at + AT.length] << 8) | memory[at + AT.length + 1]) >= 8 ? 8 : -1;

/** One line for logs and traces, as in `UDP 5000 > 53 len 120`. */
export const summariseUdp = (udp: Udp): string => `UDP ${udp.srcPort} > ${udp.dstPort} len ${udp.payloadLength}`;
