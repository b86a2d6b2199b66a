import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../fault.js';
import { findProgram } from '../netns/find-program.js';
import type { Namespace } from '../netns/namespace.js';
import type { Lock } from './lock.js';

const TIMEOUT_MS = 10_000;
// The shell's number stays that of ip, which is born inside the namespace and so can name its own.
const NAME_OWN = 'exec "$0" netns attach "$1" $$';

/** Gives a namespace a name of `ip netns`. Throws an EnvironmentError with what `ip` said. */
export const attachName = (namespace: Namespace, name: string, lock: Lock): void =>
  namespace.enter(() => runIp('/bin/sh', ['-c', NAME_OWN, ip(), name], `ip netns attach ${name}`, lock));

/** Takes a name of `ip netns` away; the namespace goes when nothing is in it. Throws an EnvironmentError. */
export const removeName = (name: string, lock: Lock): void =>
  runIp(ip(), ['netns', 'delete', name], `ip netns delete ${name}`, lock);

const ip = (): string => findProgram('ip') ?? 'ip';

const runIp = (program: string, words: readonly string[], told: string, lock: Lock): void => {
  // Killed now, this process leaves ip at work: the lock lasts until that has ended, too.
  const { error, status, stderr } = spawnSync(program, words, {
    stdio: ['ignore', 'ignore', 'pipe', lock.fd],
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  if (error !== undefined) throw new EnvironmentError(`cannot run ip: ${error.message}`, 'install iproute2');
  if (status !== 0)
    throw new EnvironmentError(`\`${told}\` failed: ${stderr.trim().split('\n')[0] || `code ${status}`}`);
};
