import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, hostsOf } from '../netns/host.js';
import { bare } from '../netns/pair.js';
import {
  isAlive,
  isElsewhere,
  type MadeIn,
  markProcess,
  ownPidNamespace,
  type ProcessMark,
} from '../netns/process-start.js';
import type { World } from '../netns/world.js';
import type { LiveNames } from '../plan/live-seats.js';
import type { Plan } from '../plan/plan.js';
import { isOwn, makeOwn, ownFolders } from './own-folder.js';

export interface AnnouncedHost {
  /** Descriptor of the process that holds its namespace. */
  readonly fd: number;
  /** One of each of its ports that have any. */
  readonly addresses: readonly string[];
}

/** A running emulation, as `hookline shell` finds it. */
export interface Announced extends ProcessMark {
  readonly name: string;
  /** By name, in the order of the ports. */
  readonly hosts: Readonly<Record<string, AnnouncedHost>>;
  /** Descriptor of the link's namespace. */
  readonly link: number;
  /** Variables with the addresses of all ports. */
  readonly env: Readonly<Record<string, string>>;
  /** For completion of `hookline set`. */
  readonly live: LiveNames;
}

/** Lets `hookline shell` find this run; the returned function takes it back. Sweeps away what dead runs left. */
export const announce = (world: World, name: string, { ports }: Plan, live: LiveNames): (() => void) => {
  running();
  const folder = makeOwn(ownFolders(), 'for hookline shell to find the run');
  const path = join(folder, `${stemOf(folder, process.pid)}.json`);
  const entry: Announced = {
    ...markProcess(),
    name,
    hosts: Object.fromEntries(
      hostsOf(ports).flatMap(({ names, pairs }) => {
        const own = pairs.flatMap(({ ipv4, ipv6 }) => ipv4 ?? ipv6 ?? []).map(bare);
        return names.map(host => [host, { fd: world.hosts.get(host)!.fd, addresses: own } satisfies AnnouncedHost]);
      }),
    ),
    link: world.link.fd,
    env: addresses(ports),
    live,
  };
  writeFileSync(path, JSON.stringify(entry), { mode: 0o600 });
  return () => rmSync(path, { force: true });
};

/**
 * The emulations of this user that are running now. Entries of dead ones are removed; those of other PID namespaces are left
 * alone: whether they run cannot be told here, and their numbers may be other runs'.
 */
export const running = (): Announced[] =>
  // Both places may be one and the same.
  [...new Set(ownFolders())].flatMap(path => (isOwn(path) ? runningIn(path) : []));

/** Where a run of this user is asked and changed while it goes on, beside its announcement; undefined: not now. */
export const controlSocket = (pid: number): string | undefined =>
  ownFolders()
    .filter(isOwn)
    .map(folder => join(folder, `${stemOf(folder, pid)}.sock`))
    .find(existsSync);

/** Where this process is to be asked, beside its announcement. Throws an EnvironmentError. */
export const ownControlSocket = (): string => {
  const folder = makeOwn(ownFolders(), 'for hookline set and status to find the run');
  return join(folder, `${stemOf(folder, process.pid)}.sock`);
};

/** What the files of a run are called: by its number, unless a run of another PID namespace has the same and came first. */
const stemOf = (folder: string, pid: number): string => {
  const apart = `${pid}-${ownPidNamespace()}`;
  return existsSync(join(folder, `${apart}.json`)) || isOthers(join(folder, `${pid}.json`)) ? apart : String(pid);
};

const isOthers = (path: string): boolean => {
  try {
    return isElsewhere(JSON.parse(readFileSync(path, 'utf8')) as MadeIn);
  } catch {
    return false;
  }
};

/** Other files of the folder are not of runs. */
const ENTRY = /^\d+(-\d+)?\.json$/;
const SOCKET = /^(\d+(?:-\d+)?)\.sock$/;

const runningIn = (folder: string): Announced[] => {
  const names = readdirSync(folder);
  const found = names.flatMap(name => {
    if (!ENTRY.test(name)) return [];
    const path = join(folder, name);
    try {
      const entry = JSON.parse(readFileSync(path, 'utf8')) as Announced;
      if (isElsewhere(entry)) return [];
      if (isAlive(entry)) return [entry];
    } catch {
      // Half-written or foreign: of no use to anyone.
    }
    rmSync(path, { force: true });
    return [];
  });
  for (const name of names) {
    // A run is announced before it has a socket, and until it has none.
    const stem = SOCKET.exec(name)?.[1];
    if (stem !== undefined && !existsSync(join(folder, `${stem}.json`))) rmSync(join(folder, name), { force: true });
  }
  return found;
};
