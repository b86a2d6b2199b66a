import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { EnvironmentError } from '../fault.js';
import { confine, confinement } from './confinement.js';
import type { Namespace } from './namespace.js';
import { descendants } from './process-tree.js';

export interface CommandOptions {
  /** `capture` gives `stdout` and `stderr` to read, which must be read; a number is a descriptor to write to. */
  readonly output?: 'inherit' | 'capture' | 'ignore' | number | undefined;
  /** `ignore` by default. */
  readonly input?: 'inherit' | 'ignore' | undefined;
  /** The whole environment; this process's own if not given. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
  /**
   * Stay in this process's group and session, so that an interactive command keeps the terminal: Ctrl-C then reaches
   * it, and this process too, from the terminal.
   */
  readonly foreground?: boolean | undefined;
}

export interface Exit {
  /** The command's exit code; 128 + n if signal n ended it; 127 if there was no such command. */
  readonly code: number;
}

export interface RunningCommand {
  readonly pid: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** When the command and all it started have ended. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Whether it has ended. */
  readonly ended: boolean;
  /** Sends a signal to the command and its children, as a terminal would. */
  signal(name: NodeJS.Signals): void;
  /** Asks with `signal` (SIGTERM), then after `graceMs` (2000) ends it by SIGKILL. */
  stop(options?: { readonly signal?: NodeJS.Signals; readonly graceMs?: number }): Promise<Exit>;
}

const GRACE_MS = 2000;

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already, which is what was wanted.
  }
};

const watch = (child: ChildProcess, pid: number, foreground: boolean, wrapped: boolean): RunningCommand => {
  let ended = false;
  const exited = new Promise<Exit>(resolve => {
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (ended) return;
    if (!foreground) {
      kill(-pid, name);
      return;
    }
    for (const one of descendants(pid)) kill(one, name);
    if (!wrapped) kill(pid, name);
  };
  return {
    pid,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    get ended() {
      return ended;
    },
    signal,
    async stop({ signal: first = 'SIGTERM', graceMs = GRACE_MS } = {}) {
      signal(first);
      // SIGKILL to the front process takes the whole process namespace with it.
      const last = setTimeout(() => {
        signal('SIGKILL');
        kill(pid, 'SIGKILL');
      }, graceMs);
      const exit = await exited;
      clearTimeout(last);
      return exit;
    },
  };
};

/**
 * Starts a command in a network namespace, alone in its own process namespace and process group where the machine
 * allows: when it ends, or this process does (even by `kill -9`), everything it started ends too. Resolves when it has
 * been spawned; a command that does not exist exits with 127.
 */
export const startCommand = async (
  inside: Namespace,
  command: readonly string[],
  { output = 'inherit', input = 'ignore', env, cwd, foreground = false }: CommandOptions = {},
): Promise<RunningCommand> => {
  const [program, ...rest] = confine(command, confinement());
  const out = output === 'capture' ? 'pipe' : output;
  // spawn forks on the calling thread before it returns, so the child is born inside.
  const child = inside.enter(() =>
    spawn(program!, rest, { stdio: [input, out, out], env: env ?? process.env, cwd, detached: !foreground }),
  );
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<Error>(resolve => child.once('error', resolve));
    throw new EnvironmentError(`cannot start ${command.join(' ')}: ${error.message}`);
  }
  return watch(child, pid, foreground, confinement().init !== undefined);
};
