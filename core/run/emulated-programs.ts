import { EnvironmentError } from '../fault.js';
import { waitForListener } from '../netns/listening.js';
import type { Namespace } from '../netns/namespace.js';
import { type RunningCommand, startCommand } from '../netns/process.js';

/** How a program ended and what it printed. */
export interface Finished {
  /** Its exit code; 128 + n if signal n ended it; 127 if there is no such program. */
  readonly code: number;
  /** All that it printed there. */
  readonly stdout: string;
  /** All that it printed there. */
  readonly stderr: string;
}

/** What any program of a host may be given. */
export interface ProgramOptions {
  /** Beside this process's own variables and the addresses of all ports (`HOOKLINE_SERVER`, …). */
  readonly env?: Readonly<Record<string, string>>;
  /** Its working directory; this process's own if not given. */
  readonly cwd?: string;
}

/** What a program that runs to its end may be given. */
export interface RunOptions extends ProgramOptions {
  /** The program is ended when it takes longer, and an EnvironmentError thrown; it may take for ever if not given. */
  readonly timeoutMs?: number;
}

/** What a program that goes on may be given. */
export interface StartOptions extends ProgramOptions {
  /** Waits until something listens at the host: at this TCP or UDP port, or at any (`true`). */
  readonly listening?: number | boolean;
  /** For how long; 10 s if not given. */
  readonly timeoutMs?: number;
}

/** A program that goes at a host, alone in a process namespace of its own where the machine allows. */
export interface EmulatedProgram {
  /** Its process number, as this process sees it. */
  readonly pid: number;
  /** What it has printed so far. */
  readonly stdout: string;
  /** The same of standard error. */
  readonly stderr: string;
  /** When it and all it started have ended. Never rejects. */
  readonly exited: Promise<Finished>;
  /** Resolves once it has printed this, to either. Throws an EnvironmentError when it ends without, or takes over `timeoutMs` (10 s). */
  said(what: string | RegExp, timeoutMs?: number): Promise<void>;
  /** To it and its children. */
  signal(name: NodeJS.Signals): void;
  /** Interrupts it (SIGINT); ends it by SIGKILL when it has not ended two seconds later. */
  stop(): Promise<Finished>;
}

/** How long one waits for a program unless it is told. */
const PATIENCE_MS = 10_000;

/** The programs of one host, in the order of their starts. */
export class EmulatedPrograms {
  /** Those that go, or are about to. */
  private readonly going = new Set<Promise<EmulatedProgram>>();
  private closed = false;

  constructor(
    private readonly host: string,
    private readonly inside: Namespace,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async start(
    command: string,
    args: readonly string[],
    { env, cwd, listening = false, timeoutMs = PATIENCE_MS }: StartOptions,
  ): Promise<EmulatedProgram> {
    if (this.closed) throw new EnvironmentError(`cannot start ${command}: the emulation has ended`);
    const starting = startCommand(this.inside, [command, ...args], {
      output: 'capture',
      env: { ...process.env, ...this.env, ...env },
      cwd,
    });
    const started = starting.then(running => programOf(running, `${command} at ${this.host}`));
    this.going.add(started);
    const over = (): void => void this.going.delete(started);
    started.then(({ exited }) => exited).then(over, over);
    const program = await started;
    const running = await starting;
    if (listening !== false) await this.awaitListener(program, running, listening, timeoutMs);
    return program;
  }

  async run(
    command: string,
    args: readonly string[],
    { timeoutMs = Number.POSITIVE_INFINITY, ...options }: RunOptions,
  ): Promise<Finished> {
    const program = await this.start(command, args, options);
    if (timeoutMs === Number.POSITIVE_INFINITY) return program.exited;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void program.stop();
    }, timeoutMs);
    const finished = await program.exited;
    clearTimeout(timer);
    if (!late) return finished;
    throw new EnvironmentError(`${command} did not end within ${timeoutMs} ms at ${this.host}${printed(finished)}`);
  }

  /** Ends all that go, the last one started first: clients come after their servers. */
  async stop(): Promise<void> {
    this.closed = true;
    const programs = await Promise.allSettled(this.going);
    await Promise.all(programs.reverse().map(each => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
  }

  private async awaitListener(
    program: EmulatedProgram,
    running: RunningCommand,
    listening: number | true,
    timeoutMs: number,
  ): Promise<void> {
    const port = listening === true ? undefined : listening;
    const found = await waitForListener(this.inside, { timeoutMs, port, until: () => running.ended });
    if (found !== undefined) return;
    const why = running.ended ? 'it has ended' : `not within ${timeoutMs} ms`;
    const finished = await program.stop();
    const where = port === undefined ? '' : `port ${port} of `;
    throw new EnvironmentError(`nothing listens at ${where}${this.host}: ${why}${printed(finished)}`);
  }
}

const programOf = (running: RunningCommand, name: string): EmulatedProgram => {
  let stdout = '';
  let stderr = '';
  running.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  running.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = running.exited.then(({ code }) => ({ code, stdout, stderr }));
  return {
    pid: running.pid,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    exited,
    async said(what, timeoutMs = PATIENCE_MS) {
      const found = (): boolean =>
        [stdout, stderr].some(text => (typeof what === 'string' ? text.includes(what) : what.test(text)));
      const why = await until(running, found, timeoutMs);
      if (why === undefined) return;
      const end = running.ended ? await exited : { stdout, stderr };
      throw new EnvironmentError(`${name} has not said ${what}: ${why}${printed(end)}`);
    },
    signal: name => running.signal(name),
    async stop() {
      if (!running.ended) await running.stop({ signal: 'SIGINT' });
      return exited;
    },
  };
};

/** Waits until it holds, looking at each line; says why it does not. */
const until = (running: RunningCommand, holds: () => boolean, timeoutMs: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const settle = (why?: string): void => {
      clearTimeout(timer);
      for (const stream of [running.stdout!, running.stderr!]) stream.off('data', look);
      resolve(why);
    };
    const look = (): void => {
      if (holds()) settle();
    };
    const timer = setTimeout(() => settle(`not within ${timeoutMs} ms`), timeoutMs);
    for (const stream of [running.stdout!, running.stderr!]) stream.on('data', look);
    void running.exited.then(() => settle(holds() ? undefined : 'it has ended'));
    look();
  });

/** What it said about it. */
const printed = ({ code, stdout, stderr }: Omit<Finished, 'code'> & { readonly code?: number }): string => {
  const text = `${stdout}${stderr}`.trimEnd();
  return `${code === undefined ? '' : `, code ${code}`}${text === '' ? '' : `, having printed:\n${text.slice(-2000)}`}`;
};
