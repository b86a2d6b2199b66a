import { parseSpan } from '../../sdk/quantity.js';
import { InputError } from '../fault.js';
import type { LaneTask } from '../lane/lane-task.js';
import { buildWorld } from '../netns/topology.js';
import { runReportJson } from '../report/run-report.js';
import { summaryText } from '../report/summary-text.js';
import { announce } from '../run/announce.js';
import { loadInput, onlyVirtual } from '../run/load-input.js';
import { prepareRun, writeCourse } from '../run/prepare-run.js';
import { ensurePrivilege } from '../run/privilege.js';
import { runReal } from '../run/real-run.js';
import { realReport } from '../run/report-of.js';
import { EXIT, exitCode } from './exit-code.js';
import { warn } from './failure.js';
import { laneFailureText } from './hook-failure-text.js';
import { onInterrupt } from './interrupt.js';
import { progressLine } from './progress-line.js';
import type { InputOptions } from './simulate.js';
import type { Terminal } from './terminal.js';

export interface RunOptions extends InputOptions {
  readonly server?: string;
  readonly serverTimeout: string;
  readonly capture?: boolean;
  readonly priority: LaneTask['priority'];
}

/** `hookline run`: a plan on real traffic, in real time. */
export const run =
  (terminal: Terminal) =>
  async (file: string, client: readonly string[], options: RunOptions): Promise<number> => {
    const words = { file, hooks: options.hook, sets: options.set, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    if (options.capture && options.out === undefined) throw captureNowhere();
    const serverTimeoutMs = timeout(options.serverTimeout);
    ensurePrivilege();
    const prepared = await prepareRun(input, input.plan, options.out);
    const interrupt = onInterrupt();
    const progress = progressLine(terminal, prepared.hooks.plan);
    let world: ReturnType<typeof buildWorld> | undefined;
    let withdraw = (): void => {};
    try {
      world = buildWorld();
      withdraw = announce(world, input.name);
      warn(prepared.hooks.warnings, terminal);
      warn(onlyVirtual(input), terminal);
      for (const note of world.notes) terminal.err(`warning: ${note}\n`);
      const { plan } = prepared.hooks;
      if (client.length === 0 && plan.duration === Number.POSITIVE_INFINITY) {
        terminal.err(`running until Ctrl-C; 'hookline shell client' and 'hookline shell server' open the two ends\n`);
      }
      const startedAt = new Date();
      const result = await runReal({
        plan,
        hooks: prepared.hooks,
        hookFolder: prepared.hookFolder,
        world,
        ...(prepared.folder ? { folder: prepared.folder.path } : {}),
        capturing: options.capture === true,
        ...(options.server === undefined ? {} : { server: options.server }),
        serverTimeoutMs,
        ...(client.length > 0 ? { client } : {}),
        foreground: process.stdin.isTTY === true,
        output: options.json ? 'err' : 'out',
        priority: options.priority,
        ...progress.watcher,
        stop: interrupt.happened,
      });
      progress.end();
      const files = await writeCourse(prepared, result.record, result.journal, options.capture === true);
      const report = realReport(result, { name: input.name, plan, files }, startedAt, new Date());
      prepared.folder?.finish(report);
      if (options.json) terminal.out(runReportJson(report));
      else terminal.err(`\n${summaryText(report, { colour: terminal.colour })}`);
      const failures = result.ends.flatMap(end => end.failure ?? []);
      for (const failure of failures) terminal.err(laneFailureText(failure));
      const code = exitCode(report.validity, options.strict, failures.length > 0);
      if (code !== EXIT.ok) return code;
      if (result.linkLost !== undefined) return EXIT.environment;
      return interrupt.code() ?? result.clientCode ?? EXIT.ok;
    } finally {
      progress.end();
      withdraw();
      world?.close();
      prepared.clean();
      interrupt.stop();
    }
  };

const captureNowhere = (): InputError =>
  new InputError([{ file: '--capture', line: 0, column: 0, message: 'captures need a folder', hint: 'add --out DIR' }]);

const timeout = (text: string): number => {
  try {
    return parseSpan(text) / 1e6;
  } catch (error) {
    throw new InputError([{ file: '--server-timeout', line: 0, column: 0, message: (error as Error).message }]);
  }
};
