import { parseSpan } from '../../sdk/quantity.js';
import { InputError } from '../fault.js';
import type { LaneTask } from '../lane/lane-task.js';
import { requireRootToAttach } from '../netns/attach/attach.js';
import { lacksProgram } from '../netns/find-program.js';
import { hostNames } from '../netns/host.js';
import { buildWorld } from '../netns/world.js';
import { attachPorts } from '../run/attach-words.js';
import { type CaptureWish, checkCapture, withCaptured } from '../run/captured-stages.js';
import { parseHostProgram } from '../run/host-program.js';
import { loadInput } from '../run/load-input.js';
import { prepareRun } from '../run/prepare-run.js';
import { ensurePrivilege } from '../run/privilege.js';
import { requireRealFigures } from '../run/real-figures.js';
import { EXIT } from './exit-code.js';
import { liveRun } from './live-run.js';
import { clearResultFiles, type ResultOptions } from './result-files.js';
import type { InputOptions } from './simulate.js';
import type { Terminal } from './terminal.js';

export interface RunOptions extends InputOptions, ResultOptions {
  readonly server?: string;
  readonly serverTimeout: string;
  readonly at: readonly string[];
  readonly attach: readonly string[];
  readonly capture?: CaptureWish;
  readonly watch?: boolean;
  readonly priority: LaneTask['priority'];
}

/** `hookline run`: a plan on real traffic, in real time. */
export const run =
  (terminal: Terminal) =>
  async (file: string, client: readonly string[], options: RunOptions): Promise<number> => {
    clearResultFiles(options);
    const words = { file, hooks: options.hook, sets: options.set, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    requireRealFigures(input);
    checkCapture(options);
    const serverTimeoutMs = timeout(options.serverTimeout);
    const attached = attachPorts(input.plan, options.attach);
    const hosts = hostNames(attached.ports);
    const at = options.at.map(text => parseHostProgram(text, hosts));
    requireHosts(file, hosts, client.length > 0 || options.server !== undefined);
    const [program] = client;
    if (program !== undefined && lacksProgram(program)) {
      terminal.err(`hookline: there is no program '${program}' for the client to run\n`);
      return EXIT.notFound;
    }
    requireRootToAttach(attached.ports);
    ensurePrivilege();
    const prepared = await prepareRun(input, withCaptured(attached, options.capture), options.out);
    const { ports, topologies } = prepared.hooks.plan;
    const endless = client.length === 0 && prepared.hooks.plan.duration === Number.POSITIVE_INFINITY;
    return liveRun(terminal, {
      input,
      prepared,
      open: () => buildWorld(ports, { topologies }),
      server: options.server,
      serverTimeoutMs,
      at,
      client: client.length > 0 ? client : undefined,
      priority: options.priority,
      watch: options.watch,
      onRunning: endless ? () => terminal.err(untilCtrlC(hosts)) : undefined,
      json: options.json,
      strict: options.strict,
      results: options,
    });
  };

const untilCtrlC = (hosts: readonly string[]): string => {
  const [first, second, ...others] = hosts.map(host => `'hookline shell ${host}'`);
  if (first === undefined) return 'running until Ctrl-C\n';
  if (second === undefined) return `running until Ctrl-C; ${first} opens the host\n`;
  if (others.length === 0) return `running until Ctrl-C; ${first} and ${second} open the two ends\n`;
  return `running until Ctrl-C; ${first}, ${second} and the like open the ${hosts.length} hosts\n`;
};

/** Programs run at hosts; all that is behind an interface of this machine is another's. */
const requireHosts = (file: string, hosts: readonly string[], programs: boolean): void => {
  if (hosts.length > 0 || !programs) return;
  const message = 'there is no host for a command: all ports are interfaces of this machine';
  throw new InputError([{ file, line: 0, column: 0, message, hint: 'start it where the interfaces lead' }]);
};

const timeout = (text: string): number => {
  try {
    return parseSpan(text) / 1e6;
  } catch (error) {
    throw new InputError([{ file: '--server-timeout', line: 0, column: 0, message: (error as Error).message }]);
  }
};
