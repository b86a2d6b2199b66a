import type { World } from '../netns/world.js';
import { runReportJson } from '../report/run-report.js';
import { summaryText } from '../report/summary-text.js';
import { announce } from '../run/announce.js';
import { captures } from '../run/captured-stages.js';
import type { HookReloaded } from '../run/hook-reloader.js';
import { type LoadedInput, onlyVirtual } from '../run/load-input.js';
import { type PreparedRun, writeCourse } from '../run/prepare-run.js';
import { type RealRunInput, runReal } from '../run/real-run.js';
import { realReport } from '../run/report-of.js';
import { watchSaves } from '../run/watch-saves.js';
import { EXIT, exitCode } from './exit-code.js';
import { warn } from './failure.js';
import { laneFailureText } from './hook-failure-text.js';
import { onInterrupt } from './interrupt.js';
import { progressLine } from './progress-line.js';
import { reloadText } from './reload.js';
import { type ResultOptions, writeResultFiles } from './result-files.js';
import type { Terminal } from './terminal.js';

/** What is to run in real time, and where. */
export interface LiveRun
  extends Pick<RealRunInput, 'server' | 'serverTimeoutMs' | 'at' | 'client' | 'priority' | 'onRunning' | 'onClock'> {
  readonly input: LoadedInput;
  readonly prepared: PreparedRun;
  /** Makes or finds the namespaces; called once signals are caught, so that whatever happens they are closed. */
  readonly open: () => World;
  /** Whether a hook is built anew when one of its files is saved. */
  readonly watch?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly results: ResultOptions;
  /** Whether a signal is the orderly end: the exit code is then 0. */
  readonly endsBySignal?: boolean;
}

/** Runs a prepared plan on real traffic and tells the user how it goes and what came of it. Returns the exit code. */
export const liveRun = async (terminal: Terminal, live: LiveRun): Promise<number> => {
  const { input, prepared, json, strict } = live;
  const { plan, warnings } = prepared.hooks;
  const capturing = captures(prepared);
  const interrupt = onInterrupt();
  const progress = progressLine(terminal, plan);
  let world: World | undefined;
  let watching: { stop(): void } | undefined;
  let withdraw = (): void => {};
  try {
    world = live.open();
    withdraw = announce(world, input.name, plan, prepared.names);
    warn(warnings, terminal);
    warn(onlyVirtual(input), terminal);
    for (const note of world.notes) terminal.err(`warning: ${note}\n`);
    const startedAt = new Date();
    const { server, at, client, serverTimeoutMs, priority, onRunning, onClock } = live;
    const result = await runReal({
      plan,
      hooks: prepared.hooks,
      hookFolder: prepared.hookFolder,
      world,
      ...(prepared.folder ? { folder: prepared.folder.path } : {}),
      capturing,
      server,
      serverTimeoutMs,
      at,
      client,
      foreground: process.stdin.isTTY === true,
      output: json ? 'err' : 'out',
      priority,
      onRunning: control => {
        if (live.watch) {
          const tell = (reloaded: HookReloaded): void => progress.line(reloadText(reloaded));
          watching = watchSaves(control, tell, why => progress.line(`warning: hooks are not rebuilt: ${why}\n`));
        }
        onRunning?.(control);
      },
      onClock,
      ...progress.watcher,
      stop: interrupt.happened,
    });
    progress.end();
    const files = await writeCourse(prepared, result.record, result.journal, capturing);
    const report = realReport(result, { name: input.name, plan, files }, startedAt, new Date());
    prepared.folder?.finish(report);
    if (json) terminal.out(runReportJson(report));
    else terminal.err(`\n${summaryText(report, { colour: terminal.colour })}`);
    const failures = result.ends.flatMap(end => end.failure ?? []);
    for (const failure of failures) terminal.err(laneFailureText(failure));
    writeResultFiles(live.results, {
      report,
      failures: failures.map(failure => ({ hook: failure.hook, text: laneFailureText(failure) })),
      ...(client && result.clientCode !== undefined
        ? { client: { command: client.join(' '), code: result.clientCode } }
        : {}),
    });
    const code = exitCode(report, strict, failures.length > 0);
    if (code !== EXIT.ok) return code;
    if (result.linkLost !== undefined) return EXIT.environment;
    return (live.endsBySignal ? undefined : interrupt.code()) ?? result.clientCode ?? EXIT.ok;
  } finally {
    watching?.stop();
    progress.end();
    withdraw();
    world?.close();
    prepared.clean();
    interrupt.stop();
  }
};
