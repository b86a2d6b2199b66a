import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  CLIENT,
  type Host,
  hasIpv6,
  hostCommands,
  type LinkOptions,
  linkCommands,
  linkUpCommands,
  QUIET_IPV6,
  SERVER,
} from './host.js';
import { isRunning } from './interface-ioctl.js';
import { ipBatch } from './ip-command.js';
import { Namespace } from './namespace.js';
import { turnOffloadsOff } from './offloads.js';

const SNMP6 = '/proc/thread-self/net/snmp6';
const REPORT_WAIT_MS = 5;
/** 30 ms without a new report: several ticks of the slowest kernel clock (100 Hz). */
const REPORTS_STILL = 6;
const REPORT_TRIES = 40;

/** Two hosts and the link between them, each in a namespace of its own. */
export interface World {
  readonly client: Namespace;
  readonly link: Namespace;
  readonly server: Namespace;
  /** Settings the kernel did not accept: the hosts may then send frames of their own. Empty as a rule. */
  readonly notes: readonly string[];
  /** Takes everything down, in reverse. Processes in the namespaces must have ended. */
  close(): void;
}

// Synchronous file access goes by the calling thread's namespace; fs.promises would not.
const configure = (interfaceName: string, settings: Readonly<Record<string, string>>, notes: string[]): void => {
  const folder = `/proc/sys/net/ipv6/conf/${interfaceName}`;
  if (!existsSync(folder)) return;
  for (const [name, value] of Object.entries(settings)) {
    try {
      writeFileSync(`${folder}/${name}`, value);
    } catch (error) {
      notes.push(`${interfaceName}: cannot set ${name} to ${value}: ${(error as Error).message}`);
    }
  }
};

const silence = (link: Namespace, hosts: readonly Host[], notes: string[]): void => {
  link.enter(() => {
    for (const host of hosts) {
      configure(host.linkInterface, { disable_ipv6: '1' }, notes);
      turnOffloadsOff(host.linkInterface);
    }
  });
};

const furnish = (
  inside: Namespace,
  host: Host,
  others: readonly Host[],
  options: LinkOptions,
  notes: string[],
): void => {
  inside.enter(() => {
    configure(host.interfaceName, QUIET_IPV6, notes);
    turnOffloadsOff(host.interfaceName);
  });
  ipBatch(inside, hostCommands(host, others, options));
};

/**
 * Waits until the hosts have told the link which multicast groups they listen to (RFC 3810): the kernel does so by
 * itself, twice, a few milliseconds after the link comes up. The frames would otherwise be the first of a run, or not,
 * by chance.
 */
const awaitGroupReports = (insides: readonly Namespace[]): void => {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let last = '';
  let still = 0;
  for (let i = 0; i < REPORT_TRIES && still < REPORTS_STILL; i++) {
    Atomics.wait(pause, 0, 0, REPORT_WAIT_MS);
    const counts = insides.map(reportsSent);
    // A host without counters has no IPv6 and reports nothing.
    if (counts.some(count => count === 0)) continue;
    const now = counts.join();
    still = now === last ? still + 1 : 0;
    last = now;
  }
};

const reportsSent = (inside: Namespace): number | undefined => {
  const text = inside.enter(() => (existsSync(SNMP6) ? readFileSync(SNMP6, 'utf8') : ''));
  const count = /^Icmp6OutMLDv2Reports\s+(\d+)/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
};

/**
 * Builds client, link and server: a veth pair from each host into the link's namespace, where nothing joins them but
 * the emulator. Offloads are off at all four ends. Nothing of it has a name outside, so nothing is left after
 * `kill -9`. Synchronous, about 80 ms. Throws an EnvironmentError, with all undone, if a step fails.
 */
export const buildWorld = (options: LinkOptions = {}): World => {
  const made: Namespace[] = [];
  const notes: string[] = [];
  const add = (): Namespace => {
    const namespace = Namespace.create();
    made.push(namespace);
    return namespace;
  };
  // The pairs vanish with the link's namespace; the kernel does that a moment later, so they are deleted by name first.
  let pairs: string[] = [];
  const close = (): void => {
    const [link] = made;
    // A pair that somebody has taken away meanwhile is not there to be deleted.
    const there = pairs.filter(name => link?.enter(() => isRunning(name)) !== undefined);
    pairs = [];
    try {
      if (link !== undefined && there.length > 0)
        ipBatch(
          link,
          there.map(name => `link del dev ${name}`),
        );
    } finally {
      for (const namespace of made.reverse()) namespace.close();
      made.length = 0;
    }
  };
  try {
    const link = add();
    const client = add();
    const server = add();
    const hosts = [CLIENT, SERVER];
    ipBatch(link, linkCommands(hosts, options), [client, server]);
    pairs = hosts.map(host => host.linkInterface);
    silence(link, hosts, notes);
    // Before the hosts' ends: a host that comes up without a carrier speaks twice, once into nothing.
    ipBatch(link, linkUpCommands(hosts));
    furnish(client, CLIENT, [SERVER], options, notes);
    furnish(server, SERVER, [CLIENT], options, notes);
    if (hasIpv6(options)) awaitGroupReports([client, server]);
    return { client, link, server, notes, close };
  } catch (error) {
    close();
    throw error;
  }
};
