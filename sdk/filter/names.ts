/** The words of filters and the numbers they stand for. */

/** Ethertypes (IEEE 802 numbers). */
export const ETHERTYPES: Readonly<Record<string, number>> = { ip: 0x0800, arp: 0x0806, rarp: 0x8035, ip6: 0x86dd };

/** Which of the two families a protocol's bare word means, and its number (IANA protocol numbers). */
export interface Carried {
  readonly over: 'ip' | 'ip6' | 'both';
  readonly number: number;
}

/** Protocols over IP that are words by themselves. */
export const CARRIED: Readonly<Record<string, Carried>> = {
  tcp: { over: 'both', number: 6 },
  udp: { over: 'both', number: 17 },
  sctp: { over: 'both', number: 132 },
  icmp: { over: 'ip', number: 1 },
  icmp6: { over: 'ip6', number: 58 },
  igmp: { over: 'ip', number: 2 },
  igrp: { over: 'ip', number: 9 },
  esp: { over: 'both', number: 50 },
  ah: { over: 'both', number: 51 },
  pim: { over: 'both', number: 103 },
  vrrp: { over: 'ip', number: 112 },
  carp: { over: 'ip', number: 112 },
};

/** What `proto NAME` knows beside the words above. */
export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(CARRIED).map(([name, { number }]) => [name, number])),
  'ipv6-icmp': 58,
  ipip: 4,
  ipv6: 41,
  gre: 47,
  ospf: 89,
  dccp: 33,
  udplite: 136,
};

/** Words that may stand before a direction, a type, `proto`, `broadcast`, `multicast` or `[`. */
export const PROTOCOLS: readonly string[] = ['ether', 'link', ...Object.keys(ETHERTYPES), ...Object.keys(CARRIED)];

export const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  domain: 53,
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  pop3: 110,
  ntp: 123,
  imap2: 143,
  snmp: 161,
  bgp: 179,
  syslog: 514,
  imaps: 993,
  mdns: 5353,
};

/** Offsets, flags and message types that stand for numbers in arithmetic. */
export const CONSTANTS: Readonly<Record<string, number>> = {
  tcpflags: 13,
  'tcp-fin': 0x01,
  'tcp-syn': 0x02,
  'tcp-rst': 0x04,
  'tcp-push': 0x08,
  'tcp-ack': 0x10,
  'tcp-urg': 0x20,
  'tcp-ece': 0x40,
  'tcp-cwr': 0x80,
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp-ireq': 15,
  'icmp-ireqreply': 16,
  'icmp-maskreq': 17,
  'icmp-maskreply': 18,
  icmp6type: 0,
  icmp6code: 1,
  'icmp6-destinationunreach': 1,
  'icmp6-packettoobig': 2,
  'icmp6-timeexceeded': 3,
  'icmp6-parameterproblem': 4,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  'icmp6-multicastlistenerquery': 130,
  'icmp6-multicastlistenerreportv1': 131,
  'icmp6-multicastlistenerdone': 132,
  'icmp6-routersolicit': 133,
  'icmp6-routeradvert': 134,
  'icmp6-neighborsolicit': 135,
  'icmp6-neighboradvert': 136,
  'icmp6-redirect': 137,
  'icmp6-multicastlistenerreportv2': 143,
};

/** Words a test can begin with. */
export const BEGINNINGS: readonly string[] = [
  ...PROTOCOLS,
  ...['src', 'dst', 'host', 'net', 'port', 'portrange', 'proto', 'broadcast', 'multicast'],
  ...['vlan', 'less', 'greater', 'len', 'not'],
  ...Object.keys(CONSTANTS),
];

/** Words that may go on after a protocol, or join a test to the next. */
export const CONTINUATIONS: readonly string[] = [
  ...['and', 'or', 'port', 'host', 'net', 'portrange', 'proto', 'src', 'dst', 'broadcast', 'multicast'],
];

/** Words of libpcap's language that are left out here. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['gateway', 'protochain', 'inbound', 'outbound', 'ifname', 'on', 'rnr', 'rulenum', 'reason', 'rset', 'ruleset'],
  ...['srnr', 'subrulenum', 'action', 'mpls', 'pppoed', 'pppoes', 'geneve', 'llc', 'iso', 'clnp', 'esis', 'isis'],
  ...['atalk', 'aarp', 'decnet', 'lat', 'sca', 'moprc', 'mopdl', 'stp', 'ipx', 'netbeui', 'fddi', 'tr', 'wlan', 'ppp'],
  ...['radio', 'slip', 'type', 'subtype', 'dir', 'addr1', 'addr2', 'addr3', 'addr4', 'ra', 'ta', 'byte'],
]);
