import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../../fault.js';
import { findProgram } from '../find-program.js';
import type { Namespace } from '../namespace.js';

const TIMEOUT_MS = 10_000;

/** One `ip -o addr` line: number, interface, family, address. */
const LINE = /^\d+:\s+(\S+?)(?:@\S+)?\s+inet6?\s+([^\s/]+)/;

/** All addresses in a namespace, those of interfaces that are down too. Throws an EnvironmentError. */
export const addressesInside = (inside: Namespace): { readonly interfaceName: string; readonly address: string }[] => {
  const { error, status, stdout, stderr } = inside.enter(() =>
    spawnSync(findProgram('ip') ?? 'ip', ['-o', 'addr'], { encoding: 'utf8', timeout: TIMEOUT_MS }),
  );
  if (error !== undefined) throw new EnvironmentError(`cannot run ip: ${error.message}`, 'install iproute2');
  if (status !== 0) throw new EnvironmentError(`\`ip -o addr\` failed: ${stderr.trim().split('\n')[0]}`);
  return stdout.split('\n').flatMap(line => {
    const [, interfaceName, address] = LINE.exec(line) ?? [];
    return interfaceName === undefined || address === undefined ? [] : [{ interfaceName, address }];
  });
};
