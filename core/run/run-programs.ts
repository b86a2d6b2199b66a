import { EnvironmentError } from '../fault.js';
import { addresses, clientHost, serverHost } from '../netns/host.js';
import type { Namespace } from '../netns/namespace.js';
import { type RunningCommand, startCommand } from '../netns/process.js';
import type { World } from '../netns/world.js';
import type { Plan } from '../plan/plan.js';
import { awaitServer } from './await-server.js';
import { type HostProgram, startHostProgram } from './host-program.js';

/** The programs of a run. */
export interface ProgramsInput {
  /** Run by a shell at the server's host; the client waits until something listens there. */
  readonly server?: string | undefined;
  readonly serverTimeoutMs: number;
  /** Run when frames cross, one after the other, before the client. */
  readonly at?: readonly HostProgram[] | undefined;
  /** Run at the client's host; the run ends when it does. Without it the plan's duration or `stop` ends it. */
  readonly client?: readonly string[] | undefined;
  /** Whether the client has this process's terminal. */
  readonly foreground: boolean;
  /** Where the commands' output goes: this process's own, or all to its standard error. */
  readonly output: 'out' | 'err';
  readonly onLine: (text: string) => void;
}

/** Starts the programs of a run at the hosts of its world, and ends them. */
export class RunPrograms {
  client: RunningCommand | undefined;
  private server: RunningCommand | undefined;
  private readonly others: RunningCommand[] = [];
  private readonly env: NodeJS.ProcessEnv;
  private ending = false;

  constructor(
    private readonly plan: Plan,
    private readonly world: World,
    private readonly input: ProgramsInput,
    /** Whether the run is to end, so that nothing more is waited for or started. */
    private readonly stopAsked: () => boolean,
  ) {
    this.env = { ...process.env, ...addresses(plan.ports) };
  }

  /** Resolves when it listens. Throws an EnvironmentError when it will not. */
  async startServer(): Promise<void> {
    const { server: command, serverTimeoutMs: timeoutMs } = this.input;
    if (command === undefined) return;
    const inside = this.inside(serverHost(this.plan.ports), 'server');
    const output = this.input.output === 'err' ? 2 : 'inherit';
    this.server = await startCommand(inside, ['sh', '-c', command], { env: this.env, output });
    const where = "the server's namespace";
    const { stopAsked } = this;
    await awaitServer(this.server, inside, { what: 'the server command', where, command, timeoutMs, stopAsked });
    // Until it listens, whatever ends it is told by what waits for it.
    this.tellEnd(this.server, 'the server command', command);
  }

  /** Those at other hosts, in their order, then the client. Throws an EnvironmentError when one does not listen. */
  async startOthers(): Promise<void> {
    const { at = [], client, foreground, output, serverTimeoutMs: timeoutMs } = this.input;
    const { env, stopAsked } = this;
    for (const program of at) {
      if (stopAsked()) return;
      const started = await startHostProgram(this.world, program, {
        env,
        toError: output === 'err',
        timeoutMs,
        stopAsked,
      });
      this.others.push(started.running);
      await started.listens();
      this.tellEnd(started.running, `the program at ${program.host}`, program.command);
    }
    if (client === undefined || stopAsked()) return;
    this.client = await startCommand(this.inside(clientHost(this.plan.ports), 'client'), client, {
      env,
      foreground,
      output: output === 'err' ? 2 : 'inherit',
      input: foreground ? 'inherit' : 'ignore',
    });
  }

  /** Ends all but the server, as Ctrl-C would; what is left after two seconds by SIGKILL. */
  async stopOthers(): Promise<void> {
    this.ending = true;
    if (this.client && !this.client.ended) await this.client.stop({ signal: 'SIGINT' });
    await Promise.all(this.others.map(async each => each.ended || (await each.stop({ signal: 'SIGINT' }))));
  }

  /** Ends what still runs: the server last, which would only report a broken connection. */
  async stop(): Promise<void> {
    await this.stopOthers();
    if (this.server && !this.server.ended) await this.server.stop();
  }

  /** Says so when a program ends badly and the run goes on. */
  private tellEnd(running: RunningCommand, what: string, command: string): void {
    void running.exited.then(({ code }) => {
      if (code === 0 || this.ending || this.stopAsked()) return;
      this.input.onLine(`${what} ended with code ${code} while the run went on: ${command}\n`);
    });
  }

  private inside(host: string | undefined, whose: string): Namespace {
    const found = host === undefined ? undefined : this.world.hosts.get(host);
    if (found) return found;
    throw new EnvironmentError(`there is no host for the ${whose} command: all ports are interfaces of this machine`);
  }
}
