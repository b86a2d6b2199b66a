import { EnvironmentError } from '../fault.js';
import { enterAndReplace } from '../netns/enter.js';
import { findProgram } from '../netns/find-program.js';
import { markRootless } from '../netns/rootless.js';
import { replaceProcess } from '../port/exec.js';
import { namespaceName } from './places.js';
import type { SetupState } from './state.js';

// Looks the command up as a shell would, and exits with 127 when there is none.
const EXEC = ['/bin/sh', '-c', 'exec "$@"', 'hookline'];
// The interfaces of the namespace in /sys/class/net; those of outside stay where a container forbids it.
const OWN_SYS = ['/bin/sh', '-c', 'mount -t sysfs sysfs /sys 2>/dev/null; exec "$@"', 'hookline'];

/**
 * Replaces this process by a command in the namespace of a host: as root by way of `ip netns exec`, which brings
 * /etc/netns and a /sys of the namespace along. Does not return; throws an EnvironmentError when it cannot be.
 */
export const execInside = (
  { names, holder }: SetupState,
  host: 'client' | 'server',
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): never => {
  if (holder !== undefined) {
    const unshare = findProgram('unshare');
    const ownSys = unshare === undefined ? [] : [unshare, '--mount', '--', ...OWN_SYS];
    // A hookline that is called in there finds this user's setup, not root's.
    return enterAndReplace(holder.pid, holder.fds[host], [...ownSys, ...command], markRootless(env));
  }
  const ip = findProgram('ip');
  if (ip === undefined) throw new EnvironmentError('there is no ip program', 'install iproute2');
  return replaceProcess(ip, ['ip', 'netns', 'exec', namespaceName(names, host), ...EXEC, ...command], env);
};
