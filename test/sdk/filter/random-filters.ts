import type { Rng } from '../../../sdk/rng.js';
import { percent } from '../../../sdk/units.js';
import { IPV4S, IPV6S, MACS, PORTS, VLANS } from './random-frames.js';

/** Filters that libpcap takes as well, out of the words the frames are made of. */

const DIRECTIONS = ['', '', 'src ', 'dst ', 'src or dst ', 'src and dst ', 'dst and src '];
const NETS4 = ['10', '10.1', '10.0.0', '192.168.0.0/16', '10.0.0.0/8', '10.0.0.0/30', '0.0.0.0/0', '224.0.0.0/4'];
const MASKED = ['10.0.0.0 mask 255.0.0.0', '10.0.0.1 mask 255.0.0.255', '10.1 mask 255.255'];
const NETS6 = ['2001:db8::/32', '2001:db8::/48', 'fe80::/10', '::/0', '2001:db8::1', '2001:db8::/127'];
const WORDS = ['ip', 'ip6', 'arp', 'rarp', 'tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'igmp', 'ah', 'esp', 'pim', 'vrrp'];
const FIELDS = ['ether', 'ip', 'ip6', 'arp', 'tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'igmp', 'rarp', 'link'];
const RELATIONS = ['=', '==', '!=', '<', '<=', '>', '>='];
const NUMBERS = [
  '0',
  '1',
  '2',
  '4',
  '6',
  '8',
  '80',
  '255',
  '0x0f',
  '017',
  '1500',
  '0x80000000',
  '0xffffffff',
  'tcp-syn',
];

const address = (rng: Rng): string => {
  const direction = rng.pick(DIRECTIONS);
  switch (rng.below(8)) {
    case 0:
      return `${rng.pick(['', 'ip ', 'arp ', 'rarp '])}${direction}host ${rng.pick(IPV4S)}`;
    case 1:
      return `${rng.pick(['', 'ip6 '])}${direction}host ${rng.pick(IPV6S)}`;
    case 2:
      return `${rng.pick(['', 'ip ', 'arp '])}${direction}net ${rng.pick([...NETS4, ...MASKED])}`;
    case 3:
      return `${rng.pick(['', 'ip6 '])}${direction}net ${rng.pick(NETS6)}`;
    case 4:
      return `ether ${direction}host ${rng.pick(MACS)}`;
    case 5:
      return `${rng.pick(['src', 'dst', 'src or dst'])} ${rng.pick([...IPV4S, ...IPV6S])}`;
    default:
      return `host ${rng.pick(IPV4S)} ${rng.pick(['and', 'or'])} ${rng.pick(['', 'not '])}${rng.pick(IPV4S)}`;
  }
};

const port = (rng: Rng): string => {
  const before = `${rng.pick(['', 'tcp ', 'udp ', 'sctp '])}${rng.pick(DIRECTIONS)}`;
  switch (rng.below(4)) {
    case 0:
      return `${before}portrange ${rng.pick(PORTS)}-${rng.pick(PORTS)}`;
    case 1:
      return `${before}port (${rng.pick(PORTS)} or ${rng.pick(PORTS)})`;
    case 2:
      return `${before}port ${rng.pick(PORTS)} or not ${rng.pick(PORTS)}`;
    default:
      return `${before}port ${rng.pick(PORTS)}`;
  }
};

const plain = (rng: Rng, of: string): string =>
  rng.pick(['len', rng.pick(NUMBERS), `${of}[${rng.below(24)}]`, `${of}[${rng.below(24)}:2]`]);

/**
 * Levels of `%` and `^` differ from libpcap's, so each operation has parentheses. Of two operands libpcap asks for the
 * left one's protocol only, so the right one has the same fields, `of`, as its neighbour, or those that every frame has.
 */
const number = (rng: Rng, depth: number, of: string): string => {
  const kind = depth === 0 ? rng.below(5) : rng.below(9);
  if (kind === 0) return 'len';
  if (kind < 3) return rng.pick(NUMBERS);
  if (kind < 6) {
    const index =
      depth > 0 && rng.chance(percent(30)) ? number(rng, depth - 1, rng.pick(FIELDS)) : String(rng.below(24));
    return `${of}[${index}${rng.pick(['', '', ':1', ':2', ':4'])}]`;
  }
  if (kind === 6) return `(${number(rng, depth - 1, of)} ${rng.pick(['<<', '>>'])} ${rng.below(32)})`;
  if (kind === 7) return `(${number(rng, depth - 1, of)} ${rng.pick(['/', '%'])} ${1 + rng.below(300)})`;
  const sign = rng.pick(['+', '-', '*', '&', '|', '^']);
  return rng.chance(percent(50))
    ? `(${of}[${rng.below(24)}] ${sign} ${plain(rng, of)})`
    : `(${number(rng, depth - 1, of)} ${sign} ${plain(rng, 'ether')})`;
};

const other = (rng: Rng): string => {
  switch (rng.below(9)) {
    case 0:
      return `${rng.pick(['', 'ip ', 'ip6 '])}proto ${rng.pick(['6', '17', '132', '\\tcp', '\\udp', '58'])}`;
    case 1:
      return `ether proto ${rng.pick(['0x0800', '\\arp', '\\ip6', '0x8100'])}`;
    case 2:
      return rng.pick(['broadcast', 'multicast', 'ether broadcast', 'ip broadcast', 'ip multicast', 'ip6 multicast']);
    case 3:
      return `${rng.pick(['less', 'greater'])} ${rng.below(120)}`;
    case 4:
      return rng.pick(['vlan', `vlan ${rng.pick(VLANS)}`]);
    case 5:
      return `tcp[tcpflags] & (tcp-syn | tcp-ack) ${rng.pick(RELATIONS)} ${rng.pick(['0', 'tcp-syn', 'tcp-ack'])}`;
    case 6:
      return `icmp[icmptype] ${rng.pick(RELATIONS)} ${rng.pick(['icmp-echo', 'icmp-echoreply', 'icmp-unreach'])}`;
    default:
      return `${number(rng, 2, rng.pick(FIELDS))} ${rng.pick(RELATIONS)} ${number(rng, 1, rng.pick(FIELDS))}`;
  }
};

/** A filter of up to `2 ** depth` tests. */
export const randomFilter = (rng: Rng, depth: number): string => {
  if (depth > 0 && rng.chance(percent(75))) {
    const [a, b] = [randomFilter(rng, depth - 1), randomFilter(rng, depth - 1)];
    const joined = `${a} ${rng.pick(['and', 'or', '&&', '||'])} ${b}`;
    return rng.chance(percent(30)) ? `${rng.pick(['', 'not ', '! '])}(${joined})` : joined;
  }
  const one = rng.pick([address, port, other, () => rng.pick(WORDS)])(rng);
  return rng.chance(percent(20)) ? `not ${one}` : one;
};
