import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMAND_LINE } from '../command-line.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** In the environment of a command and of all that it starts. */
const MARK = 'HOOKLINE_TEST_MARK';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly mark: string;
  readonly ended: Promise<Ended>;
  /** Resolves when the error output has `text` in it; throws when the command ends without. */
  said(text: string): Promise<void>;
}

/** Starts the command line. */
export const start = (...words: string[]): Started => startThrough([], ...words);

/** The same through a program that replaces itself by what follows its own words. */
export const startThrough = (prefix: readonly string[], ...words: string[]): Started =>
  startMarked([...prefix, ...COMMAND_LINE, ...words]);

/** Starts any program, so that it and all that it starts are found again. */
export const startMarked = ([program, ...rest]: readonly string[]): Started => {
  const mark = randomUUID();
  const child = spawn(program!, rest, {
    cwd: ROOT,
    env: { ...process.env, [MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  child.stderr.on('data', chunk => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (err.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`the command ended and had not said '${text}':\n${out}${err}`)));
      look();
    });
  return { child, mark, ended, said };
};

export const hookline = (...words: string[]): Promise<Ended> => start(...words).ended;

const processes = (): string[] => readdirSync('/proc').filter(name => /^\d+$/.test(name));

const readOr = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    // The process has ended meanwhile.
    return otherwise;
  }
};

/** Processes that a command has started, itself included. */
export const family = (mark: string): string[] =>
  processes().filter(pid =>
    readOr(() => readFileSync(`/proc/${pid}/environ`, 'latin1'), '').includes(`${MARK}=${mark}`),
  );

/** The network namespaces that a process is in or holds a descriptor of, by their links (`net:[4026532…]`). */
const namespacesOf = (pid: string): string[] => {
  const links = [
    ...readOr(() => readdirSync(`/proc/${pid}/fd`), []).map(fd => `/proc/${pid}/fd/${fd}`),
    ...readOr(() => readdirSync(`/proc/${pid}/task`), []).map(task => `/proc/${pid}/task/${task}/ns/net`),
  ];
  return links.map(link => readOr(() => readlinkSync(link), '')).filter(target => target.startsWith('net:['));
};

/** The namespaces that these processes hold and this one does not. */
export const namespacesHeld = (pids: readonly string[]): Set<string> => {
  const own = new Set(namespacesOf(String(process.pid)));
  return new Set(pids.flatMap(namespacesOf).filter(each => !own.has(each)));
};

/** Whether any process of the machine still holds one of the namespaces. */
export const stillHeld = (namespaces: ReadonlySet<string>): boolean =>
  processes().some(pid => namespacesOf(pid).some(each => namespaces.has(each)));
