import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../fault.js';
import type { Namespace } from '../netns/namespace.js';
import type { AgentTask, FromAgent, ToAgent } from './agent-words.js';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const AGENT_FILE = fileURLToPath(new URL(`./agent.${ending}`, import.meta.url));
const GRACE_MS = 2000;

export type Ready = Extract<FromAgent, { readonly kind: 'ready' }>;

/** An agent in a host's namespace: a process of its own, see agent.ts. */
export class AgentProcess {
  private readonly waiting = new Map<number, (failed: number) => void>();
  private readonly exited: Promise<void>;
  private stopping = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly fail: (error: Error) => void,
    /** Rejects when the agent ends before it is told to; never resolves. */
    readonly broken: Promise<never>,
  ) {
    this.exited = new Promise(resolve => {
      child.once('close', (code, signal) => {
        if (!this.stopping)
          fail(new EnvironmentError(`the process that sends probes ended by itself (${signal ?? code})`));
        resolve();
      });
    });
  }

  /** Starts an agent. Resolves when it can send. */
  static async start(inside: Namespace, task: AgentTask): Promise<{ agent: AgentProcess; ready: Ready }> {
    // spawn forks on the calling thread before it returns, so the child is born inside. A process group of its own:
    // Ctrl-C ends it by way of its input, after what there is has been shown.
    const child = inside.enter(() =>
      spawn(process.execPath, [...process.execArgv, AGENT_FILE, JSON.stringify(task)], {
        stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
        detached: true,
      }),
    );
    let fail: (error: Error) => void = () => {};
    const broken = new Promise<never>((_, reject) => {
      fail = reject;
    });
    broken.catch(() => {});
    child.once('error', error => fail(new EnvironmentError(`cannot start ${process.execPath}: ${error.message}`)));
    const agent = new AgentProcess(child, fail, broken);
    try {
      const ready = await Promise.race([agent.listen(), broken]);
      return { agent, ready };
    } catch (error) {
      await agent.stop();
      throw error;
    }
  }

  /** Sends what is told, and resolves to the number of frames the kernel refused. Train 0 are the probes. */
  send(words: ToAgent): Promise<number> {
    this.child.stdin!.write(`${JSON.stringify(words)}\n`);
    const sent = new Promise<number>(resolve => {
      this.waiting.set(words.kind === 'train' ? words.number : 0, resolve);
    });
    return Promise.race([sent, this.broken]);
  }

  /** Ends the agent, whatever it does. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.child.stdin?.end();
    if (this.child.pid === undefined) return;
    const last = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await this.exited;
    clearTimeout(last);
  }

  private listen(): Promise<Ready> {
    this.child.stdin!.on('error', () => {});
    return new Promise(resolve => {
      createInterface({ input: this.child.stdio[3] as Readable }).on('line', line => {
        try {
          const words = JSON.parse(line) as FromAgent;
          if (words.kind === 'ready') resolve(words);
          else this.waiting.get(words.train)?.(words.failed);
        } catch {
          this.fail(new EnvironmentError(`the process that sends probes said '${line}'`));
        }
      });
    });
  }
}
