/**
 * What the kernel says beside a received frame (cmsg(3)): its receive time and the VLAN tag it took out. A flyweight:
 * one is re-filled for each frame. Pure; 64-bit little-endian layout, in 32-bit words:
 *
 *     0 length  1 0  2 level  3 type  4… data, next header at the next multiple of 8 bytes
 *     SO_TIMESTAMPNS  4 seconds low  5 seconds high  6 nanoseconds
 *     PACKET_AUXDATA  4 status  5 length  6 captured  7 mac, net  8 tag control | tag protocol << 16
 */
export class Ancillary {
  /** Whether the kernel stamped the frame. */
  stamped = false;
  /** CLOCK_REALTIME in whole seconds and the nanoseconds of the last one. */
  seconds = 0;
  nanoseconds = 0;
  /** The tag protocol (0x8100, 0x88a8) of the tag taken out, or 0 if there was none. */
  tpid = 0;
  /** Its priority, drop eligibility and VLAN id; 0 is a legal value (a priority tag). */
  tci = 0;

  /** Reads the control messages in `words`, from word `at` on, `bytes` long. Stops at the first malformed header. */
  parse(words: Uint32Array, at: number, bytes: number): void {
    this.stamped = false;
    this.tpid = 0;
    const end = at + (bytes >>> 2);
    let here = at;
    while (here + 4 <= end) {
      const length = words[here]!;
      if (length < HEADER_BYTES || here + ((length + 3) >>> 2) > end) return;
      const level = words[here + 2]!;
      const type = words[here + 3]!;
      if (level === SOL_SOCKET && type === SO_TIMESTAMPNS && length >= STAMP_BYTES) {
        this.stamped = true;
        this.seconds = words[here + 4]! + words[here + 5]! * 4294967296;
        this.nanoseconds = words[here + 6]!;
      } else if (level === SOL_PACKET && type === PACKET_AUXDATA && length >= AUXDATA_BYTES) {
        const status = words[here + 4]!;
        if ((status & STATUS_VLAN_VALID) !== 0) {
          const tag = words[here + 8]!;
          this.tci = tag & 0xffff;
          // Kernels before 3.14 do not tell the protocol; the tag was then 802.1Q.
          this.tpid = (status & STATUS_VLAN_TPID_VALID) !== 0 ? tag >>> 16 : 0x8100;
        }
      }
      here += ((length + 7) >>> 3) << 1;
    }
  }
}

/** Room for every control message a packet socket can be asked for here, with some to spare. */
export const CONTROL_BYTES = 128;

const HEADER_BYTES = 16;
const STAMP_BYTES = 32;
const AUXDATA_BYTES = 36;
const SOL_SOCKET = 1;
const SO_TIMESTAMPNS = 35;
const SOL_PACKET = 263;
const PACKET_AUXDATA = 8;
const STATUS_VLAN_VALID = 0x10;
const STATUS_VLAN_TPID_VALID = 0x40;
