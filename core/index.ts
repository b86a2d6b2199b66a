/**
 * Hookline as a library: links for other people's test suites, in real time around real programs, and plans in virtual
 * time, as fast as the machine goes.
 *
 * @packageDocumentation
 */
import type { RunReport } from './report/run-report.js';
import { type GivenPlan, type HookSettings, loadGiven } from './run/given-plan.js';
import { simulateInput } from './run/simulate-plan.js';

export { EnvironmentError, type Fault, InputError } from './fault.js';
export { junitText, type RunOutcome } from './report/junit.js';
export type { RunReport } from './report/run-report.js';
export type { EmulatedHost, HostPort } from './run/emulated-host.js';
export type { EmulatedProgram, Finished, ProgramOptions, RunOptions, StartOptions } from './run/emulated-programs.js';
export { type EmulateOptions, type EmulateSettings, type Emulation, emulate } from './run/emulation.js';
export type { GivenPlan, HookSettings, LinkContent, PlanContent } from './run/given-plan.js';
export type { HookReloaded, ReloadedLane } from './run/hook-reloader.js';
export type { LiveReload, LiveSet } from './run/live-control.js';
export type { LaneStatus, LiveStatus, StageStatus } from './run/live-status.js';

/** What a simulation may be told beside its plan. */
export interface SimulateSettings {
  /** What the report calls it; if not given, the file's name. */
  readonly name?: string;
  /**
   * Hooks to put on the path beside those of the plan: settings as a plan has them, or texts as the command line's --hook
   * (paths, or names of shipped ones, with `@up` or `@down`).
   */
  readonly hooks?: readonly (string | HookSettings)[];
  /** Settings as the command line's --set: `attacker.chance=2%`, `up.queue=64KiB`. */
  readonly sets?: readonly string[];
  /** What every random draw follows from; that of the plan, or 1, if not given. */
  readonly seed?: number;
  /** As in `30s`. */
  readonly duration?: string;
  /** Captures whose frames enter at the client and at the server. */
  readonly in?: string;
  /** As `in`, at the server. */
  readonly reverseIn?: string;
  /** The run's directory; nothing is written without it. */
  readonly out?: string;
}

/**
 * Runs a scenario (CSV) or plan (YAML, or an object of the same shape) in virtual time and gives its report. Needs no root
 * and no Linux. Throws an InputError with every fault of the input, and the hook's own error when a handler throws under
 * the policy `stop`.
 */
export const simulate = async (plan: GivenPlan, settings: SimulateSettings = {}): Promise<RunReport> => {
  const { name, hooks = [], sets = [], seed, duration, ...rest } = settings;
  const input = loadGiven('simulate', plan, {
    name,
    hooks,
    sets,
    seed: seed === undefined ? undefined : String(seed),
    duration,
  });
  const { report, failure } = await simulateInput(input, rest);
  if (failure) throw failure.error;
  return report;
};
