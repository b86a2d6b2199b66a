import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Nanos } from '../../sdk/units.js';
import { type Fault, InputError } from '../fault.js';
import { mergeCommandLine, type PendingSetting } from '../plan/command-line.js';
import { planOfScenario } from '../plan/default-plan.js';
import { looksLikeMahimahi } from '../plan/import/mahimahi.js';
import { looksLikeTheaterq } from '../plan/import/theaterq.js';
import { LINK_STAGES } from '../plan/link-form.js';
import { type ParsedPlan, parsePlan } from '../plan/parse-plan.js';
import type { HookPlan, Plan } from '../plan/plan.js';
import type { NamedStages } from '../plan/resolve-groups.js';
import { parseScenario } from '../scenario/parse-csv.js';

/** What the user named on the command line. */
export interface InputWords {
  /** A scenario (`.csv`) or a plan (`.yaml`, `.yml`, `.json`). */
  readonly file: string;
  /** What stands in it, for a plan that is in no file; paths in it are relative to the folder of `file`. */
  readonly text?: string | undefined;
  /** Hooks as --hook has them. */
  readonly hooks: readonly string[];
  /** Settings as --set has them: `attacker.chance=2%`, `up.queue=64KiB`. */
  readonly sets: readonly string[];
  /** What every random draw follows from, as text. */
  readonly seed?: string | undefined;
  /** As in `30s`. */
  readonly duration?: string | undefined;
}

