import { finish, sumWords } from '../../../sdk/checksum.js';
import { FRAGMENTED } from '../../frame/ledger.js';
import type { EffectHost } from '../effect.js';
import { copiedOptions } from './copied-options.js';

const HEADER = 20;
const MOST_OPTIONS = 40;
const RESERVED = 0x8000;
const MORE = 0x2000;
const OFFSET = 0x1fff;
const MOST_BYTES = 65535;

/**
 * Takes IPv4 packets apart (RFC 791 §3.2). Each fragment is a twin of the frame, so that it keeps Ethernet addresses,
 * VLAN tags and the hooks' columns; the original is absorbed as `fragmented`.
 *
 *     frame      | addresses, tags | header, options | payload …                       |
 *     fragments  | addresses, tags | header, options | 8 x n bytes |
 *                | addresses, tags | header, copied options | 8 x m bytes |   …
 *
 * Units: bytes. Random draws: none. Input may be a fragment itself: offsets count on, its more-fragments flag stays on
 * the last one. Identification, type of service, time to live and the reserved flag are kept, the header checksums are
 * computed. A fragment for which there is no memory is booked as dropped and the others go on, as on a busy router.
 */
export class Fragmenter {
  private readonly options = new Uint8Array(MOST_OPTIONS);

  constructor(
    private readonly host: EffectHost,
    private readonly onward: (slot: number) => void,
  ) {}

  /**
   * Sends the packet at `at` (offset in the store's memory) onward in fragments of at most `size` bytes, 68 or more; its
   * lengths must have been checked. False, and nothing done, if its options are malformed or it would reach past 65535.
   */
  split(slot: number, at: number, size: number): boolean {
    const { host } = this;
    const { memory, start, length } = host.store;
    const header = (memory[at]! & 15) * 4;
    const payload = ((memory[at + 2]! << 8) | memory[at + 3]!) - header;
    const flags = (memory[at + 6]! << 8) | memory[at + 7]!;
    const offset = flags & OFFSET;
    if (header + offset * 8 + payload > MOST_BYTES) return false;
    const later = copiedOptions(memory, at + HEADER, at + header, this.options);
    if (later < 0) return false;

    const before = at - start[slot]!;
    let own = header;
    for (let done = 0; done < payload; own = HEADER + later) {
      const last = payload - done <= size - own;
      const bytes = last ? payload - done : (size - own) & ~7;
      const piece = host.twin(slot);
      if (piece >= 0) {
        const to = start[piece]! + before;
        const from = at + header + done;
        memory.copyWithin(to + own, from, from + bytes);
        if (done > 0) for (let i = 0; i < later; i++) memory[to + HEADER + i] = this.options[i]!;
        const field = (flags & RESERVED) | (last ? flags & MORE : MORE) | (offset + done / 8);
        this.writeHeader(to, own, own + bytes, field);
        length[piece] = before + own + bytes;
        this.onward(piece);
      }
      done += bytes;
    }
    host.absorb(slot, FRAGMENTED);
    return true;
  }

  private writeHeader(at: number, header: number, total: number, fragment: number): void {
    const { memory } = this.host.store;
    memory[at] = 0x40 | (header / 4);
    memory[at + 2] = total >>> 8;
    memory[at + 3] = total;
    memory[at + 6] = fragment >>> 8;
    memory[at + 7] = fragment;
    memory[at + 10] = 0;
    memory[at + 11] = 0;
    const sum = finish(sumWords(memory, at, at + header));
    memory[at + 10] = sum >>> 8;
    memory[at + 11] = sum;
  }
}
