import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import { demo } from './cli/demo.js';
import { doctor } from './cli/doctor.js';
import { exec } from './cli/exec.js';
import { generate } from './cli/generate.js';
import { importFormat } from './cli/import.js';
import { plot } from './cli/plot.js';
import { probe } from './cli/probe.js';
import { replay } from './cli/replay.js';
import { run } from './cli/run.js';
import { setup } from './cli/setup.js';
import { shell } from './cli/shell.js';
import { simulate } from './cli/simulate.js';
import { socketStats } from './cli/socket-stats.js';
import { start } from './cli/start.js';
import { teardown } from './cli/teardown.js';
import type { Terminal } from './cli/terminal.js';

/** A command's work: its arguments and options as the command line gives them, and the exit code. */
export type CommandWork = (...given: never[]) => Promise<number>;

const TERMINAL: InjectionToken<Terminal> = Symbol('Terminal');

const commandToken = (name: string): InjectionToken<CommandWork> => `command:${name}`;

/**
 * The composition root: the only file that knows how the rooms are put together, and the only one that touches the
 * container. Factories, not decorators: what a loader or bundler leaves of types decides nothing (docs/decisions).
 */
export const compose = (terminal: Terminal): { command(name: string): CommandWork } => {
  const parts = container.createChildContainer();
  parts.register(TERMINAL, { useValue: terminal });
  const offer = (name: string, make: (from: DependencyContainer) => CommandWork): void => {
    parts.register(commandToken(name), { useFactory: make });
  };
  offer('demo', from => demo(from.resolve(TERMINAL)));
  offer('doctor', from => doctor(from.resolve(TERMINAL)));
  offer('exec', from => exec(from.resolve(TERMINAL)));
  offer('generate', from => generate(from.resolve(TERMINAL)));
  offer('import', from => importFormat(from.resolve(TERMINAL)));
  offer('plot', from => plot(from.resolve(TERMINAL)));
  offer('probe', from => probe(from.resolve(TERMINAL)));
  offer('replay', from => replay(from.resolve(TERMINAL)));
  offer('run', from => run(from.resolve(TERMINAL)));
  offer('setup', from => setup(from.resolve(TERMINAL)));
  offer('shell', from => shell(from.resolve(TERMINAL)));
  offer('simulate', from => simulate(from.resolve(TERMINAL)));
  offer('socket-stats', from => socketStats(from.resolve(TERMINAL)));
  offer('start', from => start(from.resolve(TERMINAL)));
  offer('teardown', from => teardown(from.resolve(TERMINAL)));
  return { command: name => parts.resolve(commandToken(name)) };
};
