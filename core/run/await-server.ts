import { EnvironmentError } from '../fault.js';
import { waitForListener } from '../netns/listening.js';
import type { Namespace } from '../netns/namespace.js';
import type { RunningCommand } from '../netns/process.js';

interface ServerWait {
  /** For messages: `the server command`. */
  readonly what: string;
  /** For messages: `the server's namespace`. */
  readonly where: string;
  /** As the user wrote it, for messages. */
  readonly command: string;
  /** Any if not given. */
  readonly port?: number | undefined;
  readonly timeoutMs: number;
  /** Whether the run is to end, so that nobody waits for the server any more. */
  stopAsked(): boolean;
}

/** Waits until something listens in the server's namespace. Throws an EnvironmentError when nothing will. */
export const awaitServer = async (
  server: RunningCommand,
  inside: Namespace,
  { what, where, command, port, timeoutMs, stopAsked }: ServerWait,
): Promise<void> => {
  const listener = await waitForListener(inside, { timeoutMs, port, until: () => server.ended || stopAsked() });
  if (listener !== undefined || stopAsked()) return;
  if (server.ended) {
    const { code } = await server.exited;
    throw new EnvironmentError(`${what} ended with code ${code} before it listened: ${command}`);
  }
  await server.stop();
  const hint = 'a longer wait: --server-timeout 30s';
  const on = port === undefined ? '' : ` on port ${port}`;
  throw new EnvironmentError(`nothing listens${on} in ${where} after ${timeoutMs / 1e3} s: ${command}`, hint);
};
