import { userInfo } from 'node:os';
import { InputError } from '../fault.js';
import { enterAndReplace } from '../netns/enter.js';
import { didYouMean } from '../plan/nearest.js';
import { type Announced, running } from '../run/announce.js';
import { chooseRun } from './choose-run.js';
import type { Terminal } from './terminal.js';

/** The namespace between the hosts; a host of that name goes first. */
const LINK = 'link';

export interface ShellOptions {
  readonly pid?: string;
}

/**
 * `hookline shell`: a shell or a command inside a running emulation. This process is replaced by it, so that job
 * control, signals and the exit code are the command's own.
 */
export const shell =
  (terminal: Terminal) =>
  async (place: string, words: readonly string[], options: ShellOptions): Promise<number> => {
    const { command, pid = options.pid } = splitWords(words);
    const run = chooseRun('shell', running(), pid, userInfo().username);
    const fd = descriptorOf(place, run);
    const own = command.length === 0;
    if (own) terminal.err(`${hereText(place, run)}\n`);
    const program = own ? [process.env['SHELL'] ?? '/bin/sh'] : command;
    return enterAndReplace(run.pid, fd, program, { ...process.env, ...shellEnvironment(place, run, own) });
  };

/** Where the run holds the namespace of a place. Throws an InputError that lists the places there are. */
export const descriptorOf = (place: string, { hosts, link }: Announced): number => {
  const fd = hosts[place]?.fd ?? (place === LINK ? link : undefined);
  if (fd !== undefined) return fd;
  const places = [...new Set([...Object.keys(hosts), LINK])];
  const { hint = places.join(', ') } = didYouMean(place, places);
  throw new InputError([
    { file: 'shell', line: 0, column: 0, message: `no such place in an emulation: ${place}`, hint },
  ]);
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

/** More would not fit a line. */
const TOLD = 4;

/** The two of a link are called by what they are, other hosts by their names. */
const called = (place: string): string => (['client', 'server', LINK].includes(place) ? `the ${place}` : place);

/** Tells where one is, before the first prompt. */
export const hereText = (place: string, { name, pid, hosts }: Announced): string => {
  const others = Object.entries(hosts).flatMap(([host, { addresses }]) =>
    host === place || addresses.length === 0 ? [] : [`${called(host)} is ${addresses[0]}`],
  );
  const more = others.length > TOLD ? [...others.slice(0, TOLD), `${others.length - TOLD} more in HOOKLINE_…`] : others;
  const own = hosts[place]?.addresses.join(', ');
  const what =
    own === undefined
      ? 'the ends of all pairs, where the emulator takes and gives frames'
      : [own, ...more].filter(each => each !== '').join('; ');
  return `hookline: in ${called(place)} of ${name} (process ${pid}): ${what}; 'exit' leaves`;
};

/**
 * What the shell finds in its environment besides the user's own. The prompt tells the place: bash runs PROMPT_COMMAND
 * once its own start-up files have set the prompt, plain shells take PS1 as they find it.
 */
export const shellEnvironment = (place: string, { env }: Announced, interactive: boolean): Record<string, string> => ({
  ...env,
  HOOKLINE_PLACE: place,
  ...(interactive ? { PS1: `(${place}) $ `, PROMPT_COMMAND: `PS1="(${place}) $PS1"; unset PROMPT_COMMAND` } : {}),
});
