import { EnvironmentError, InputError } from '../fault.js';
import type { Announced } from '../run/announce.js';

/**
 * The run that `command` is meant for: that of `--pid`, or the only one. Throws an InputError or EnvironmentError that lists
 * what there is.
 */
export const chooseRun = (
  command: string,
  runs: readonly Announced[],
  pid: string | undefined,
  user: string,
): Announced => {
  if (runs.length === 0) {
    const hint = `start one with \`hookline run\`; those of another user, root included, are only that user’s: sudo hookline ${command} …; those of another PID namespace, as a container’s, are only found there`;
    throw new EnvironmentError(`no emulation of user ${user} is running`, hint);
  }
  const list = runs.map(run => `  --pid ${run.pid}  ${run.name}`).join('\n');
  if (pid === undefined) {
    const [first, ...others] = runs;
    if (others.length === 0) return first!;
    const message = `${runs.length} emulations are running, say which:\n${list}`;
    throw new InputError([{ file: command, line: 0, column: 0, message }]);
  }
  const chosen = runs.find(run => String(run.pid) === pid);
  if (chosen) return chosen;
  const message = `no emulation runs as process ${pid}; there are:\n${list}`;
  throw new InputError([{ file: '--pid', line: 0, column: 0, message }]);
};
