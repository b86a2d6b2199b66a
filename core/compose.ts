import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Terminal } from './cli/terminal.js';

/** A command's work: its arguments and options as the command line gives them, and the exit code. */
export type CommandWork = (...given: never[]) => Promise<number>;

const TERMINAL: InjectionToken<Terminal> = Symbol('Terminal');

const commandToken = (name: string): InjectionToken<Promise<CommandWork>> => `command:${name}`;

/**
 * The composition root: the only file that knows how the rooms are put together, and the only one that touches the
 * container. Factories, not decorators: what a loader or bundler leaves of types decides nothing (docs/decisions). Each
 * command is loaded when it is called: all together take four times as long as what `exec` needs.
 */
export const compose = (terminal: Terminal): { command(name: string): Promise<CommandWork> } => {
  const parts = container.createChildContainer();
  parts.register(TERMINAL, { useValue: terminal });
  const offer = (name: string, make: (from: DependencyContainer) => Promise<CommandWork>): void => {
    parts.register(commandToken(name), { useFactory: make });
  };
  offer('capture', async from => (await import('./cli/capture.js')).capture(from.resolve(TERMINAL)));
  offer('check', async from => (await import('./cli/check.js')).check(from.resolve(TERMINAL)));
  offer('demo', async from => (await import('./cli/demo.js')).demo(from.resolve(TERMINAL)));
  offer('doctor', async from => (await import('./cli/doctor.js')).doctor(from.resolve(TERMINAL)));
  offer('exec', async from => (await import('./cli/exec.js')).exec(from.resolve(TERMINAL)));
  offer('generate', async from => (await import('./cli/generate.js')).generate(from.resolve(TERMINAL)));
  offer('hook describe', async from => (await import('./cli/hook-describe.js')).hookDescribe(from.resolve(TERMINAL)));
  offer('hook list', async from => (await import('./cli/hook-list.js')).hookList(from.resolve(TERMINAL)));
  offer('hook new', async from => (await import('./cli/hook-new.js')).hookNew(from.resolve(TERMINAL)));
  offer('hook test', async from => (await import('./cli/hook-test.js')).hookTest(from.resolve(TERMINAL)));
  offer('import', async from => (await import('./cli/import.js')).importFormat(from.resolve(TERMINAL)));
  offer('init', async from => (await import('./cli/init.js')).init(from.resolve(TERMINAL)));
  offer('plot', async from => (await import('./cli/plot.js')).plot(from.resolve(TERMINAL)));
  offer('probe', async from => (await import('./cli/probe.js')).probe(from.resolve(TERMINAL)));
  offer('reload', async from => (await import('./cli/reload.js')).reload(from.resolve(TERMINAL)));
  offer('replay', async from => (await import('./cli/replay.js')).replay(from.resolve(TERMINAL)));
  offer('run', async from => (await import('./cli/run.js')).run(from.resolve(TERMINAL)));
  offer('set', async from => (await import('./cli/set.js')).set(from.resolve(TERMINAL)));
  offer('setup', async from => (await import('./cli/setup.js')).setup(from.resolve(TERMINAL)));
  offer('shell', async from => (await import('./cli/shell.js')).shell(from.resolve(TERMINAL)));
  offer('simulate', async from => (await import('./cli/simulate.js')).simulate(from.resolve(TERMINAL)));
  offer('socket-stats', async from => (await import('./cli/socket-stats.js')).socketStats(from.resolve(TERMINAL)));
  offer('start', async from => (await import('./cli/start.js')).start(from.resolve(TERMINAL)));
  offer('status', async from => (await import('./cli/status.js')).status(from.resolve(TERMINAL)));
  offer('teardown', async from => (await import('./cli/teardown.js')).teardown(from.resolve(TERMINAL)));
  return { command: name => parts.resolve(commandToken(name)) };
};
