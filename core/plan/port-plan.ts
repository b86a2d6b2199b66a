import { chain, type TopologyPlan } from './topology-plan.js';

/** Where frames enter and leave. In real time an interface of a host; in virtual time its traffic programs speak by its addresses. */
export interface PortPlan {
  readonly name: string;
  /** Ports of one host share its namespace; the port's own name by default. */
  readonly host: string;
  readonly interfaceName: string;
  /** Six bytes, as in `22:22:22:22:22:22`. */
  readonly mac: string;
  /** With prefix length. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** The topology of an arriving frame: the first whose filter it passes; the last one has none. Empty: nothing is received. */
  readonly enter: readonly EntryPlan[];
  /** What there is already that it stands at; a namespace is made otherwise. */
  readonly attach?: AttachPlan;
  /** A capture whose frames enter here at their stamps, in virtual time. */
  readonly pcap?: string;
}

export interface EntryPlan {
  /** A filter; undefined: everything. */
  readonly match?: string;
  readonly topology: string;
}

/** A network namespace by its name, a container by name or id, or an interface of this machine. */
export interface AttachPlan {
  readonly kind: 'netns' | 'docker' | 'if';
  readonly name: string;
}

type Addresses = Pick<PortPlan, 'interfaceName' | 'mac' | 'ipv4' | 'ipv6'>;

/** phantomlink's names and addresses, so that its users' scripts run unchanged; it has no IPv6. */
const FIRST: readonly Addresses[] = [
  { interfaceName: 'veth1', mac: '22:22:22:22:22:22', ipv4: '192.168.22.2/24', ipv6: 'fd22::2/64' },
  { interfaceName: 'veth2', mac: '66:66:66:66:66:66', ipv4: '192.168.66.2/24', ipv6: 'fd66::2/64' },
];

/** As many as there are default addresses. */
export const MOST_PORTS = 154;

/** The addresses that a port has by its place among the ports of the plan, unless the plan says otherwise: 0 to 153. */
export const defaultAddresses = (ordinal: number): Addresses =>
  FIRST[ordinal] ?? {
    interfaceName: `veth${ordinal + 1}`,
    mac: `02:48:4c:00:00:${ordinal.toString(16).padStart(2, '0')}`,
    ipv4: `192.168.${100 + ordinal}.2/24`,
    ipv6: `fd00:0:0:${100 + ordinal}::2/64`,
  };

/** The port, by its ordinal, at what exists: an interface of this machine has a name, and who leaves one the usual name. */
export const attached = (port: PortPlan, ordinal: number, attach: AttachPlan): PortPlan => {
  const made = port.attach?.kind === 'if' ? defaultAddresses(ordinal).interfaceName : port.interfaceName;
  return { ...port, interfaceName: attach.kind === 'if' ? attach.name : made, attach };
};

/** A plain link: a stage each way between two ports. */
export const LINK_PORTS: readonly PortPlan[] = [
  { name: 'client', host: 'client', ...defaultAddresses(0), enter: [{ topology: 'up' }] },
  { name: 'server', host: 'server', ...defaultAddresses(1), enter: [{ topology: 'down' }] },
];
export const LINK_TOPOLOGIES: readonly TopologyPlan[] = [
  chain('up', ['up'], { port: 'server', dedupe: 'none' }),
  chain('down', ['down'], { port: 'client', dedupe: 'none' }),
];
