import type { Frame } from '../../../sdk/frame.js';
import type { Ipv4 } from '../../../sdk/wire/ipv4.js';
import type { Ipv6 } from '../../../sdk/wire/ipv6.js';
import { isVlanTag } from '../../../sdk/wire/vlan.js';
import type { EffectHost } from '../effect.js';
import { frameAt } from '../frame-at.js';
import type { TooBigAnswers } from './answers.js';
import { Fragmenter } from './fragment.js';

const ETHERNET = 14;
const TAG = 4;
const SHORTEST_FRAME = 60;

/**
 * The largest IP packet a stage carries: the frame less its Ethernet header and VLAN tags.
 *
 * Units: bytes. Random draws: none. A packet that is larger:
 *
 *     IPv4 that may be fragmented     goes on in fragments (fragment.ts)
 *     IPv4 that may not (DF), IPv6    dies of `mtu` and is answered (answers.ts), unless the stage is a black hole
 *     anything else                   dies of `mtu`
 *
 * As a router does, it forwards packets and not frames: what follows the packet in its frame is cut off if that makes it
 * fit, and what no router would forward (a packet longer than its frame, a wrong IPv4 header checksum, malformed IPv4
 * options) dies without an answer, since a fragment's fresh checksum would hide the damage. No IPv6 link has an MTU below
 * 1280 (RFC 8200 §5): with such a size packets still die and are answered with it, but a host that obeys RFC 8201 §4 pays
 * no heed and sends 1280 bytes for ever.
 */
export class MtuLimit {
  private readonly cause: number;
  private readonly fragmenter: Fragmenter;
  private frameSize: number;

  constructor(
    private readonly host: EffectHost,
    private size: number,
    /** None: a path-MTU black hole. */
    private readonly answers: TooBigAnswers | undefined,
    private readonly onward: (slot: number) => void,
  ) {
    this.cause = host.cause('mtu');
    this.fragmenter = new Fragmenter(host, onward);
    this.frameSize = size + ETHERNET;
  }

  /** The MTU from now on, 68 to 65535 bytes. */
  setSize(size: number): void {
    this.size = size;
    this.frameSize = size + ETHERNET;
  }

  /** Whether the frame may pass as it is. */
  fits(slot: number): boolean {
    const { store } = this.host;
    return store.length[slot]! <= this.frameSize || this.fitsTagged(slot);
  }

  /** Takes over a frame that does not fit: its slot is no longer the caller's. */
  handle(slot: number, now: number): void {
    const { host } = this;
    const frame = frameAt(host, slot);
    const { ipv4, ipv6 } = frame;
    if (ipv4) this.handleIpv4(slot, frame, ipv4, now);
    else if (ipv6) this.handleIpv6(slot, frame, ipv6, now);
    else host.drop(slot, this.cause);
  }

  private handleIpv4(slot: number, frame: Frame, ip: Ipv4, now: number): void {
    const { size } = this;
    const { at, totalLength } = ip;
    if (at + totalLength > frame.start + frame.length || !ip.checksumOk) this.host.drop(slot, this.cause);
    else if (totalLength <= size) this.trim(slot, at + totalLength);
    else if (ip.dontFragment) {
      this.answers?.ipv4(slot, frame, ip, size, now);
      this.host.drop(slot, this.cause);
    } else if (!this.fragmenter.split(slot, at, size)) this.host.drop(slot, this.cause);
  }

  private handleIpv6(slot: number, frame: Frame, ip: Ipv6, now: number): void {
    const { size } = this;
    const end = ip.at + 40 + ip.payloadLength;
    // No payload length at all is a jumbogram's (RFC 2675), which fits no frame.
    if (end > frame.start + frame.length || ip.payloadLength === 0) this.host.drop(slot, this.cause);
    else if (end - ip.at <= size) this.trim(slot, end);
    else {
      this.answers?.ipv6(slot, frame, ip, size, now);
      this.host.drop(slot, this.cause);
    }
  }

  private trim(slot: number, end: number): void {
    const { start, length } = this.host.store;
    length[slot] = Math.max(end - start[slot]!, SHORTEST_FRAME);
    this.onward(slot);
  }

  private fitsTagged(slot: number): boolean {
    const { memory, start, length } = this.host.store;
    const end = start[slot]! + length[slot]!;
    let most = this.frameSize;
    for (let at = start[slot]! + 12; at + 6 <= end && isVlanTag((memory[at]! << 8) | memory[at + 1]!); at += TAG) {
      most += TAG;
      if (length[slot]! <= most) return true;
    }
    return false;
  }
}
