/** One host of the emulated path and the interface pair that joins it to the link. */
export interface Host {
  readonly name: string;
  readonly interfaceName: string;
  readonly mac: string;
  /** Address and prefix length. */
  readonly ipv4: string;
  readonly ipv6: string;
  /** The other end of the pair, in the link's namespace, where the emulator's sockets are. */
  readonly linkInterface: string;
  readonly linkMac: string;
}

/** Names and addresses are phantomlink's, so that its users' scripts run unchanged; it has no IPv6. */
export const CLIENT: Host = {
  name: 'client',
  interfaceName: 'veth1',
  mac: '22:22:22:22:22:22',
  ipv4: '192.168.22.2/24',
  ipv6: 'fd22::2/64',
  linkInterface: 'sim-veth1',
  linkMac: '44:22:22:22:22:22',
};

export const SERVER: Host = {
  name: 'server',
  interfaceName: 'veth2',
  mac: '66:66:66:66:66:66',
  ipv4: '192.168.66.2/24',
  ipv6: 'fd66::2/64',
  linkInterface: 'sim-veth2',
  linkMac: '44:66:66:66:66:66',
};

export type Neighbours = 'static' | 'dynamic';

export interface LinkOptions {
  /** The largest IP packet of the hosts, in bytes; 1500 if not given. Below 1280 there is no IPv6 (RFC 8200 §5). */
  readonly mtu?: number | undefined;
  /**
   * `static` (default): the hosts know each other's addresses, so loss cannot break resolution and ARP uses up no
   * random draws. `dynamic`: ARP and neighbour discovery cross the link like any frame.
   */
  readonly neighbours?: Neighbours | undefined;
}

const DEFAULT_MTU = 1500;
const MIN_IPV6_MTU = 1280;
/** Two VLAN tags, which a host may put on top of its own MTU. */
const LINK_HEADROOM = 8;

/** Whether the hosts can have IPv6 at all with this MTU. */
export const hasIpv6 = (options: LinkOptions): boolean => (options.mtu ?? DEFAULT_MTU) >= MIN_IPV6_MTU;

const bare = (address: string): string => address.slice(0, address.indexOf('/'));

/** Variables that tell the user's commands the addresses of both ends. */
export const addresses = (): Record<string, string> => ({
  HOOKLINE_CLIENT: bare(CLIENT.ipv4),
  HOOKLINE_SERVER: bare(SERVER.ipv4),
  HOOKLINE_CLIENT6: bare(CLIENT.ipv6),
  HOOKLINE_SERVER6: bare(SERVER.ipv6),
});

/** `ip` commands in the link's namespace: both pairs, the hosts' ends moved to the namespaces at descriptors 3, 4, …. */
export const linkCommands = (hosts: readonly Host[], options: LinkOptions): string[] => {
  const mtu = options.mtu ?? DEFAULT_MTU;
  return hosts.flatMap((host, i) => [
    `link add name ${host.linkInterface} address ${host.linkMac} mtu ${mtu + LINK_HEADROOM} type veth peer name ${host.interfaceName} address ${host.mac} mtu ${mtu} netns /proc/self/fd/${3 + i}`,
    ...(hasIpv6(options) ? [`link set dev ${host.linkInterface} addrgenmode none`] : []),
  ]);
};

/** `ip` commands that set the link's ends up, once nothing can speak there by itself. */
export const linkUpCommands = (hosts: readonly Host[]): string[] =>
  hosts.map(host => `link set dev ${host.linkInterface} up`);

/** `ip` commands in a host's namespace: addresses, up, default routes straight into the link, and who is there. */
export const hostCommands = (host: Host, others: readonly Host[], options: LinkOptions): string[] => {
  const dev = `dev ${host.interfaceName}`;
  const ipv6 = hasIpv6(options);
  const neighbours = (options.neighbours ?? 'static') === 'static' ? others : [];
  return [
    `addr add ${host.ipv4} ${dev}`,
    ...(ipv6 ? [`addr add ${host.ipv6} ${dev} nodad`] : []),
    `link set ${dev} up`,
    `route add default ${dev}`,
    ...(ipv6 ? [`route add ::/0 ${dev}`] : []),
    ...neighbours.flatMap(other => [
      `neigh replace ${bare(other.ipv4)} lladdr ${other.mac} ${dev} nud permanent`,
      ...(ipv6 ? [`neigh replace ${bare(other.ipv6)} lladdr ${other.mac} ${dev} nud permanent`] : []),
    ]),
  ];
};

/**
 * Settings under /proc/sys/net/ipv6/conf/IFACE that keep a host from speaking unasked: no router solicitation, no
 * duplicate address detection, group membership reported once and not again.
 */
export const QUIET_IPV6: Readonly<Record<string, string>> = {
  accept_ra: '0',
  autoconf: '0',
  router_solicitations: '0',
  accept_dad: '0',
  dad_transmits: '0',
  mldv1_unsolicited_report_interval: '86400000',
  mldv2_unsolicited_report_interval: '86400000',
};
