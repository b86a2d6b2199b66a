import { type AttachPlan, LINK_PORTS, type PortPlan } from '../plan/port-plan.js';
import { attachText } from './attach/attach-text.js';
import { bare, type Pair, pairOf } from './pair.js';

/** A network namespace at the ends of the emulated paths, with an interface for each of its ports. */
export interface Host {
  /** One; of several that are attached to one place, all. */
  readonly names: readonly string[];
  /** In the order of the ports. */
  readonly pairs: readonly Pair[];
  /** What is there already; undefined: it is made. */
  readonly attach?: AttachPlan | undefined;
}

/**
 * The hosts of a plan's ports, in the order of the ports. A port that is an interface of this machine has none: what is
 * behind it is elsewhere.
 */
export const hostsOf = (ports: readonly PortPlan[]): Host[] => {
  const places = new Map<string, AttachPlan>();
  for (const { host, attach } of ports) if (attach !== undefined && attach.kind !== 'if') places.set(host, attach);
  const hosts = new Map<string, { names: string[]; pairs: Pair[]; attach: AttachPlan | undefined }>();
  ports.forEach((port, i) => {
    if (port.attach?.kind === 'if') return;
    const attach = places.get(port.host);
    // No host that is made has a colon in its name.
    const key = attach ? attachText(attach) : port.host;
    const host = hosts.get(key) ?? { names: [], pairs: [], attach };
    if (!host.names.includes(port.host)) host.names.push(port.host);
    host.pairs.push(pairOf(port, i));
    hosts.set(key, host);
  });
  return [...hosts.values()];
};

/** The names of all hosts. */
export const hostNames = (ports: readonly PortPlan[]): string[] => hostsOf(ports).flatMap(({ names }) => names);

/** The host of the command that a run is given: that of the port `client`, else the first. Undefined if there is none. */
export const clientHost = (ports: readonly PortPlan[]): string | undefined =>
  hostOf(ports, 'client') ?? hostNames(ports)[0];

/** The host of its server: that of the port `server`, else the first that is not the client's, else the client's. */
export const serverHost = (ports: readonly PortPlan[]): string | undefined => {
  const client = clientHost(ports);
  return hostOf(ports, 'server') ?? hostNames(ports).find(name => name !== client) ?? client;
};

const hostOf = (ports: readonly PortPlan[], name: string): string | undefined =>
  ports.find(port => port.name === name && port.attach?.kind !== 'if')?.host;

/** Variables that tell programs the addresses of all ports: HOOKLINE_CLIENT and HOOKLINE_CLIENT6 of the port `client`. */
export const addresses = (ports: readonly PortPlan[] = LINK_PORTS): Record<string, string> => {
  const all: Record<string, string> = {};
  for (const { name, ipv4, ipv6, attach } of ports) {
    if (attach?.kind === 'if') continue;
    const variable = `HOOKLINE_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    if (ipv4 !== undefined) all[variable] = bare(ipv4);
    if (ipv6 !== undefined) all[`${variable}6`] = bare(ipv6);
  }
  return all;
};
