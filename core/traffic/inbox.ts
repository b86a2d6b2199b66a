import { finish, sumWords } from '../../sdk/checksum.js';
import type { Frame } from '../../sdk/frame.js';
import type { Tuple } from './hosts.js';
import { read32, transportIntact } from './packet.js';

/**
 * What a host's network card, IP and transport do before a program sees data: an endpoint is shown every frame that leaves
 * at its port and takes those of its own conversation whose checksums hold. Untagged Ethernet and IPv4 only; fragments are
 * counted and dropped, for nothing here reassembles them.
 */
export class Inbox {
  /** Offsets of the transport header and just past the packet, after a successful `accept`. */
  at = 0;
  end = 0;
  /** The IP congestion bits: 3 is "congestion experienced". */
  ecn = 0;
  /** Frames of this conversation that a checksum refused. */
  damaged = 0;
  /** Fragments between these hosts. */
  fragments = 0;

  constructor(private readonly tuple: Tuple) {}

  /** True when the frame is an intact packet of this conversation. */
  accept(frame: Frame): boolean {
    const { tuple } = this;
    const m = frame.memory;
    const ip = frame.start + 14;
    const last = frame.start + frame.length;
    if (ip + 28 > last || m[ip - 2] !== 8 || m[ip - 1] !== 0 || m[ip]! >>> 4 !== 4 || m[ip + 9] !== tuple.protocol) {
      return false;
    }
    for (let i = 0; i < 6; i++) if (m[frame.start + i] !== tuple.local.mac[i]) return false;
    if (read32(m, ip + 12) !== tuple.remote.address || read32(m, ip + 16) !== tuple.local.address) return false;
    const header = (m[ip]! & 15) * 4;
    const end = ip + ((m[ip + 2]! << 8) | m[ip + 3]!);
    if (((m[ip + 6]! & 0x3f) | m[ip + 7]!) !== 0) {
      this.fragments += 1;
      return false;
    }
    const at = ip + header;
    if (header < 20 || at + 8 > end || end > last) return false;
    if (((m[at]! << 8) | m[at + 1]!) !== tuple.remotePort || ((m[at + 2]! << 8) | m[at + 3]!) !== tuple.localPort)
      return false;
    if (finish(sumWords(m, ip, at)) !== 0 || !transportIntact(m, ip, at, end, tuple.protocol)) {
      this.damaged += 1;
      return false;
    }
    this.at = at;
    this.end = end;
    this.ecn = m[ip + 1]! & 3;
    return true;
  }
}
