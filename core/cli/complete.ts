import type { Command } from 'commander';
import { respond } from '../completion/respond.js';
import { isShell } from '../completion/shells.js';
import { EXIT } from './exit-code.js';
import { machine } from './machine.js';
import type { Terminal } from './terminal.js';

/**
 * `hookline complete SHELL -- WORDS…`, which the scripts of `hookline generate` call: the mode and the candidates for the
 * last word, a line each. Whatever goes wrong it says nothing: its words would land in the line that a user is typing.
 */
export const complete =
  (terminal: Terminal) =>
  async (shell: string, words: readonly string[], _options: unknown, command: Command): Promise<number> => {
    const { env } = process;
    const bash = {
      line: env['COMP_LINE'] ?? '',
      breaks: env['COMP_WORDBREAKS'] ?? '',
      type: env['COMP_TYPE'] ?? '',
      width: Number(env['COLUMNS']) || 80,
    };
    try {
      if (isShell(shell)) terminal.out(respond(command.parent!, shell, words, bash, machine(env)));
    } catch {
      // Nothing to offer.
    }
    return EXIT.ok;
  };
