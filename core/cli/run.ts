import { parseSpan } from '../../sdk/quantity.js';
import { InputError } from '../fault.js';
import type { LaneTask } from '../lane/lane-task.js';
import { buildWorld } from '../netns/topology.js';
import { loadInput } from '../run/load-input.js';
import { prepareRun } from '../run/prepare-run.js';
import { ensurePrivilege } from '../run/privilege.js';
import { liveRun } from './live-run.js';
import type { InputOptions } from './simulate.js';
import type { Terminal } from './terminal.js';

export interface RunOptions extends InputOptions {
  readonly server?: string;
  readonly serverTimeout: string;
  readonly capture?: boolean;
  readonly priority: LaneTask['priority'];
}

const UNTIL_CTRL_C = `running until Ctrl-C; 'hookline shell client' and 'hookline shell server' open the two ends\n`;

/** `hookline run`: a plan on real traffic, in real time. */
export const run =
  (terminal: Terminal) =>
  async (file: string, client: readonly string[], options: RunOptions): Promise<number> => {
    const words = { file, hooks: options.hook, sets: options.set, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    checkCapture(options);
    const serverTimeoutMs = timeout(options.serverTimeout);
    ensurePrivilege();
    const prepared = await prepareRun(input, input.plan, options.out);
    const endless = client.length === 0 && prepared.hooks.plan.duration === Number.POSITIVE_INFINITY;
    return liveRun(terminal, {
      input,
      prepared,
      open: () => buildWorld(),
      server: options.server,
      serverTimeoutMs,
      client: client.length > 0 ? client : undefined,
      priority: options.priority,
      capture: options.capture,
      onRunning: endless ? () => terminal.err(UNTIL_CTRL_C) : undefined,
      json: options.json,
      strict: options.strict,
    });
  };

/** Throws an InputError for captures without a folder to write them to. */
export const checkCapture = ({ capture, out }: { readonly capture?: boolean; readonly out?: string }): void => {
  if (!capture || out !== undefined) return;
  const message = 'captures need a folder';
  throw new InputError([{ file: '--capture', line: 0, column: 0, message, hint: 'add --out DIR' }]);
};

const timeout = (text: string): number => {
  try {
    return parseSpan(text) / 1e6;
  } catch (error) {
    throw new InputError([{ file: '--server-timeout', line: 0, column: 0, message: (error as Error).message }]);
  }
};
