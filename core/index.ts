/**
 * Hookline as a library: plans in virtual time, for test suites and scripts.
 *
 * @packageDocumentation
 */
import type { RunReport } from './report/run-report.js';
import { simulatePlan } from './run/simulate-plan.js';

export { EnvironmentError, type Fault, InputError } from './fault.js';
export type { RunReport } from './report/run-report.js';

export interface SimulateSettings {
  /** Hooks to put on the link, as the command line's --hook: paths, or names of shipped ones. */
  readonly hooks?: readonly string[];
  /** Settings as the command line's --set: `attacker.chance=2%`, `up.queue=64KiB`. */
  readonly sets?: readonly string[];
  readonly seed?: number;
  /** As in `30s`. */
  readonly duration?: string;
  /** Captures whose frames enter at the client and at the server. */
  readonly in?: string;
  readonly reverseIn?: string;
  /** The run's directory; nothing is written without it. */
  readonly out?: string;
}

/**
 * Runs a scenario (CSV) or plan (YAML) in virtual time and gives its report. Throws an InputError with every fault of
 * the input, and the hook's own error when a handler throws under the policy `stop`.
 */
export const simulate = async (file: string, settings: SimulateSettings = {}): Promise<RunReport> => {
  const { hooks = [], sets = [], seed, duration, ...rest } = settings;
  const { report, failure } = await simulatePlan({
    file,
    hooks,
    sets,
    seed: seed === undefined ? undefined : String(seed),
    duration,
    ...rest,
  });
  if (failure) throw failure.error;
  return report;
};
