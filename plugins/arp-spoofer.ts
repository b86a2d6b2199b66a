import {
  build,
  defineHook,
  drop,
  type Frame,
  type FrameSpec,
  inNetwork,
  macNumber,
  type Network,
  option,
  outerLayers,
} from 'hookline/sdk';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const ALL_NODES = { ip: 'ff02::1', mac: '33:33:00:00:00:01' };
/** Of a neighbour advertisement: it was asked for, and it takes the place of what is known (RFC 4861 §4.4). */
const [SOLICITED, OVERRIDE] = [0x40000000, 0x20000000];
const [SOLICITATION, ADVERTISEMENT] = [135, 136];

/**
 * Claims network addresses for a link address: answers ARP requests (RFC 826) and IPv6 neighbour solicitations (RFC 4861
 * §7.2.4), and announces one address again and again without being asked. What a host asks about its own address stays
 * unanswered, or it could not have the address at all (RFC 5227, RFC 4862 §5.4).
 * Linux believes the first ARP reply for a second and of advertisements always the last; an announcement changes entries
 * and makes none; permanent entries, as those between the hosts of a run, stay. Draws nothing.
 */
export default defineHook({
  name: 'arp-spoofer',
  about: 'Claims addresses by forged ARP replies and IPv6 neighbour advertisements.',
  filter: 'arp or icmp6 or (vlan and (arp or icmp6))',
  needs: ['inject'],
  options: {
    address: option.unless('any', option.network)('which addresses: one, those of a network, or any that is asked for'),
    mac: option.mac('link address to claim them for', '02:00:00:66:66:66'),
    after: option.span('from the question to the answer', '0ms'),
    announce: option.unless('never', option.span)('claim the one address unasked, so often'),
    genuine: option.oneOf(['pass', 'drop'])('what happens to true answers', 'pass'),
  },

  setup(ctx) {
    const { address, announce } = ctx.options;
    if (announce === undefined) return;
    if (announce === 0) throw new RangeError("'announce' cannot be 0");
    if (!address || address.bits < address.address.length * 8) {
      throw new RangeError("'announce' needs one 'address', as in 10.0.0.1");
    }
    const again = (): void => {
      ctx.inject(announcement(address, ctx.options.mac));
      ctx.count('announced');
      ctx.after(announce, again);
    };
    ctx.after(announce, again);
  },

  preamble(frame, { options: { address, mac, after, genuine }, count, inject }) {
    const { arp, ipv6, icmpv6 } = frame;
    const target = icmpv6?.target;
    if (!arp && !target) return;
    const asks = arp ? arp.operation === 1 : icmpv6!.type === SOLICITATION;
    if (!isClaimed(frame, arp ? 4 : 6, arp ? arp.at + (asks ? 24 : 14) : icmpv6!.at + 8, address)) return;
    if (!asks) return genuine === 'drop' && frame.eth!.src !== macNumber(mac, 0) ? drop('genuine') : undefined;

    const layers = outerLayers(frame, 'back');
    const link = { ...layers, eth: { src: mac, dst: layers.eth!.dst! } };
    if (arp) {
      if (arp.senderIp === 0 || arp.senderIp === arp.targetIp) return;
      const ends = { senderMac: mac, senderIp: arp.targetIp, targetMac: arp.senderMacText, targetIp: arp.senderIp };
      inject(build({ ...link, arp: { operation: 2, ...ends }, pad: true }), { after, toward: 'back' });
    } else {
      if (ipv6!.src.every(byte => byte === 0)) return;
      const ends = { src: target!, dst: ipv6!.src, hopLimit: 255 };
      const answer = build({ ...link, ipv6: ends, ...advertisement(target!, mac, SOLICITED | OVERRIDE) });
      inject(answer, { after, toward: 'back' });
    }
    count('answered');
  },
});

const isClaimed = (frame: Frame, version: 4 | 6, at: number, address: Network | undefined): boolean =>
  address === undefined || (address.version === version && inNetwork(address, frame.memory, at));

/** The message, with the option that has the link address (RFC 4861 §4.6.1). */
const advertisement = (target: Uint8Array, mac: Uint8Array, rest: number): Pick<FrameSpec, 'icmpv6' | 'payload'> => ({
  icmpv6: { type: ADVERTISEMENT, rest },
  payload: Uint8Array.of(...target, 2, 1, ...mac),
});

/** To everyone on the link: an ARP announcement (RFC 5227 §3), or an advertisement that nobody asked for (RFC 4861 §7.2.6). */
const announcement = ({ version, address }: Network, mac: Uint8Array): Frame => {
  if (version === 6) {
    const layers = { eth: { src: mac, dst: ALL_NODES.mac }, ipv6: { src: address, dst: ALL_NODES.ip, hopLimit: 255 } };
    return build({ ...layers, ...advertisement(address, mac, OVERRIDE) });
  }
  const ip = new DataView(address.buffer).getUint32(0);
  return build({ eth: { src: mac, dst: BROADCAST }, arp: { senderMac: mac, senderIp: ip, targetIp: ip }, pad: true });
};
