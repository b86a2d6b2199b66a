import { resolve } from 'node:path';
import { defaultAddresses, type EntryPlan, LINK_PORTS, MOST_PORTS, type PortPlan } from './port-plan.js';
import type { PortInput } from './port-schema.js';
import { tell } from './resolve-topology.js';
import type { Resolving } from './resolving.js';
import { filterFault } from './topology-limits.js';
import type { TopologyInput } from './topology-schema.js';

type Ports = ReadonlyMap<string, PortInput | undefined>;
type Topologies = ReadonlyMap<string, TopologyInput | undefined>;

/** The ports of a plain link, with what the plan says of them. */
export const resolveLinkPorts = (resolving: Resolving, ports: Ports): PortPlan[] => {
  const names = LINK_PORTS.map(({ name }) => name);
  for (const [name, said] of ports) {
    if (!names.includes(name)) {
      const place = resolving.source.keyPlace(['ports', name]);
      resolving.unknownAt(place, ['ports'], 'port of a link', name, names);
    } else if (said?.enter !== undefined)
      resolving.faultAtKey(['ports', name, 'enter'], 'a link has one way in each direction', 'topologies have several');
  }
  return LINK_PORTS.map(({ name, enter }, i) => port(resolving, name, i, ports.get(name) ?? {}, enter));
};

/** The ports of a graph and which topologies their frames enter. */
export const resolvePorts = (resolving: Resolving, ports: Ports, topologies: Topologies): PortPlan[] => {
  if (ports.size > MOST_PORTS) resolving.fault(['ports'], `${ports.size} ports: ${MOST_PORTS} at most`);
  const claims = claimsOf(resolving, ports, topologies);
  return [...ports].slice(0, MOST_PORTS).map(([name, said], i) => {
    const enter = entriesOf(resolving, name, said ?? {}, claims.get(name), topologies);
    return port(resolving, name, i, said ?? {}, enter);
  });
};

/** By port the topology that its frames take unless it says otherwise. */
const claimsOf = (resolving: Resolving, ports: Ports, topologies: Topologies): Map<string, string> => {
  const claims = new Map<string, string>();
  for (const [topology, said] of topologies) {
    const path = ['topologies', topology, 'from'];
    const isText = resolving.source.scalarText(path) !== undefined;
    said?.from?.forEach((name, i) => {
      const at = isText ? path : [...path, i];
      const other = claims.get(name);
      if (!ports.has(name)) resolving.unknown(at, 'port', name, [...ports.keys()]);
      else if (other === topology) resolving.fault(at, `port ${name} stands here twice`);
      else if (other !== undefined) {
        const message = `frames from ${name} take ${other} already`;
        resolving.fault(
          at,
          message,
          `tell them apart: ports: { ${name}: { enter: [{ match: FILTER, topology: ${topology} }] } }`,
        );
      } else claims.set(name, topology);
    });
  }
  return claims;
};

const entriesOf = (
  resolving: Resolving,
  port: string,
  { enter = [] }: PortInput,
  claim: string | undefined,
  topologies: Topologies,
): EntryPlan[] => {
  const path = ['ports', port, 'enter'];
  enter.forEach(({ match, topology }, i) => {
    const isText = resolving.source.scalarText([...path, i]) !== undefined;
    const at = isText ? [...path, i] : [...path, i, 'topology'];
    if (!topologies.has(topology)) resolving.unknown(at, 'topology', topology, [...topologies.keys()]);
    const fault = match === undefined ? undefined : filterFault([...path, i, 'match'] as (string | number)[], match);
    if (fault !== undefined) tell(resolving, fault);
    if (match === undefined && i < enter.length - 1)
      resolving.fault(
        [...path, i],
        'takes every frame: those behind it never get one',
        'put it last, or give it a filter',
      );
  });
  const last = enter.at(-1);
  const entries = enter.map(({ match, topology }) => (match === undefined ? { topology } : { match, topology }));
  if (claim === undefined) {
    if (last?.match !== undefined)
      resolving.fault(path, 'a frame that fits no filter has no way to go', 'let the name of a topology be the last');
    return entries;
  }
  if (last === undefined || last.match !== undefined) return [...entries, { topology: claim }];
  if (last.topology !== claim)
    resolving.fault(
      path,
      `its last topology takes every frame, and topology ${claim} is from ${port}`,
      'one of them is enough',
    );
  return entries;
};

const port = (
  resolving: Resolving,
  name: string,
  ordinal: number,
  said: PortInput,
  enter: readonly EntryPlan[],
): PortPlan => {
  const usual = defaultAddresses(ordinal);
  const { attach } = said;
  if (attach?.kind === 'if' && said.interface !== undefined)
    resolving.faultAtKey(['ports', name, 'interface'], `means nothing beside attach: the interface is ${attach.name}`);
  const [ipv4, ipv6] = [said.ipv4 ?? usual.ipv4, said.ipv6 ?? usual.ipv6];
  return {
    name,
    host: said.host ?? name,
    interfaceName: attach?.kind === 'if' ? attach.name : (said.interface ?? usual.interfaceName),
    mac: said.mac ?? usual.mac,
    ...(ipv4 === undefined || ipv4 === 'none' ? {} : { ipv4 }),
    ...(ipv6 === undefined || ipv6 === 'none' ? {} : { ipv6 }),
    enter,
    ...(attach === undefined ? {} : { attach }),
    ...(said.pcap === undefined ? {} : { pcap: resolve(resolving.beside(said.pcap)) }),
  };
};
