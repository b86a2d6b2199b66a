import { existsSync, writeFileSync } from 'node:fs';
import type { Host } from './host.js';
import { hasIpv6, hostCommands, type LinkOptions, QUIET_IPV6, SEVERAL_PORTS, sourceCommands } from './host-commands.js';
import { ipBatch } from './ip-command.js';
import type { Namespace } from './namespace.js';
import { turnOffloadsOff } from './offloads.js';
import type { Pair } from './pair.js';

type Family = 'ipv4' | 'ipv6';

// Synchronous file access goes by the calling thread's namespace; fs.promises would not.
const configure = (
  family: Family,
  interfaceName: string,
  settings: Readonly<Record<string, string>>,
  notes: string[],
): void => {
  const folder = `/proc/sys/net/${family}/conf/${interfaceName}`;
  if (!existsSync(folder)) return;
  for (const [name, value] of Object.entries(settings)) {
    try {
      writeFileSync(`${folder}/${name}`, value);
    } catch (error) {
      notes.push(`${interfaceName}: cannot set ${name} to ${value}: ${(error as Error).message}`);
    }
  }
};

/** Lets nothing speak at the emulator's ends. */
export const silence = (link: Namespace, hosts: readonly Host[], notes: string[]): void => {
  link.enter(() => {
    for (const { linkInterface } of hosts.flatMap(({ pairs }) => pairs)) {
      configure('ipv6', linkInterface, { disable_ipv6: '1' }, notes);
      turnOffloadsOff(linkInterface);
    }
  });
};

/** Gives a host's ends what they need, and sets them up. */
export const furnish = (
  inside: Namespace,
  host: Host,
  met: (pair: Pair) => readonly Pair[],
  options: LinkOptions,
  notes: string[],
): void => {
  const several = host.pairs.length > 1;
  inside.enter(() => {
    if (several && !host.attach) configure('ipv4', 'all', { rp_filter: '0' }, notes);
    for (const { interfaceName } of host.pairs) {
      // Containers often come without IPv6 until it is asked for.
      configure('ipv6', interfaceName, host.attach ? { disable_ipv6: '0', ...QUIET_IPV6 } : QUIET_IPV6, notes);
      if (several) configure('ipv4', interfaceName, SEVERAL_PORTS, notes);
      turnOffloadsOff(interfaceName);
    }
  });
  ipBatch(inside, hostCommands(host, met, options));
};

const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/** Lets what is sent from a port's address leave by that port. Returns what takes the rules away again. */
export const routeBySource = (inside: Namespace, host: Host, options: LinkOptions): (() => void) => {
  if (host.pairs.length === 1) return () => {};
  const each = (verb: 'add' | 'del', lenient: boolean): void => {
    for (const family of FAMILIES) {
      const commands = family === 'ipv6' && !hasIpv6(options) ? [] : sourceCommands(host, family, verb);
      if (commands.length > 0) ipBatch(inside, commands, { family, lenient });
    }
  };
  const remove = (): void => each('del', true);
  // Those of a run that was killed are still there.
  if (host.attach) remove();
  try {
    each('add', false);
    return host.attach ? remove : () => {};
  } catch (error) {
    remove();
    throw error;
  }
};
