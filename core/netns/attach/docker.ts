import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../../fault.js';
import { findProgram } from '../find-program.js';
import { Namespace } from '../namespace.js';

const ENGINES = ['docker', 'podman'] as const;
const TIMEOUT_MS = 10_000;

/**
 * The network namespace of a running container, by its name or id, of Docker or else of Podman. Throws an
 * EnvironmentError with what the engine said.
 */
export const openContainer = (name: string): Namespace => {
  const namespace = Namespace.open(`/proc/${pidOf(name)}/ns/net`);
  const here = Namespace.current();
  try {
    if (namespace.inode !== here.inode) return namespace;
    namespace.close();
    const message = `the container ${name} has no network of its own: it uses this machine's`;
    throw new EnvironmentError(message, 'run it without --network host');
  } finally {
    here.close();
  }
};

/** The first process of a container. */
const pidOf = (name: string): number => {
  const engines = ENGINES.filter(engine => findProgram(engine) !== undefined);
  if (engines.length === 0) {
    throw new EnvironmentError(`there is neither docker nor podman to ask for the container ${name}`, 'install one');
  }
  const said: string[] = [];
  for (const engine of engines) {
    const { status, stdout, stderr, error } = spawnSync(
      findProgram(engine)!,
      ['inspect', '-f', '{{.State.Pid}}', name],
      {
        encoding: 'utf8',
        timeout: TIMEOUT_MS,
      },
    );
    const pid = Number(stdout ?? '');
    if (status === 0 && Number.isInteger(pid) && pid > 0) return pid;
    if (status === 0 && pid === 0) throw new EnvironmentError(`the container ${name} does not run`, 'start it first');
    said.push(`${engine}: ${error?.message ?? ((stderr || stdout).trim().split('\n')[0] || `code ${status}`)}`);
  }
  throw new EnvironmentError(`no container ${name}: ${said.join('; ')}`);
};
