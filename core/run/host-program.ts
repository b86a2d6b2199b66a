import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { InputError } from '../fault.js';
import { type RunningCommand, startCommand } from '../netns/process.js';
import type { World } from '../netns/world.js';
import { didYouMean } from '../plan/nearest.js';
import { awaitServer } from './await-server.js';

/** A program beside the client and the server, at any host. */
export interface HostProgram {
  readonly host: string;
  /** Run by a shell. */
  readonly command: string;
  /** What comes after it waits until something listens at this port of its host. */
  readonly port?: number | undefined;
}

/** `HOST=COMMAND` or `HOST:PORT=COMMAND`. Throws an InputError; hosts are those of the plan. */
export const parseHostProgram = (text: string, hosts: readonly string[]): HostProgram => {
  const fault = (message: string, hint: string): InputError =>
    new InputError([{ file: `--at ${text}`, line: 0, column: 0, message, hint }]);
  const [, host, digits, command] = /^([^=:]+)(?::(\d+))?=(.*\S.*)$/s.exec(text) ?? [];
  if (host === undefined || command === undefined) {
    throw fault('expected HOST=COMMAND or HOST:PORT=COMMAND', "bob:5201='iperf3 -s'");
  }
  if (hosts.length === 0)
    throw fault(`no host '${host}'`, 'every port stands at an interface: programs run behind them');
  if (!hosts.includes(host))
    throw fault(`no host '${host}'`, didYouMean(host, hosts).hint ?? `there are ${hosts.join(', ')}`);
  if (digits === undefined) return { host, command };
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw fault(`no port ${digits}`, '1 to 65535');
  return { host, command, port };
};

export interface HostProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Whether its standard output goes to this process's standard error. */
  readonly toError: boolean;
  readonly timeoutMs: number;
  /** Whether the run is to end. */
  stopAsked(): boolean;
}

/**
 * Starts a program at a host, each line of its output behind the host's name. `listens` resolves when there is nothing to
 * wait for any more, and throws an EnvironmentError when nothing will listen.
 */
export const startHostProgram = async (
  world: World,
  { host, command, port }: HostProgram,
  { env, toError, timeoutMs, stopAsked }: HostProgramOptions,
): Promise<{ readonly running: RunningCommand; listens(): Promise<void> }> => {
  const inside = world.hosts.get(host)!;
  const running = await startCommand(inside, ['sh', '-c', command], { env, output: 'capture' });
  tellLines(running.stdout!, host, toError ? process.stderr : process.stdout);
  tellLines(running.stderr!, host, process.stderr);
  const what = `the program at ${host}`;
  const listens = async (): Promise<void> => {
    if (port === undefined) return;
    await awaitServer(running, inside, { what, where: host, command, port, timeoutMs, stopAsked });
  };
  return { running, listens };
};

const tellLines = (from: Readable, host: string, to: NodeJS.WritableStream): void => {
  createInterface({ input: from }).on('line', line => to.write(`${host}: ${line}\n`));
};
