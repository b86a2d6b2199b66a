import { statSync } from 'node:fs';
import { EnvironmentError } from '../fault.js';
import { replaceProcess } from '../port/exec.js';
import { findProgram } from './find-program.js';
import { Namespace } from './namespace.js';
import { isPrivileged } from './rootless.js';

const SHELL = '/bin/sh';
// Looks the command up as a shell would, and exits with 127 when there is none.
const EXEC = ['-c', 'exec "$@"', 'hookline'];

/**
 * Replaces this process by a command inside a network namespace that process `pid` holds at its descriptor `fd`. A
 * namespace of a rootless run belongs to a user namespace, which a program of several threads like this one cannot
 * enter, so `nsenter` does. Does not return; throws an EnvironmentError if the namespace or the command is out of reach.
 */
export const enterAndReplace = (pid: number, fd: number, command: readonly string[], env: NodeJS.ProcessEnv): never => {
  const place = `/proc/${pid}/fd/${fd}`;
  if (isPrivileged()) {
    Namespace.open(place).join();
    return replaceProcess(SHELL, ['sh', ...EXEC, ...command], env);
  }
  const owner = `/proc/${pid}/ns/user`;
  if (inode(owner) === inode('/proc/self/ns/user')) {
    throw new EnvironmentError(`process ${pid} runs as root`, 'sudo hookline shell');
  }
  const nsenter = findProgram('nsenter');
  if (nsenter === undefined) throw new EnvironmentError('there is no nsenter program', 'install util-linux');
  const entering = ['nsenter', `--user=${owner}`, '--preserve-credentials', `--net=${place}`, '--', SHELL];
  return replaceProcess(nsenter, [...entering, ...EXEC, ...command], env);
};

const inode = (path: string): number => {
  try {
    return statSync(path).ino;
  } catch (error) {
    throw new EnvironmentError(`cannot look into ${path}: ${(error as Error).message}`);
  }
};
