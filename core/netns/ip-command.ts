import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../fault.js';
import { findProgram } from './find-program.js';
import type { Namespace } from './namespace.js';

const TIMEOUT_MS = 10_000;

export interface BatchOptions {
  /** The child's descriptors 3, 4, …, so that a command can name one as `netns /proc/self/fd/3`. */
  readonly passed?: readonly Namespace[];
  /** For commands that take the family from nothing else, as `rule` does. */
  readonly family?: 'ipv4' | 'ipv6';
  /** Whether it goes on after commands that fail, and says nothing of them: for taking away what may not be there. */
  readonly lenient?: boolean;
}

/**
 * Runs commands of `ip` in a namespace, one process for all of them. Throws an EnvironmentError with what `ip` said; the
 * commands before the failed one have been carried out.
 */
export const ipBatch = (
  inside: Namespace,
  commands: readonly string[],
  { passed = [], family = 'ipv4', lenient = false }: BatchOptions = {},
): void => {
  const result = inside.enter(() =>
    spawnSync(
      findProgram('ip') ?? 'ip',
      [...(family === 'ipv6' ? ['-6'] : []), ...(lenient ? ['-force'] : []), '-batch', '-'],
      {
        input: `${commands.join('\n')}\n`,
        stdio: ['pipe', 'ignore', 'pipe', ...passed.map(namespace => namespace.fd)],
        encoding: 'utf8',
        timeout: TIMEOUT_MS,
      },
    ),
  );
  if (result.error !== undefined) {
    throw new EnvironmentError(`cannot run ip: ${result.error.message}`, 'install iproute2');
  }
  if (result.status !== 0 && !lenient) {
    const said = result.stderr.trim().split('\n');
    // "Command failed -:3" counts lines of the batch from 1.
    const line = /Command failed -:(\d+)/.exec(result.stderr)?.[1];
    const which = line === undefined ? '' : ` at \`ip ${commands[Number(line) - 1]}\``;
    throw new EnvironmentError(`ip failed${which}: ${said[0]}`);
  }
};
