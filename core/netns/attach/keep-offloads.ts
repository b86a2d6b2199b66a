import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const PROGRAM = fileURLToPath(new URL(`./restore-offloads.${ending}`, import.meta.url));
/** Waits with next to nothing in memory; the pipe ends with this process, however that does. */
const WAIT = 'read -r word; [ "$word" = released ] || exec "$@"';

/**
 * A process that turns offloads of an interface on again should this one end without having done so. In a session of
 * its own: what ends this one by the terminal does not end it.
 */
export const keepOffloads = (interfaceName: string, names: readonly string[]): { release(): void } => {
  if (names.length === 0) return { release() {} };
  const restore = [process.execPath, ...process.execArgv, PROGRAM, interfaceName, ...names];
  const child = spawn('/bin/sh', ['-c', WAIT, 'hookline', ...restore], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  child.on('error', error => {
    process.stderr.write(`warning: nobody restores the offloads of ${interfaceName} after a kill: ${error.message}\n`);
  });
  child.stdin!.on('error', () => {});
  child.unref();
  return { release: () => void child.stdin!.end('released\n') };
};
