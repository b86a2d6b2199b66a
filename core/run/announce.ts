import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markProcess, type ProcessMark } from '../netns/process-start.js';
import type { World } from '../netns/topology.js';
import { isOwn, makeOwn, ownFolders } from './own-folder.js';

/** A running emulation, as `hookline shell` finds it. */
export interface Announced extends ProcessMark {
  readonly name: string;
  /** Descriptors of the process that hold the namespaces. */
  readonly fds: { readonly client: number; readonly server: number; readonly link: number };
}

/** Lets `hookline shell` find this run; the returned function takes it back. Sweeps away what dead runs left. */
export const announce = (world: World, name: string): (() => void) => {
  running();
  const path = join(makeOwn(ownFolders(), 'for hookline shell to find the run'), `${process.pid}.json`);
  const entry: Announced = {
    ...markProcess(),
    name,
    fds: { client: world.client.fd, server: world.server.fd, link: world.link.fd },
  };
  writeFileSync(path, JSON.stringify(entry), { mode: 0o600 });
  return () => rmSync(path, { force: true });
};

/** The emulations of this user that are running now. Entries of dead ones are removed. */
export const running = (): Announced[] => ownFolders().flatMap(path => (isOwn(path) ? runningIn(path) : []));

/** Other files of the folder are not of runs. */
const ENTRY = /^\d+\.json$/;

const runningIn = (folder: string): Announced[] =>
  readdirSync(folder).flatMap(name => {
    if (!ENTRY.test(name)) return [];
    const path = join(folder, name);
    try {
      const entry = JSON.parse(readFileSync(path, 'utf8')) as Announced;
      if (isAlive(entry)) return [entry];
    } catch {
      // Half-written or foreign: of no use to anyone.
    }
    rmSync(path, { force: true });
    return [];
  });
