import {
  build,
  defineHook,
  drop,
  type FlowTable,
  type Frame,
  flowTable,
  type Network,
  option,
  outerLayers,
} from 'hookline/sdk';

/** A message has so many bytes at most, its own IP header included (RFC 1812 §4.3.2.3, RFC 4443 §2.4). */
const [MOST_V4, MOST_V6] = [576, 1280];

/**
 * Tells senders that the path has a smaller MTU than it has: ICMP `fragmentation needed` (RFC 1191 §4) to those of IPv4
 * packets with DF, ICMPv6 `packet too big` (RFC 8201, RFC 4443 §3.2) to those of IPv6, for packets longer than the MTU
 * claimed. The packet itself goes on. An attacker off the path does not know the sequence number that the message quotes:
 * an `offset` makes it wrong, and TCP ignores it (RFC 5927 §4.1).
 * `do: swallow` drops such messages instead, true ones too: a path-MTU black hole (RFC 2923 §2.1).
 * Linux takes no less than 552 bytes over IPv4 (`min_pmtu`) and 1280 over IPv6. Draws nothing.
 */
export default defineHook({
  name: 'pmtu-spoofer',
  about: 'Forges messages that lower the path MTU, or swallows true ones.',
  needs: ['observe'],
  options: {
    do: option.oneOf(['forge', 'swallow'])('forge messages, or drop those that come by', 'forge'),
    mtu: option.bytes('MTU to claim, of the whole IP packet', '1280B'),
    offset: option.integer('added to the TCP sequence number quoted', '0'),
    router: option.unless('the destination', option.network)('in whose name: this address, where its version fits'),
    most: option.count('messages for each flow', '1'),
    flows: option.count('flows known at a time; past it the one longest unseen is forgotten', '4096'),
  },
  state: ({ flows }): { told: FlowTable<{ times: number }> } => ({
    told: flowTable({ most: flows, make: () => ({ times: 0 }) }),
  }),

  setup({ options: { mtu, router } }) {
    if (mtu < 68 || mtu > 65535) throw new RangeError(`'mtu' can be 68 to 65535 bytes, not ${mtu}`);
    if (router && router.bits < router.address.length * 8) throw new RangeError("'router' is no single address");
  },

  preamble(frame, { options, now, state, count, emit, inject }) {
    if (isTooBig(frame)) return options.do === 'swallow' ? drop('swallowed') : undefined;
    if (options.do === 'swallow') return;
    const { ipv4, ipv6, tcp } = frame;
    const ip = ipv4 ?? ipv6;
    const { mtu, offset, router } = options;
    if (!ip || ip.end - ip.at <= mtu || (ipv4 && (!ipv4.dontFragment || ipv4.fragmentOffset > 0))) return;
    const flow = state.told.of(frame, now);
    if (flow === undefined || flow.times >= options.most) return;
    flow.times += 1;
    const quoted = frame.copy();
    if (quoted.tcp) quoted.tcp.seq = (quoted.tcp.seq + offset) >>> 0;
    inject(tooBig(quoted, mtu, router), { toward: 'back' });
    count('forged');
    emit('forged', { mtu, length: ip.end - ip.at, ...(tcp ? { seq: tcp.seq, quoted: quoted.tcp!.seq } : {}) });
  },
});

const isTooBig = ({ icmp, icmpv6 }: Frame): boolean =>
  icmp ? icmp.type === 3 && icmp.code === 4 : icmpv6 !== undefined && icmpv6.type === 2;

/** The message that a router would send of this packet, quoting as much of it as fits. */
const tooBig = (frame: Frame, mtu: number, router: Network | undefined): Frame => {
  const { ipv4, ipv6, ...link } = outerLayers(frame, 'back');
  const quote = ({ at, end }: { readonly at: number; readonly end: number }, most: number): Uint8Array =>
    frame.memory.slice(at, Math.min(at + most, end));
  if (ipv4) {
    const src = router?.version === 4 ? new DataView(router.address.buffer).getUint32(0) : ipv4.src;
    const message = { icmp: { type: 3, code: 4, rest: mtu }, payload: quote(frame.ipv4!, MOST_V4 - 28) };
    return build({ ...link, ipv4: { ...ipv4, src }, ...message });
  }
  const src = router?.version === 6 ? router.address : ipv6!.src;
  const message = { icmpv6: { type: 2, rest: mtu }, payload: quote(frame.ipv6!, MOST_V6 - 48) };
  return build({ ...link, ipv6: { ...ipv6!, src }, ...message });
};
