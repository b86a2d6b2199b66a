import { LINK_PORTS, type PortPlan } from '../plan/port-plan.js';

/** The pair of interfaces of a port: one end at its host, the other where the emulator's sockets are. */
export interface Pair {
  /** The port's ordinal. */
  readonly port: number;
  /** The host's end. */
  readonly interfaceName: string;
  readonly mac: string;
  /** Address and prefix length. */
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  /** The emulator's end, in the link's namespace. */
  readonly linkInterface: string;
  readonly linkMac: string;
}

/** phantomlink's names for the first two, and their like for the others: no two ports of a plan have one in common. */
export const pairOf = ({ interfaceName, mac, ipv4, ipv6 }: PortPlan, port: number): Pair => ({
  port,
  interfaceName,
  mac,
  ipv4,
  ipv6,
  linkInterface: `sim-veth${port + 1}`,
  // Were both ends' the same, the kernel of the link would take the host's frames for its own.
  linkMac: `${mac.startsWith('44') ? '46' : '44'}${mac.slice(2)}`,
});

export type LinkPair = Pair & { readonly ipv4: string; readonly ipv6: string };

const linkPair = (port: number): LinkPair => {
  const pair = pairOf(LINK_PORTS[port]!, port);
  return { ...pair, ipv4: pair.ipv4!, ipv6: pair.ipv6! };
};

/** The two of a plain link. */
export const CLIENT = linkPair(0);
export const SERVER = linkPair(1);

/** An address without its prefix length. */
export const bare = (address: string): string => address.split('/')[0]!;
