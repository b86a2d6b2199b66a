import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { EnvironmentError } from '../fault.js';
import { isAlive, markProcess } from '../netns/process-start.js';
import { isPrivileged, reexecBeside } from '../netns/rootless.js';
import type { LinkWorld } from '../netns/world.js';
import type { Holder, SetupState } from './state.js';

/** Ends with the pipe at its input unless it is told to stay; 68 years are what every `sleep` takes. */
const STAY = 'read -r word && [ "$word" = stay ] && exec sleep 2147483647 </dev/null';

/**
 * Starts the process that keeps the three namespaces of a user who is not root: as a session of its own, so that no
 * terminal ends it. It ends with this process until `letStay` has resolved.
 */
export const startHolder = (world: LinkWorld): { readonly holder: Holder; letStay(): Promise<void> } => {
  const child = spawn('/bin/sh', ['-c', STAY, 'hookline'], {
    stdio: ['pipe', 'ignore', 'ignore', world.client.fd, world.link.fd, world.server.fd],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    detached: true,
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.stdin?.once('error', reject);
    child.once('exit', () => reject(new Error('it has ended')));
  });
  // Only of interest while somebody waits to let it stay.
  failed.catch(() => {});
  const stays = (): Promise<void> => new Promise(resolve => child.stdin!.end('stay\n', resolve));
  const { pid = 0 } = child;
  return {
    holder: {
      ...markProcess(pid),
      userNamespace: statSync('/proc/self/ns/user').ino,
      fds: { client: 3, link: 4, server: 5 },
    },
    async letStay() {
      try {
        await Promise.race([stays(), failed]);
      } catch (error) {
        const why = (error as Error).message;
        throw new EnvironmentError(`cannot start the process that keeps the namespaces: ${why}`);
      }
      child.unref();
    },
  };
};

/**
 * Where a holder keeps the namespaces, and this process is not inside its user namespace yet: replaces this process by
 * itself inside, where the same command begins anew and may enter them. Returns when there is no need. Throws an
 * EnvironmentError when it cannot be.
 */
export const enterHolder = ({ holder }: SetupState): void => {
  if (holder !== undefined && !isPrivileged() && isAlive(holder)) reexecBeside(holder.pid);
};
