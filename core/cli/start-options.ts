import { type Fault, InputError } from '../fault.js';
import type { QueuePlan } from '../plan/plan.js';
import { parseQdisc } from '../plan/qdisc.js';
import { type LoadedInput, loadInput } from '../run/load-input.js';
import type { SetupState } from '../setup/state.js';
import type { InputOptions } from './simulate.js';

/** What phantomlink's flags say about the link. */
export interface LinkFlags {
  readonly bufferSizeMultiplier?: string;
  readonly reconfigurationDelay?: string;
  readonly reconfigurationMode?: string;
  readonly startupMode?: string;
}

/** phantomlink's start mode, where neither the plan nor a flag says one. */
const STARTUP = 'first-packet';

/** phantomlink's flags are settings of the plan: each with the argument that faults are to name. */
const settingsOf = (flags: LinkFlags): [setting: string, argument: string][] => {
  const { bufferSizeMultiplier: buffer, reconfigurationDelay: delay, reconfigurationMode: mode, startupMode } = flags;
  const settings: [string, string][] = [];
  if (buffer !== undefined) settings.push([`link.queue.multiplier=${buffer}`, `--buffer-size-multiplier ${buffer}`]);
  // phantomlink's own unit is the millisecond, without a word for it.
  const span = delay !== undefined && /^\s*\d*\.?\d+\s*$/.test(delay) ? `${delay.trim()}ms` : delay;
  if (span !== undefined) settings.push([`link.reconfiguration.delay=${span}`, `--reconfiguration-delay ${delay}`]);
  if (mode !== undefined) settings.push([`link.reconfiguration.mode=${mode}`, `--reconfiguration-mode ${mode}`]);
  if (startupMode !== undefined) settings.push([`startup=${startupMode}`, `--startup-mode ${startupMode}`]);
  return settings;
};

/** The queue disciplines of setup, which has read them once already, by direction. */
const queuesOf = (qdisc: SetupState['qdisc']): Partial<Record<string, QueuePlan>> => {
  const queueOf = (side: 'client' | 'server'): QueuePlan | undefined => {
    const tokens = qdisc[side];
    if (tokens === undefined) return undefined;
    const parsed = parseQdisc(tokens);
    if ('queue' in parsed) return parsed.queue;
    throw new InputError([{ file: `setup --qdisc-${side} '${tokens}'`, line: 0, column: 0, ...parsed.fault }]);
  };
  const [up, down] = [queueOf('client'), queueOf('server')];
  return { ...(up ? { up } : {}), ...(down ? { down } : {}) };
};

/**
 * The plan that `start` runs: the scenario or plan, then the queue disciplines of setup, then phantomlink's flags, then
 * `--set`; what comes later wins. Throws an InputError with all faults, those of flags under the flags' own names.
 */
export const loadStart = (file: string, options: InputOptions & LinkFlags, qdisc: SetupState['qdisc']): LoadedInput => {
  const queues = queuesOf(qdisc);
  const given = settingsOf(options);
  const sets = [...given.map(([setting]) => setting), ...options.set];
  const named = new Map(given.map(([setting, argument]) => [`--set ${setting}`, argument]));
  const isSet = (setting: string): boolean => sets.some(set => set.startsWith(setting));
  try {
    const words = { file, hooks: options.hook, sets, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    const stages = input.plan.stages.map(stage => {
      const queue = isSet('link.queue') || isSet(`${stage.direction}.queue`) ? undefined : queues[stage.direction];
      return queue === undefined ? stage : { ...stage, queue };
    });
    const startup = input.bare && !isSet('startup=') ? STARTUP : input.plan.startup;
    return { ...input, plan: { ...input.plan, stages, startup } };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.faults.map((fault): Fault => ({ ...fault, file: named.get(fault.file) ?? fault.file })));
  }
};
