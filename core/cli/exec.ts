import { InputError } from '../fault.js';
import { addresses } from '../netns/host.js';
import { didYouMean } from '../plan/nearest.js';
import { execInside } from '../setup/exec-inside.js';
import { requireSetup } from '../setup/open-setup.js';
import type { Terminal } from './terminal.js';

const HOSTS = ['client', 'server'] as const;

/**
 * `hookline exec`: a command in the namespace of the client or the server. This process is replaced by it, so that the
 * terminal, job control, signals and the exit code are the command's own.
 */
export const exec =
  (terminal: Terminal) =>
  async (where: string, words: readonly string[]): Promise<number> => {
    const host = hostOf(where);
    const command = words[0] === '--' ? words.slice(1) : words;
    if (command.length === 0)
      throw fault(`no command to run in the namespace of the ${host}`, `hookline exec ${host} bash`);
    return execInside(requireSetup(terminal.err), host, command, {
      ...process.env,
      ...addresses(),
      HOOKLINE_PLACE: host,
    });
  };

const hostOf = (where: string): (typeof HOSTS)[number] => {
  const host = HOSTS.find(each => each === where);
  if (host !== undefined) return host;
  const { hint = 'client or server' } = didYouMean(where, HOSTS);
  throw fault(`commands run in the client or the server, not in '${where}'`, hint);
};

const fault = (message: string, hint: string): InputError =>
  new InputError([{ file: 'exec', line: 0, column: 0, message, hint }]);
