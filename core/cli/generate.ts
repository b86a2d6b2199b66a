import { readFileSync } from 'node:fs';
import { INSTALL, SCRIPTS } from '../completion/print.js';
import { detectShell, isShell, nearestShell, SHELLS, type Shell } from '../completion/shells.js';
import { type Fault, InputError } from '../fault.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** What `hookline generate` looks at besides its argument. */
export interface Caller {
  /** Names of the programs that started this one, the nearest first. */
  ancestors(): readonly string[];
  /** The user's own shell: SHELL. */
  readonly login: string | undefined;
  /** Whether the script would be printed on a screen, where it does nothing. */
  readonly onScreen: boolean;
}

/** `hookline generate`: the completions of a shell on standard output, and nothing else there. */
export const generate =
  (terminal: Terminal, caller: Caller = thisProcess) =>
  async (word: string | undefined): Promise<number> => {
    const shell = word === undefined ? detected(caller) : named(word);
    terminal.out(SCRIPTS[shell]);
    if (caller.onScreen) terminal.err(`\nhookline: to keep it: ${INSTALL[shell]}\n`);
    return EXIT.ok;
  };

const known = `one of ${SHELLS.join(', ')}`;
const refused = (message: string, hint?: string): InputError => {
  const fault: Fault = { file: 'generate', line: 0, column: 0, message };
  return new InputError([hint === undefined ? fault : { ...fault, hint }]);
};

const named = (word: string): Shell => {
  if (isShell(word)) return word;
  const near = nearestShell(word);
  throw refused(`no completions for a shell '${word}': expected ${known}`, near && `did you mean ${near}?`);
};

const detected = (caller: Caller): Shell => {
  const shell = detectShell(caller.ancestors(), caller.login);
  if (shell) return shell;
  throw refused(`cannot tell which shell this is: name ${known}`, 'as in hookline generate bash');
};

/** The parent of a process and its name; undefined when there is no such process. */
const parentOf = (pid: number): { readonly pid: number; readonly name: string } | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid: parent, name: readFileSync(`/proc/${parent}/comm`, 'utf8').trimEnd() };
  } catch {
    return undefined;
  }
};

const thisProcess: Caller = {
  ancestors: () => {
    const names: string[] = [];
    for (let found = parentOf(process.pid); found && names.length < 16; found = parentOf(found.pid)) {
      names.push(found.name);
    }
    return names;
  },
  login: process.env['SHELL'],
  onScreen: process.stdout.isTTY === true,
};
