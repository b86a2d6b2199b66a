import { EnvironmentError } from '../fault.js';
import { waitForListener } from '../netns/listening.js';
import type { Namespace } from '../netns/namespace.js';
import type { RunningCommand } from '../netns/process.js';

interface ServerWait {
  /** As the user wrote it, for messages. */
  readonly command: string;
  readonly timeoutMs: number;
  /** Whether the run is to end, so that nobody waits for the server any more. */
  stopAsked(): boolean;
}

/** Waits until something listens in the server's namespace. Throws an EnvironmentError when nothing will. */
export const awaitServer = async (
  server: RunningCommand,
  inside: Namespace,
  { command, timeoutMs, stopAsked }: ServerWait,
): Promise<void> => {
  const listener = await waitForListener(inside, { timeoutMs, until: () => server.ended || stopAsked() });
  if (listener !== undefined || stopAsked()) return;
  if (server.ended) {
    const { code } = await server.exited;
    throw new EnvironmentError(`the server command ended with code ${code} before it listened: ${command}`);
  }
  await server.stop();
  const hint = 'a longer wait: --server-timeout 30s';
  throw new EnvironmentError(`nothing listens in the server's namespace after ${timeoutMs / 1e3} s: ${command}`, hint);
};
