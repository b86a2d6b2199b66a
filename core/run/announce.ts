import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../fault.js';
import type { World } from '../netns/topology.js';

/** A running emulation, as `hookline shell` finds it. */
export interface Announced {
  readonly pid: number;
  /** Tells this process from a later one with the same number: its start time in clock ticks since boot. */
  readonly startedAt: string;
  readonly name: string;
  /** Descriptors of the process that hold the namespaces. */
  readonly fds: { readonly client: number; readonly server: number; readonly link: number };
}

/** Where runs are announced, the likeliest place first; XDG_RUNTIME_DIR may be another user's after `su`. */
const folders = (): string[] =>
  [process.env['XDG_RUNTIME_DIR'], tmpdir()].flatMap(each => (each ? [join(each, `hookline-${ownerId()}`)] : []));

/** Whether a folder is this user's alone: in one that others made first they could redirect what is written. */
const isOwn = (path: string): boolean => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0;
};

const ownFolder = (): string => {
  const own = folders().find(path => {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch {
      // It is there already, or cannot be: the next line tells.
    }
    return isOwn(path);
  });
  if (own !== undefined) return own;
  const message = `none of ${folders().join(', ')} is a folder of this user's alone, for hookline shell to find the run`;
  throw new EnvironmentError(message, 'set XDG_RUNTIME_DIR to such a folder');
};

/** The user's own id, also inside a user namespace, where everyone is root. */
const ownerId = (): number => {
  try {
    const [, outside] = /^\s*0\s+(\d+)/.exec(readFileSync('/proc/self/uid_map', 'latin1')) ?? [];
    return outside === undefined || outside === '0' ? userInfo().uid : Number(outside);
  } catch {
    return userInfo().uid;
  }
};

/** Field 22 of /proc/PID/stat; undefined when there is no such process. */
const startTime = (pid: number): string | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

/** Lets `hookline shell` find this run; the returned function takes it back. Sweeps away what dead runs left. */
export const announce = (world: World, name: string): (() => void) => {
  running();
  const path = join(ownFolder(), `${process.pid}.json`);
  const entry: Announced = {
    pid: process.pid,
    startedAt: startTime(process.pid) ?? '',
    name,
    fds: { client: world.client.fd, server: world.server.fd, link: world.link.fd },
  };
  writeFileSync(path, JSON.stringify(entry), { mode: 0o600 });
  return () => rmSync(path, { force: true });
};

/** The emulations of this user that are running now. Entries of dead ones are removed. */
export const running = (): Announced[] => folders().flatMap(path => (isOwn(path) ? runningIn(path) : []));

const runningIn = (folder: string): Announced[] =>
  readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    try {
      const entry = JSON.parse(readFileSync(path, 'utf8')) as Announced;
      if (startTime(entry.pid) === entry.startedAt) return [entry];
    } catch {
      // Half-written or foreign: of no use to anyone.
    }
    rmSync(path, { force: true });
    return [];
  });
