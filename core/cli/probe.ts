import type { Nanos } from '../../sdk/units.js';
import { buildLink, type LinkWorld } from '../netns/world.js';
import type { Plan } from '../plan/plan.js';
import { probeCsv } from '../probe/probe-csv.js';
import { probeFigures } from '../probe/probe-figures.js';
import { probeReport, probeReportJson } from '../probe/probe-report.js';
import { ProbeSession } from '../probe/probe-session.js';
import { probeText } from '../probe/probe-text.js';
import { announce } from '../run/announce.js';
import { loadInput, onlyVirtual } from '../run/load-input.js';
import { prepareRun, writeCourse } from '../run/prepare-run.js';
import { ensurePrivilege } from '../run/privilege.js';
import { requireRealFigures } from '../run/real-figures.js';
import { runReal } from '../run/real-run.js';
import { realReport } from '../run/report-of.js';
import { requireLink } from '../run/require-link.js';
import { EXIT, exitCode } from './exit-code.js';
import { warn } from './failure.js';
import { laneFailureText } from './hook-failure-text.js';
import { onInterrupt } from './interrupt.js';
import { type ProbeWords, probeRequest } from './probe-options.js';
import { progressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

export interface ProbeOptions extends ProbeWords {
  readonly hook: readonly string[];
  readonly set: readonly string[];
  readonly seed?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** `hookline probe`: the emulated link measured from outside. */
export const probe =
  (terminal: Terminal) =>
  async (file: string, options: ProbeOptions): Promise<number> => {
    const words = { file, hooks: options.hook, sets: options.set, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    requireRealFigures(input);
    requireLink(input.plan, file, 'probe');
    const request = probeRequest(options, input.plan);
    ensurePrivilege();
    // The plan's duration bounds the sending; the link stays until the last answer is there.
    // Its clock goes from the start: what is expected of each probe is counted from there.
    const endless: Plan = { ...input.plan, duration: Number.POSITIVE_INFINITY as Nanos, startup: 'app-start' };
    const prepared = await prepareRun(input, endless, options.out);
    const interrupt = onInterrupt();
    const { plan } = prepared.hooks;
    let session: ProbeSession | undefined;
    const progress = progressLine(terminal, plan, () => {
      const { sent, answered } = session!.log;
      return `probes ${sent} of ${request.count}, answered ${answered}`;
    });
    let world: LinkWorld | undefined;
    let withdraw = (): void => {};
    try {
      world = buildLink();
      withdraw = announce(world, input.name, plan, prepared.names);
      warn(prepared.hooks.warnings, terminal);
      warn(onlyVirtual(input), terminal);
      for (const note of world.notes) terminal.err(`warning: ${note}\n`);
      const open = await ProbeSession.open(world, request);
      session = open;
      const startedAt = new Date();
      const result = await runReal({
        plan,
        hooks: prepared.hooks,
        hookFolder: prepared.hookFolder,
        world,
        ...(prepared.folder ? { folder: prepared.folder.path } : {}),
        capturing: false,
        serverTimeoutMs: 0,
        foreground: false,
        output: 'err',
        priority: 'fifo',
        ...progress.watcher,
        alongside: ({ origin }) => open.run(origin),
        stop: interrupt.happened,
      });
      progress.end();
      open.end();
      const { log } = open;
      const figures = probeFigures(log, {
        up: request.up,
        down: request.down,
        frameBytes: request.frameBytes,
        without: open.trains.without,
        until: result.duration,
      });
      log.down.in.forEach((back, sequence) => {
        if (!Number.isNaN(back)) result.record.rtt(back, back - log.up.out[sequence]!);
      });
      const written = await writeCourse(prepared, result.record, result.journal, false);
      const files = prepared.folder ? { ...written, probe: 'probe.json', probes: 'probe.csv' } : {};
      const run = realReport(result, { name: input.name, plan, files }, startedAt, new Date());
      const { protocol, icmpRefused, sendFailures } = open;
      const { count, interval, frameBytes } = request;
      const sending = { plan, protocol, icmpRefused, count, interval, frameBytes };
      const seen = { tapDrops: open.tapDrops(), sendFailures, otherFrames: log.others, files };
      const report = probeReport(figures, { ...sending, ...seen }, run);
      prepared.folder?.write('probe.json', probeReportJson(report));
      prepared.folder?.write('probe.csv', probeCsv(log, figures));
      prepared.folder?.finish(run);
      terminal.out(options.json ? probeReportJson(report) : probeText(report, { colour: terminal.colour }));
      const failures = result.ends.flatMap(end => end.failure ?? []);
      for (const failure of failures) terminal.err(laneFailureText(failure));
      const code = exitCode(run, options.strict, failures.length > 0);
      if (code !== EXIT.ok) return code;
      if (result.linkLost !== undefined) return EXIT.environment;
      return interrupt.code() ?? EXIT.ok;
    } finally {
      progress.end();
      await session?.close();
      withdraw();
      world?.close();
      prepared.clean();
      interrupt.stop();
    }
  };
