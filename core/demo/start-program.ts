import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../fault.js';
import type { Namespace } from '../netns/namespace.js';
import { type RunningCommand, startCommand } from '../netns/process.js';
import type { Told } from './programs/tell.js';

export type ProgramName = 'bulk-receiver' | 'bulk-sender' | 'echo-server' | 'pinger';

/** Source files need a loader; built ones do not. */
const source = import.meta.url.endsWith('.ts');

export interface RunningProgram {
  readonly command: RunningCommand;
  /** Resolves when it says that it is ready; never, if it does not. */
  readonly ready: Promise<void>;
  /** Throws what it complained of; for a program that ended too early. */
  blame(): Promise<never>;
}

/** Starts one of the demo's traffic programs in a namespace; `onTold` gets what it reports. */
export const startProgram = async (
  inside: Namespace,
  name: ProgramName,
  args: readonly string[],
  onTold: (told: Told) => void,
): Promise<RunningProgram> => {
  const file = fileURLToPath(new URL(`./programs/${name}.${source ? 'ts' : 'js'}`, import.meta.url));
  const loader = source ? ['--import', import.meta.resolve('tsx')] : [];
  const command = await startCommand(inside, [process.execPath, ...loader, file, ...args], { output: 'capture' });
  let complaints = '';
  command.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  let isReady: () => void = () => {};
  const ready = new Promise<void>(resolve => {
    isReady = resolve;
  });
  createInterface({ input: command.stdout! }).on('line', line => {
    const told = JSON.parse(line) as Told;
    if (told.ready) isReady();
    onTold(told);
  });
  const blame = async (): Promise<never> => {
    const { code } = await command.exited;
    throw new EnvironmentError(`the demo's ${name} ended with code ${code}: ${complaints.trim() || 'without a word'}`);
  };
  return { command, ready, blame };
};
