import { isAlive } from '../netns/process-start.js';
import { isPrivileged, reexecBeside } from '../netns/rootless.js';
import type { SetupState } from './state.js';

/**
 * Where a holder keeps the namespaces, and this process is not inside its user namespace yet: replaces this process by
 * itself inside, where the same command begins anew and may enter them. Returns when there is no need. Throws an
 * EnvironmentError when it cannot be.
 */
export const enterHolder = ({ holder }: SetupState): void => {
  if (holder !== undefined && !isPrivileged() && isAlive(holder)) reexecBeside(holder.pid);
};