export interface LoadedInput {
  /** The file's name, for reports. */
  readonly name: string;
  /** Whether it was a bare scenario: commands then add what a plan would have said. */
  readonly bare: boolean;
  readonly plan: Plan;
  /** Settings for hooks that may bear other names than their files. */
  readonly pending: readonly PendingSetting[];
  /** The plan's expectations, each with its place. */
  readonly expected: ParsedPlan['expected'];
  /** Groups of its stages by name. */
  readonly groups: NamedStages;
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** An input as far as it could be read. */
export interface ReadInput {
  readonly name: string;
  readonly bare: boolean;
  /** Undefined when its file has faults. */
  readonly plan: Plan | undefined;
  /** The hooks of the plan that are sound, and those of the command line: all of them when there is a plan. */
  readonly hooks: readonly HookPlan[];
  readonly pending: readonly PendingSetting[];
  readonly groups: NamedStages;
  /** Expectations without faults so far. */
  readonly expected: ParsedPlan['expected'];
  /** Whether `hooks` are all that were named, at all their stages. */
  readonly allHooks: boolean;
  readonly faults: readonly Fault[];
}

/** Reads a scenario or plan and what the command line adds. Throws an InputError with all faults at once. */
export const loadInput = (words: InputWords): LoadedInput => {
  const { name, bare, plan, pending, groups, expected, faults } = readInput(words);
  if (plan === undefined || faults.length > 0) throw new InputError(faults);
  return { name, bare, plan, pending, groups, expected };
};

/** The same without throwing for what stands in the file; a file that cannot be read at all is an InputError. */
export const readInput = (words: InputWords): ReadInput => {
  const { file } = words;
  const text = words.text ?? readOrRefuse(file);
  const bare = words.text === undefined && extname(file).toLowerCase() === '.csv';
  const faults: Fault[] = [];
  let plan: Plan | undefined;
  let sound: readonly HookPlan[] = [];
  let stages: readonly string[] = LINK_STAGES;
  let groups: NamedStages = new Map();
  let expected: ParsedPlan['expected'] = [];
  let allHooks = bare;
  if (bare) {
    const parsed = parseScenario(text, file);
    faults.push(...parsed.faults);
    if (parsed.scenario) plan = planOfScenario(parsed.scenario.up, { down: parsed.scenario.down });
  } else {
    const parsed = parsePlan(text, file, readText);
    faults.push(...parsed.faults);
    plan = parsed.plan;
    sound = parsed.hooks;
    stages = parsed.stages;
    groups = parsed.groups;
    expected = parsed.expected;
    allHooks = parsed.allHooks;
  }
  // The command line is checked even when the file has faults: all at once, against a plan that stands in for it.
  const sets = [
    ...(words.seed === undefined ? [] : [`seed=${words.seed}`]),
    ...(words.duration === undefined ? [] : [`duration=${words.duration}`]),
    ...words.sets,
  ];
  const known = plan !== undefined || bare ? sets : sets.filter(set => !/^(traffic|ports|topologies)\./.test(set));
  const merged = mergeCommandLine(
    plan ?? standIn(stages, sound),
    { hooks: words.hooks, sets: known },
    readText,
    groups,
  );
  if (plan !== undefined || bare || merged.plan.hooks.length > 0) faults.push(...merged.faults.map(asTyped));
  const { pending } = merged;
  const { hooks } = merged.plan;
  allHooks &&= !merged.faults.some(({ file: whose }) => whose.startsWith('--hook'));
  return { name: nameOf(file), bare, plan: plan && merged.plan, hooks, pending, groups, expected, allHooks, faults };
};

/** A plan with these stages and hooks, whatever else the refused one says. */
const standIn = (stages: readonly string[], hooks: readonly HookPlan[]): Plan =>
  stages.join(' ') === LINK_STAGES.join(' ')
    ? { ...STAND_IN, hooks }
    : { ...STAND_IN, hooks, topologies: [], stages: stages.map(name => ({ ...STAND_IN.stages[0]!, name })) };

/** Of two rows, so that it may be said to loop or end. */
const STAND_IN = planOfScenario({
  rows: [0, 1].map(at => ({ at: at as Nanos, route: 0, rate: 1e6 as never, delay: 0 as Nanos })),
});

/** Options of their own are settings by another name; their faults bear the name that was typed. */
const asTyped = (fault: Fault): Fault => ({
  ...fault,
  file: fault.file.replace(/^--set (seed|duration)=/, '--$1 ').replace(/^--set (seed|duration)$/, '--$1'),
});

/** Half of all plans are called plan.yaml: those are told apart by their folders. */
const nameOf = (file: string): string => {
  const name = basename(file);
  return /^(plan|scenario)\./.test(name) ? join(basename(dirname(resolve(file))), name) : name;
};

/** Traces of other emulators are told apart by their lines, whatever their names. */
const refuseForeign = (file: string, text: string): void => {
  const refuse = (whose: string, command: string): void => {
    const fault = { file, line: 0, column: 0, message: `a trace of ${whose}, neither a scenario nor a plan` };
    throw new InputError([{ ...fault, hint: `hookline import ${command}` }]);
  };
  if (looksLikeMahimahi(text)) refuse('Mahimahi', `mahimahi ${file} > plan.yaml`);
  if (looksLikeTheaterq(text)) refuse('TheaterQ', `theaterq ${file} > link.csv`);
};

const readOrRefuse = (file: string): string => {
  const fault = (message: string, hint?: string): InputError =>
    new InputError([{ file, line: 0, column: 0, message, ...(hint ? { hint } : {}) }]);
  const known = ['.csv', '.yaml', '.yml', '.json'].includes(extname(file).toLowerCase());
  const unknown = fault('neither a scenario nor a plan', 'scenarios end in .csv, plans in .yaml, .yml or .json');
  try {
    if (statSync(file).isDirectory()) throw known ? fault('a folder, not a file') : unknown;
    const text = readFileSync(file, 'utf8');
    refuseForeign(file, text);
    if (known) return text;
    throw unknown;
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (!known) throw unknown;
    throw fault(
      `cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`,
    );
  }
};

/** What a plan says that only virtual time can do, as warnings for a run on real traffic. */
export const onlyVirtual = ({ name, plan }: LoadedInput): Fault[] => {
  const faults: Fault[] = [];
  const add = (what: string): void =>
    void faults.push({
      file: name,
      line: 0,
      column: 0,
      message: `${what}: for virtual time only, left out here`,
      hint: 'hookline simulate',
    });
  if (plan.traffic.length > 0) add('traffic');
  for (const { name: port, pcap } of plan.ports) if (pcap !== undefined) add(`ports.${port}.pcap`);
  return faults;
};
