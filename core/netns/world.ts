import { InputError } from '../fault.js';
import { LINK_PORTS, type PortPlan } from '../plan/port-plan.js';
import { portsReached } from '../plan/ports-reached.js';
import type { TopologyPlan } from '../plan/topology-plan.js';
import { openAttached, refuseTaken, requireRootToAttach } from './attach/attach.js';
import { takeInterface } from './attach/interface.js';
import { furnish, routeBySource, silence } from './furnish.js';
import { awaitGroupReports } from './group-reports.js';
import { hostsOf } from './host.js';
import { hasIpv6, type LinkOptions, linkCommands, linkUpCommands } from './host-commands.js';
import { isRunning } from './interface-ioctl.js';
import { ipBatch } from './ip-command.js';
import { Namespace } from './namespace.js';
import { CLIENT, type Pair, SERVER } from './pair.js';

/** The emulator's end of a port. */
export interface PortEnd {
  /** Where its sockets are to be opened. */
  readonly inside: Namespace;
  readonly interfaceName: string;
}

/** The hosts at the ends of the emulated paths, and the emulator's ends. */
export interface World {
  /** Where nothing joins the pairs but the emulator. */
  readonly link: Namespace;
  /** By name, in the order of the ports. Programs run there. */
  readonly hosts: ReadonlyMap<string, Namespace>;
  /** By port ordinal. */
  readonly ends: readonly PortEnd[];
  /** What the user should know: settings the kernel did not accept, what was found at attached interfaces. Empty as a rule. */
  readonly notes: readonly string[];
  /** Takes everything down, in reverse. Processes in the namespaces must have ended. */
  close(): void;
}

/** Two hosts and the link between them. */
export interface LinkWorld extends World {
  readonly client: Namespace;
  readonly server: Namespace;
}

/** The world of a plain link whose three namespaces are there. */
export const linkWorld = ({
  client,
  link,
  server,
  ...rest
}: Pick<LinkWorld, 'client' | 'link' | 'server' | 'notes' | 'close'>): LinkWorld => ({
  client,
  link,
  server,
  hosts: new Map([
    ['client', client],
    ['server', server],
  ]),
  ends: [CLIENT, SERVER].map(({ linkInterface }) => ({ inside: link, interfaceName: linkInterface })),
  ...rest,
});

/** A plain link: `buildWorld` of two hosts. */
export const buildLink = (options: LinkOptions = {}): LinkWorld => {
  const world = buildWorld(LINK_PORTS, options);
  const { hosts, link, notes, close } = world;
  return linkWorld({ client: hosts.get('client')!, link, server: hosts.get('server')!, notes, close });
};

/** Ports of this machine's own interfaces, by ordinal; each may be used once. */
const ownInterfaces = (ports: readonly PortPlan[]): ReadonlyMap<number, string> => {
  const found = new Map<number, string>();
  ports.forEach(({ attach }, port) => {
    if (attach?.kind !== 'if') return;
    if ([...found.values()].includes(attach.name)) {
      const message = `two ports are to be the interface ${attach.name}`;
      throw new InputError([{ file: 'attach', line: 0, column: 0, message }]);
    }
    found.set(port, attach.name);
  });
  return found;
};

/** Whether frames of one port reach another one, or come from there, by their ordinals. */
const meetings = (
  ports: readonly PortPlan[],
  topologies: readonly TopologyPlan[] | undefined,
): ((a: number, b: number) => boolean) => {
  if (topologies === undefined) return () => true;
  const reached = ports.map(({ name }) => portsReached({ ports, topologies }, name));
  return (a, b) => reached[a]!.has(ports[b]!.name) || reached[b]!.has(ports[a]!.name);
};

/**
 * Builds the hosts of a plan's ports and the link: a veth pair for each port from its host into the link's namespace,
 * where nothing joins them but the emulator. Hosts are namespaces without names, or what their ports are attached to.
 * Offloads are off at all ends. Nothing of it has a name outside, and a pair goes with the link's namespace, so nothing is
 * left after `kill -9` but source rules in attached namespaces. Synchronous, about 80 ms for two hosts. Throws an
 * EnvironmentError, with all undone, if a step fails.
 */
export const buildWorld = (ports: readonly PortPlan[] = LINK_PORTS, options: LinkOptions = {}): World => {
  requireRootToAttach(ports);
  const hosts = hostsOf(ports);
  const taken = ownInterfaces(ports);
  const meet = meetings(ports, options.topologies);
  const notes: string[] = [];
  const undo: (() => void)[] = [];
  const open = (make: () => Namespace): Namespace => {
    const namespace = make();
    undo.push(() => namespace.close());
    return namespace;
  };
  // Once only: what is undone first is gone when it comes to the next.
  const close = (): void => {
    const last = undo.pop();
    if (last === undefined) return;
    try {
      last();
    } finally {
      close();
    }
  };
  try {
    const link = open(Namespace.create);
    const insides = hosts.map(({ attach }) => open(attach ? () => openAttached(attach) : Namespace.create));
    const pairs = hosts.flatMap(host => host.pairs);
    hosts.forEach((host, i) => {
      if (host.attach) refuseTaken(insides[i]!, host, options);
    });
    for (const name of taken.values()) {
      const { notes: told, close: giveBack } = takeInterface(name);
      undo.push(giveBack);
      notes.push(...told);
    }
    // The pairs vanish with the link's namespace; the kernel does that a moment later, so they are deleted by name first.
    undo.push(() => deletePairs(link, pairs));
    if (hosts.length > 0) ipBatch(link, linkCommands(hosts, options), { passed: insides });
    silence(link, hosts, notes);
    // Before the hosts' ends: a host that comes up without a carrier speaks twice, once into nothing.
    if (hosts.length > 0) ipBatch(link, linkUpCommands(hosts));
    hosts.forEach((host, i) => {
      const inside = insides[i]!;
      const met = (pair: Pair): Pair[] =>
        pairs.filter(other => !host.pairs.includes(other) && meet(pair.port, other.port));
      furnish(inside, host, met, options, notes);
      undo.push(routeBySource(inside, host, options));
    });
    const made = insides.filter((_, i) => hosts[i]!.attach === undefined);
    if (hasIpv6(options) && made.length > 0) awaitGroupReports(made);
    const here = taken.size > 0 ? open(Namespace.current) : link;
    const ends = ports.map((_, port): PortEnd => {
      const own = taken.get(port);
      if (own !== undefined) return { inside: here, interfaceName: own };
      return { inside: link, interfaceName: pairs.find(pair => pair.port === port)!.linkInterface };
    });
    return {
      link,
      hosts: new Map(hosts.flatMap(({ names }, i) => names.map(name => [name, insides[i]!]))),
      ends,
      notes,
      close,
    };
  } catch (error) {
    try {
      close();
    } catch {
      // What went wrong first is told.
    }
    throw error;
  }
};

/** Of the link's interfaces; a number nobody else uses there. */
const GROUP = 22;

/** A pair that somebody has taken away meanwhile is not there to be deleted. */
const deletePairs = (link: Namespace, pairs: readonly Pair[]): void => {
  const there = link.enter(() => pairs.filter(({ linkInterface }) => isRunning(linkInterface) !== undefined));
  if (there.length === 0) return;
  // The kernel needs some 20 ms for each request to delete, whatever its size.
  const grouped = there.map(({ linkInterface }) => `link set dev ${linkInterface} group ${GROUP}`);
  ipBatch(link, [...grouped, `link del group ${GROUP}`]);
};
