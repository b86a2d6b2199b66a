import { defineHook, type Frame, option } from 'hookline/sdk';

const MOST = 1024;

/**
 * Flips bits of chosen frames, no bit of a frame twice. With stale checksums the frame was damaged on its way, and the
 * receiver's kernel drops it; with fixed ones, amended as in RFC 1624, it looks as if it had been sent so, and the
 * application gets it. What is flipped in a checksum itself stays so; a flip that changes which layers there are (lengths,
 * protocols) fixes the IPv4 header checksum only.
 * Random draws: one for each frame that has the part, then one for each bit flipped (Floyd's sampling, CACM 30(9), 1987).
 */
export default defineHook({
  name: 'bit-flipper',
  about: 'Flips bits of chosen frames; checksums are left stale or follow.',
  needs: ['modify'],
  options: {
    chance: option.ratio('share of the frames to damage', '1%'),
    where: option.oneOf(['payload', 'header', 'anywhere'])(
      'in the transport payload, in network and transport headers, or anywhere in the frame',
      'payload',
    ),
    byte: option.unless('any', option.count)('only in this byte of that part, counted from 0'),
    bits: option.count('bits to flip in a frame, 1024 at most', '1'),
    checksums: option.oneOf(['stale', 'fixed'])('leave checksums as they were, or let them follow', 'stale'),
  },
  state: () => ({ flips: new Uint32Array(MOST) }),

  setup({ options: { bits } }) {
    if (bits < 1 || bits > MOST) throw new RangeError(`'bits' can be 1 to ${MOST}, not ${bits}`);
  },

  preamble(frame, { options, state: { flips }, rng, count }) {
    const { where, byte, checksums } = options;
    const first = startOf(frame, where);
    const from = first + (byte ?? 0);
    const to = byte === undefined ? endOf(frame, where) : Math.min(endOf(frame, where), from + 1);
    if (first < 0 || from >= to || !rng.chance(options.chance)) return;
    const bits = (to - from) * 8;
    const wanted = Math.min(options.bits, bits);
    // All are drawn before the first is flipped: a flip can change what the parts are.
    for (let n = 0; n < wanted; n++) {
      const last = bits - wanted + n;
      const drawn = rng.below(last + 1);
      flips[n] = isAmong(flips, n, drawn) ? last : drawn;
    }
    const raw = checksums === 'stale' ? frame.bytes : undefined;
    for (let n = 0; n < wanted; n++) {
      const at = from + (flips[n] >>> 3);
      const flipped = frame.memory[at] ^ (0x80 >>> (flips[n] & 7));
      if (raw) raw[at - frame.start] = flipped;
      else frame.edit8(at, flipped);
    }
    frame.reparse();
    count('frames');
    count('bits', wanted);
  },
});

const isAmong = (flips: Uint32Array, length: number, bit: number): boolean => {
  for (let i = 0; i < length; i++) if (flips[i] === bit) return true;
  return false;
};

/** Offset in the frame's memory where a part begins; -1 if the frame has none. */
const startOf = (frame: Frame, where: 'payload' | 'header' | 'anywhere'): number => {
  if (where === 'anywhere') return frame.start;
  if (where === 'payload') return frame.payloadOffset < 0 ? -1 : frame.start + frame.payloadOffset;
  return (frame.ipv4 ?? frame.ipv6 ?? frame.arp)?.at ?? -1;
};

/** Just past the part. Ethernet padding belongs to `anywhere` alone. */
const endOf = (frame: Frame, where: 'payload' | 'header' | 'anywhere'): number => {
  if (where === 'anywhere') return frame.start + frame.length;
  if (where === 'payload') return (frame.tcp ?? frame.udp ?? frame.icmp ?? frame.icmpv6)?.end ?? -1;
  if (frame.payloadOffset >= 0) return frame.start + frame.payloadOffset;
  const { ipv4, ipv6, arp } = frame;
  if (ipv4) return ipv4.at + ipv4.headerLength;
  return ipv6 ? ipv6.upperAt : (arp?.at ?? -29) + 28;
};
