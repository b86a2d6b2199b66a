import type { TopologyPlan } from '../plan/topology-plan.js';
import type { Host } from './host.js';
import { bare, type Pair } from './pair.js';

export type Neighbours = 'static' | 'dynamic';

export interface LinkOptions {
  /** The largest IP packet of the hosts, in bytes; 1500 if not given. Below 1280 there is no IPv6 (RFC 8200 §5). */
  readonly mtu?: number | undefined;
  /**
   * `static` (default): the hosts know each other's addresses, so loss cannot break resolution and ARP uses up no
   * random draws. `dynamic`: ARP and neighbour discovery cross the link like any frame.
   */
  readonly neighbours?: Neighbours | undefined;
  /** Who meets whom: hosts that never do may have one address. Not given: all do. */
  readonly topologies?: readonly TopologyPlan[] | undefined;
}

const DEFAULT_MTU = 1500;
const MIN_IPV6_MTU = 1280;
/** Two VLAN tags, which a host may put on top of its own MTU. */
const LINK_HEADROOM = 8;
/** Behind what an existing namespace routes by, whose own default route stays in force. */
const ATTACHED_METRIC = 4096;
/** Behind the first port, and apart: IPv6 would take routes of one metric in turn. 1024 is the kernel's own for IPv6. */
const NEXT_METRIC = 1024;
/** Routing tables of ports of hosts that have several; the kernel knows numbers below 256 by names. */
const FIRST_TABLE = 22_200;

/** Whether the hosts can have IPv6 at all with this MTU. */
export const hasIpv6 = (options: LinkOptions): boolean => (options.mtu ?? DEFAULT_MTU) >= MIN_IPV6_MTU;

/** `ip` commands in the link's namespace: all pairs, the hosts' ends moved to the namespaces at descriptors 3, 4, …. */
export const linkCommands = (hosts: readonly Host[], options: LinkOptions): string[] => {
  const mtu = options.mtu ?? DEFAULT_MTU;
  return hosts.flatMap(({ pairs }, i) =>
    pairs.flatMap(pair => [
      `link add name ${pair.linkInterface} address ${pair.linkMac} mtu ${mtu + LINK_HEADROOM} type veth peer name ${pair.interfaceName} address ${pair.mac} mtu ${mtu} netns /proc/self/fd/${3 + i}`,
      ...(hasIpv6(options) ? [`link set dev ${pair.linkInterface} addrgenmode none`] : []),
    ]),
  );
};

/** `ip` commands that set the link's ends up, once nothing can speak there by itself. */
export const linkUpCommands = (hosts: readonly Host[]): string[] =>
  hosts.flatMap(({ pairs }) => pairs.map(({ linkInterface }) => `link set dev ${linkInterface} up`));

/**
 * `ip` commands in a host's namespace: addresses, up, default routes straight into the link, and who is there: `met` are
 * the ports of other hosts that frames of a port reach or come from.
 */
export const hostCommands = (host: Host, met: (pair: Pair) => readonly Pair[], options: LinkOptions): string[] => {
  const ipv6 = hasIpv6(options);
  return host.pairs.flatMap((pair, place) => {
    const others = met(pair);
    const known = (options.neighbours ?? 'static') === 'static' ? others : [];
    const dev = `dev ${pair.interfaceName}`;
    const own = host.attach === undefined;
    const rank = own ? (place === 0 ? 0 : NEXT_METRIC + place) : ATTACHED_METRIC + pair.port;
    const metric = rank === 0 ? '' : ` metric ${rank}`;
    const [has4, has6] = [pair.ipv4 !== undefined, ipv6 && pair.ipv6 !== undefined];
    return [
      ...(has4 ? [`addr add ${pair.ipv4} ${dev}`] : []),
      ...(has6 ? [`addr add ${pair.ipv6} ${dev} nodad`] : []),
      `link set ${dev} up`,
      ...(has4 ? [`route add default ${dev}${metric}`] : []),
      ...(has6 ? [`route add ::/0 ${dev}${metric}`] : []),
      ...known.flatMap(other => [
        ...(other.ipv4 ? [`neigh replace ${bare(other.ipv4)} lladdr ${other.mac} ${dev} nud permanent`] : []),
        ...(ipv6 && other.ipv6 ? [`neigh replace ${bare(other.ipv6)} lladdr ${other.mac} ${dev} nud permanent`] : []),
      ]),
      // The namespace's own default route may lead elsewhere.
      ...(own
        ? []
        : others.flatMap(other => [
            ...(has4 && other.ipv4 ? [`route add ${bare(other.ipv4)}/32 ${dev}${metric}`] : []),
            ...(has6 && other.ipv6 ? [`route add ${bare(other.ipv6)}/128 ${dev}${metric}`] : []),
          ])),
    ];
  });
};

type Family = 'ipv4' | 'ipv6';

/**
 * `ip` commands of one family in the namespace of a host with several ports: what is sent from a port's address leaves by
 * that port. Rules have no interface that would take them along: `del` takes them away.
 */
export const sourceCommands = ({ pairs }: Host, family: Family, verb: 'add' | 'del'): string[] =>
  pairs.flatMap(pair => {
    const address = pair[family];
    if (address === undefined) return [];
    const table = FIRST_TABLE + pair.port;
    const rule = `rule ${verb} from ${bare(address)} lookup ${table}`;
    return verb === 'del' ? [rule] : [rule, `route add default dev ${pair.interfaceName} table ${table}`];
  });

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

/**
 * Settings under /proc/sys/net/ipv4/conf/IFACE for a host with several ports: a port takes frames that would be answered by
 * another one (RFC 3704 would let it refuse them), and speaks for its own address only.
 */
export const SEVERAL_PORTS: Readonly<Record<string, string>> = { rp_filter: '0', arp_ignore: '1', arp_announce: '2' };
