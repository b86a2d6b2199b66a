import { defineHook, type Frame, type Network, type OptionValues, option, selection, selects } from 'hookline/sdk';

const options = {
  ...selection,
  side: option.oneOf(['preamble', 'episode'])('where to rewrite: on entry or on exit', 'episode'),
  ttl: option.unless('keep', option.count)('new time to live or hop limit'),
  dscp: option.unless('keep', option.count)('new differentiated services code point, 0 to 63'),
  ecn: option.unless('keep', option.count)('new congestion notification bits, 0 to 3'),
  newSrc: option.unless('keep', option.network)('new source address, or network whose prefix replaces the old one'),
  newDst: option.unless(
    'keep',
    option.network,
  )('new destination address, or network whose prefix replaces the old one'),
  newSrcPort: option.unless('keep', option.port)('new source port'),
  newDstPort: option.unless('keep', option.port)('new destination port'),
  window: option.unless('keep', option.count)('largest TCP window let through'),
  find: option.hex('bytes to look for in the transport payload', ''),
  replace: option.hex('bytes to put in their place, as many as were looked for', ''),
};
type Values = OptionValues<typeof options>;

/**
 * Rewrites header fields and payload bytes of chosen frames. Checksums follow every edit, so the frame arrives as if it
 * had been sent so, and one that was wrong stays wrong. Draws nothing.
 */
export default defineHook({
  name: 'mutator',
  about: 'Rewrites header fields and payload bytes, checksums following.',
  options,

  setup({ options: { find, replace, ttl, dscp, ecn, window } }) {
    if (find.length !== replace.length) {
      throw new RangeError(`'find' has ${find.length} bytes and 'replace' ${replace.length}: they must be as many`);
    }
    const most = { ttl: [ttl, 255], dscp: [dscp, 63], ecn: [ecn, 3], window: [window, 65535] } as const;
    for (const [name, [value, limit]] of Object.entries(most)) {
      if (value !== undefined && value > limit) throw new RangeError(`'${name}' can be ${limit} at most, not ${value}`);
    }
  },

  preamble(frame, { options, count }) {
    if (options.side === 'preamble' && selects(frame, options) && rewrite(frame, options)) count('rewritten');
  },

  episode(frame, { options, count }) {
    if (options.side === 'episode' && selects(frame, options) && rewrite(frame, options)) count('rewritten');
  },
});

/** True for a frame with an IP layer. */
const rewrite = (frame: Frame, to: Values): boolean => {
  const { ipv4, ipv6, tcp } = frame;
  const ip = ipv4 ?? ipv6;
  if (!ip) return false;
  if (to.ttl !== undefined) {
    if (ipv4) ipv4.ttl = to.ttl;
    if (ipv6) ipv6.hopLimit = to.ttl;
  }
  if (to.dscp !== undefined) ip.dscp = to.dscp;
  if (to.ecn !== undefined) ip.ecn = to.ecn;
  const version = ipv4 ? 4 : 6;
  if (to.newSrc?.version === version) putPrefix(frame, ip.at + (ipv4 ? 12 : 8), to.newSrc);
  if (to.newDst?.version === version) putPrefix(frame, ip.at + (ipv4 ? 16 : 24), to.newDst);
  const ports = tcp ?? frame.udp;
  if (ports && to.newSrcPort !== undefined) ports.srcPort = to.newSrcPort;
  if (ports && to.newDstPort !== undefined) ports.dstPort = to.newDstPort;
  if (tcp && to.window !== undefined && tcp.window > to.window) tcp.window = to.window;
  if (to.find.length > 0) replaceAll(frame, to.find, to.replace);
  return true;
};

/** Puts the network's leading bits in the place of the address's. */
const putPrefix = (frame: Frame, at: number, { address, bits }: Network): void => {
  for (let i = 0; i * 8 < bits; i++) {
    const mask = 0xff & (0xff << Math.max(0, 8 - (bits - i * 8)));
    frame.edit8(at + i, (address[i] & mask) | (frame.memory[at + i] & ~mask));
  }
};

const replaceAll = (frame: Frame, find: Uint8Array, replace: Uint8Array): void => {
  const { payload, payloadOffset } = frame;
  if (!payload) return;
  for (let at = 0; at + find.length <= payload.length; at++) {
    if (!find.every((byte, i) => payload[at + i] === byte)) continue;
    frame.write(payloadOffset + at, replace);
    at += find.length - 1;
  }
};
