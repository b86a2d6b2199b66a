import { runReportJson } from '../report/run-report.js';
import { summaryText } from '../report/summary-text.js';
import { type CaptureWish, checkCapture } from '../run/captured-stages.js';
import { simulatePlan } from '../run/simulate-plan.js';
import { exitCode } from './exit-code.js';
import { warn } from './failure.js';
import { hookFailureText } from './hook-failure-text.js';
import { clearResultFiles, type ResultOptions, writeResultFiles } from './result-files.js';
import type { Terminal } from './terminal.js';
import { timeTicker } from './time-ticker.js';

/** Options that every command with a scenario or plan takes. */
export interface InputOptions {
  readonly hook: readonly string[];
  readonly set: readonly string[];
  readonly seed?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

export interface SimulateOptions extends InputOptions, ResultOptions {
  readonly in?: string;
  readonly reverseIn?: string;
  readonly types?: boolean;
  readonly capture?: CaptureWish;
}

/** `hookline simulate`: a plan in virtual time, without root. */
export const simulate =
  (terminal: Terminal) =>
  async (file: string, options: SimulateOptions): Promise<number> => {
    checkCapture(options);
    const { hook: hooks, set: sets, ...rest } = options;
    clearResultFiles(options);
    const progress = timeTicker(terminal, 'simulated');
    const { onLine, onTick } = progress;
    const { report, failure, warnings, notes } = await simulatePlan({ file, hooks, sets, ...rest, onLine, onTick });
    progress.end();
    warn(warnings, terminal);
    terminal.out(options.json ? runReportJson(report) : summaryText(report, { colour: terminal.colour, notes }));
    if (failure) terminal.err(hookFailureText(failure));
    const failures = failure ? [{ hook: failure.hook, text: hookFailureText(failure) }] : [];
    writeResultFiles(options, { report, failures });
    return exitCode(report, options.strict, failure !== undefined);
  };
