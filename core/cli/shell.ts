import { userInfo } from 'node:os';
import { InputError } from '../fault.js';
import { enterAndReplace } from '../netns/enter.js';
import { addresses } from '../netns/host.js';
import { type Announced, running } from '../run/announce.js';
import { chooseRun } from './choose-run.js';
import type { Terminal } from './terminal.js';

const PLACES = ['client', 'server', 'link'] as const;
type Where = (typeof PLACES)[number];

export interface ShellOptions {
  readonly pid?: string;
}

/**
 * `hookline shell`: a shell or a command inside a running emulation. This process is replaced by it, so that job
 * control, signals and the exit code are the command's own.
 */
export const shell =
  (terminal: Terminal) =>
  async (where: string, words: readonly string[], options: ShellOptions): Promise<number> => {
    const place = placeOf(where);
    const { command, pid = options.pid } = splitWords(words);
    const run = chooseRun('shell', running(), pid, userInfo().username);
    const own = command.length === 0;
    if (own) terminal.err(`${hereText(place, run)}\n`);
    const program = own ? [process.env['SHELL'] ?? '/bin/sh'] : command;
    return enterAndReplace(run.pid, run.fds[place], program, { ...process.env, ...shellEnvironment(place, own) });
  };

const placeOf = (where: string): Where => {
  const place = PLACES.find(one => one === where);
  if (place) return place;
  const message = `no such place in an emulation: ${where}`;
  throw new InputError([{ file: 'shell', line: 0, column: 0, message, hint: PLACES.join(', ') }]);
};

/** Everything behind the place belongs to the command, but for a `--pid` right there, and the `--` that may follow. */
export const splitWords = (
  words: readonly string[],
): { readonly command: readonly string[]; readonly pid?: string } => {
  const [first = '', second = ''] = words;
  const joined = /^--pid=(.*)$/.exec(first)?.[1];
  const pid = first === '--pid' ? second : joined;
  const rest = words.slice(pid === undefined ? 0 : joined === undefined ? 2 : 1);
  const command = rest[0] === '--' ? rest.slice(1) : rest;
  return pid === undefined ? { command } : { command, pid };
};

/** Tells where one is, before the first prompt. */
export const hereText = (place: Where, { name, pid }: Announced): string => {
  const all = addresses();
  const told = {
    client: `${all['HOOKLINE_CLIENT']}; the server is ${all['HOOKLINE_SERVER']}`,
    server: `${all['HOOKLINE_SERVER']}; the client is ${all['HOOKLINE_CLIENT']}`,
    link: 'the ends of both pairs, where the emulator takes and gives frames',
  };
  return `hookline: in the ${place} of ${name} (process ${pid}): ${told[place]}; 'exit' leaves`;
};

/**
 * What the shell finds in its environment besides the user's own. The prompt tells the place: bash runs PROMPT_COMMAND
 * once its own start-up files have set the prompt, plain shells take PS1 as they find it.
 */
export const shellEnvironment = (place: Where, interactive: boolean): Record<string, string> => ({
  ...addresses(),
  HOOKLINE_PLACE: place,
  ...(interactive ? { PS1: `(${place}) $ `, PROMPT_COMMAND: `PS1="(${place}) $PS1"; unset PROMPT_COMMAND` } : {}),
});
