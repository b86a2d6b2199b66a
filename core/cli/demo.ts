import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { blackoutOf } from '../demo/demo-blackout.js';
import { demoFolder } from '../demo/demo-files.js';
import { demoReal, MEASURED_FILES } from '../demo/demo-real.js';
import { storyLines } from '../demo/story-text.js';
import { whyNotReal } from '../demo/why-not-real.js';
import { EnvironmentError } from '../fault.js';
import { isPrivileged, isRootless, reexecInUserNamespace } from '../netns/rootless.js';
import type { RunRecord } from '../report/run-record.js';
import type { RunReport } from '../report/run-report.js';
import { summaryText } from '../report/summary-text.js';
import { terminalChart } from '../report/terminal-chart.js';
import { loadInput } from '../run/load-input.js';
import { type PreparedRun, prepareRun } from '../run/prepare-run.js';
import { simulatePrepared } from '../run/simulate-plan.js';
import { EXIT } from './exit-code.js';
import { warn } from './failure.js';
import { hookFailureText, laneFailureText } from './hook-failure-text.js';
import { onInterrupt } from './interrupt.js';
import { nextSteps } from './next-steps.js';
import { progressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

export interface DemoOptions {
  readonly out: string;
  readonly virtual?: boolean;
}

/** A run of the demo as it is shown. */
interface Shown {
  readonly report: RunReport;
  readonly record: RunRecord;
  /** Why it ended early, if it did. */
  readonly failures: readonly string[];
  /** 128 + the signal that ended it. */
  readonly interrupted?: number;
}

/**
 * `hookline demo`: real traffic over a satellite link with a hook on it, or the same in virtual time where real time is
 * out of reach. `planFile` is the plan to run.
 */
export const demo =
  (terminal: Terminal, planFile: string = join(demoFolder(), 'plan.yaml')) =>
  async ({ out, virtual }: DemoOptions): Promise<number> => {
    const why = virtual ? undefined : whyNotReal();
    if (!virtual && why === undefined && !isPrivileged()) reexecInUserNamespace();
    const input = loadInput({ file: planFile, hooks: [], sets: [] });
    const prepared = await prepareRun(input, input.plan, out);
    // A run in virtual time has none, and must not show those of the one before.
    for (const name of Object.values(MEASURED_FILES)) rmSync(join(out, name), { force: true });
    try {
      warn(prepared.hooks.warnings, terminal);
      let shown: Shown | undefined;
      if (virtual || why !== undefined) {
        if (why !== undefined) terminal.err(fallbackText(why));
      } else {
        try {
          shown = await real(terminal, prepared);
        } catch (error) {
          if (!(error instanceof EnvironmentError)) throw error;
          terminal.err(fallbackText(error));
        }
      }
      shown ??= await inVirtualTime(terminal, prepared);
      show(terminal, prepared, shown, out, planFile);
      return codeOf(shown);
    } finally {
      prepared.clean();
    }
  };

const real = async (terminal: Terminal, prepared: PreparedRun): Promise<Shown> => {
  const { plan } = prepared.hooks;
  const whose = isRootless() ? 'without root' : 'as root';
  terminal.err(
    `A bulk transfer over TCP and a ping over UDP cross an emulated satellite link: ${plan.duration / 1e9} s in real time, ${whose}.\n`,
  );
  const interrupt = onInterrupt();
  const progress = progressLine(terminal, plan);
  try {
    const run = await demoReal(prepared, `Hookline demo: TCP and ping in real time`, {
      ...progress.watcher,
      stop: interrupt.happened,
    });
    const interrupted = interrupt.code();
    return {
      ...run,
      failures: run.failures.map(laneFailureText),
      ...(interrupted === undefined ? {} : { interrupted }),
    };
  } finally {
    progress.end();
    interrupt.stop();
  }
};

const inVirtualTime = async (terminal: Terminal, prepared: PreparedRun): Promise<Shown> => {
  const seconds = prepared.hooks.plan.duration / 1e9;
  terminal.err(`A model of TCP and a ping cross an emulated satellite link: ${seconds} s in virtual time.\n`);
  const { report, record, failure } = await simulatePrepared(prepared, `Hookline demo: TCP and ping in virtual time`);
  return { report, record, failures: failure ? [hookFailureText(failure)] : [] };
};

const fallbackText = (why: EnvironmentError): string =>
  `Real time does not work here: ${why.message}.\nThe same plan in virtual time instead:\n`;

const show = (
  terminal: Terminal,
  prepared: PreparedRun,
  { report, record, failures }: Shown,
  out: string,
  planFile: string,
): void => {
  const { colour, width } = terminal;
  const timeline = record.timeline('');
  const blackout = blackoutOf(prepared.hooks.used);
  const story = storyLines(prepared.hooks.plan, report, timeline, blackout);
  const { picture } = report.files;
  const pictures = picture === undefined ? [] : [...new Set([picture, picture.replace(/png$/, 'svg')])];
  const blocks = [
    timeline ? terminalChart(timeline, { width, colour }) : '',
    `what happened\n${story.map(line => `  ${line}\n`).join('')}`,
    summaryText(briefly(report), { colour }),
    `everything is in ${out}${pictures.length > 0 ? `; the picture is ${pictures.map(name => join(out, name)).join(' and ')}` : ''}\n`,
    `to try next\n${nextSteps(join(planFile, '..'), report.driver === 'real')
      .map(line => `  ${line}\n`)
      .join('')}`,
  ];
  terminal.out(`\n${blocks.filter(block => block !== '').join('\n')}`);
  for (const text of failures) terminal.err(text);
};

/** The figures of traffic that a reader of the demo needs; run.json has all. */
const TOLD = /^(congestion|requests|responses|receivedBytes|goodputBps|retransmits|rtos|latency.*)$/;

const briefly = (report: RunReport): RunReport => ({
  ...report,
  traffic: report.traffic.map(one => ({
    ...one,
    figures: Object.fromEntries(Object.entries(one.figures).filter(([name]) => TOLD.test(name))),
  })),
});

const codeOf = ({ report, failures, interrupted }: Shown): number => {
  if (failures.length > 0) return EXIT.failed;
  if (interrupted !== undefined) return interrupted;
  return report.validity.verdict === 'invalid' ? EXIT.invalid : EXIT.ok;
};
