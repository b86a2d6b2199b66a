import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../fault.js';
import { replaceProcess } from '../port/exec.js';
import { findProgram } from './find-program.js';

const MARK = 'HOOKLINE_ROOTLESS';
const FLAGS = ['--user', '--map-root-user', '--net', '--mount'];

const setting = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** Whether this process is inside a user namespace of a run or setup without root: root's powers over its own namespaces, no others. */
export const isRootless = (): boolean => process.env[MARK] === '1';

/** The environment of a program inside such a user namespace, so that Hookline knows where it is when called there. */
export const markRootless = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...env, [MARK]: '1' });

/** Whether namespaces can be made without more ado: by root, or inside a user namespace of our own. */
export const isPrivileged = (): boolean => process.geteuid?.() === 0;

/** Why user namespaces do not work here, or undefined if they do. Starts a process to find out. */
export const whyNotRootless = (): string | undefined => {
  const unshare = findProgram('unshare');
  if (unshare === undefined) return 'there is no unshare program (package util-linux)';
  const result = spawnSync(unshare, [...FLAGS, '--', 'true'], { encoding: 'utf8' });
  if (result.status === 0) return undefined;
  if (setting('/proc/sys/user/max_user_namespaces') === '0') {
    return 'user namespaces are switched off: sysctl user.max_user_namespaces is 0';
  }
  if (setting('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
    return 'user namespaces are reserved for root: sysctl kernel.unprivileged_userns_clone is 0';
  }
  if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return 'AppArmor restricts user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns is 1';
  }
  return `unshare failed: ${(result.stderr ?? '').trim() || (result.error?.message ?? `code ${result.status}`)}`;
};

/**
 * Starts this Node program again as root of a new user namespace. The process is replaced, not wrapped: its number,
 * terminal, signals and exit code stay the caller's, and nothing remains to be left behind. Does not return.
 * `argv` is what follows `node` and its own options: the script and its arguments.
 * Throws an EnvironmentError if that cannot be, or if it has been done already and did not help.
 */
export const reexecInUserNamespace = (argv: readonly string[] = process.argv.slice(1)): never => {
  if (isRootless()) throw new EnvironmentError('still not privileged inside a user namespace');
  const why = whyNotRootless();
  if (why !== undefined) throw new EnvironmentError(`needs root or user namespaces, and ${why}`, 'run it with sudo');
  const command = ['unshare', ...FLAGS, '--', process.execPath, ...process.execArgv, ...argv];
  return replaceProcess(findProgram('unshare')!, command, markRootless(process.env));
};

/**
 * Starts this Node program again as root of the user namespace of a process of the same user, in that process's network
 * namespace: there a thread that has entered another one may come back. The process is replaced. Does not return;
 * throws an EnvironmentError if that cannot be.
 */
export const reexecBeside = (pid: number, argv: readonly string[] = process.argv.slice(1)): never => {
  if (isRootless()) throw new EnvironmentError('still not privileged inside a user namespace');
  const nsenter = findProgram('nsenter');
  if (nsenter === undefined) throw new EnvironmentError('there is no nsenter program', 'install util-linux');
  const namespaces = [`--user=/proc/${pid}/ns/user`, `--net=/proc/${pid}/ns/net`, '--preserve-credentials'];
  const command = ['nsenter', ...namespaces, '--', process.execPath, ...process.execArgv, ...argv];
  return replaceProcess(nsenter, command, markRootless(process.env));
};
