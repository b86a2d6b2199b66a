import { InputError } from '../fault.js';
import { type AttachPlan, LINK_PORTS, type PortPlan } from '../plan/port-plan.js';
import { attachText } from './attach/attach-text.js';
import { bare, type Pair, pairOf } from './pair.js';

/** A network namespace at the ends of the emulated paths, with an interface for each of its ports. */
export interface Host {
  readonly name: string;
  /** In the order of the ports. */
  readonly pairs: readonly Pair[];
  /** What is there already; undefined: it is made. */
  readonly attach?: AttachPlan | undefined;
}

/**
 * The hosts of a plan's ports, in the order of the ports. A port that is an interface of this machine has none: its hosts
 * are elsewhere. Throws an InputError for a host that is to be in two places.
 */
export const hostsOf = (ports: readonly PortPlan[]): Host[] => {
  const names = [...new Set(ports.filter(port => port.attach?.kind !== 'if').map(({ host }) => host))];
  return names.map(name => {
    const own = ports.flatMap((port, i) => (port.host === name && port.attach?.kind !== 'if' ? [{ port, i }] : []));
    const places = [...new Set(own.flatMap(({ port }) => (port.attach ? [attachText(port.attach)] : [])))];
    if (places.length > 1) {
      const message = `the host ${name} is to be at ${places.join(' and at ')}`;
      throw new InputError([{ file: 'attach', line: 0, column: 0, message, hint: 'one place, or two hosts' }]);
    }
    const attach = own.find(({ port }) => port.attach)?.port.attach;
    return { name, pairs: own.map(({ port, i }) => pairOf(port, i)), attach };
  });
};

/** The host of the command that a run is given: that of the port `client`, else the first. Undefined if there is none. */
export const clientHost = (ports: readonly PortPlan[]): string | undefined =>
  hostOf(ports, 'client') ?? hostsOf(ports)[0]?.name;

/** The host of its server: that of the port `server`, else the first that is not the client's, else the client's. */
export const serverHost = (ports: readonly PortPlan[]): string | undefined => {
  const client = clientHost(ports);
  return hostOf(ports, 'server') ?? hostsOf(ports).find(({ name }) => name !== client)?.name ?? client;
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
