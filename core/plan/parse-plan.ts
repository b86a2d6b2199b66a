import { FAULT_LIMIT, type Fault, sortFaults } from '../fault.js';
import { LINK_STAGES } from './link-form.js';
import type { HookPlan, Plan } from './plan.js';
import { firstFaults, PlanSource } from './plan-source.js';
import { resolvePlan } from './resolve.js';
import type { PlacedExpectation } from './resolve-expectations.js';
import type { NamedStages } from './resolve-groups.js';
import { type ReadFile, Resolving } from './resolving.js';
import { planSchema } from './schema.js';
import { schemaFaults } from './schema-faults.js';

export interface ParsedPlan {
  readonly plan: Plan | undefined;
  readonly faults: Fault[];
  readonly hooks: readonly HookPlan[];
  /** The names of its stages, also of those with faults. */
  readonly stages: readonly string[];
  /** Its groups of stages, those without faults. */
  readonly groups: NamedStages;
  /** Its expectations, those without faults so far: what they ask of hooks is checked once these are loaded. */
  readonly expected: readonly PlacedExpectation[];
  /** Whether `hooks` are all that it lists, at all their stages. */
  readonly allHooks: boolean;
}

/**
 * Reads a plan file (YAML, or JSON, which is YAML). Collects every fault with its place, in the plan and in the
 * scenarios it names, and never throws; without faults there is a plan. `file` is the plan's own path: the paths in it
 * are relative to its folder. `readFile` gives scenarios, and tells by undefined that a hook is not there. `hooks` are
 * those whose own settings are sound, also of a plan with faults: they can be looked into meanwhile.
 */
export const parsePlan = (text: string, file: string, readFile: ReadFile): ParsedPlan => {
  const source = new PlanSource(text, file);
  const faults = source.syntaxFaults();
  if (!source.sound) return failed(file, faults);
  const content = source.value();
  if (!('value' in content)) return failed(file, [...faults, content]);
  if (content.value === null || content.value === undefined) {
    const empty = {
      file,
      line: 1,
      column: 1,
      message: 'the plan is empty: expected at least a link, or stages and topologies',
      hint: 'as in link: { scenario: leo.csv }',
    };
    return failed(file, [...faults, empty]);
  }
  const resolving = new Resolving(source, readFile);
  const read = planSchema.safeParse(content.value);
  const refused = read.success ? [] : schemaFaults(read.error.issues, source);
  const { plan, ...parts } = resolvePlan(resolving, content.value, read.data);
  const all = [...faults, ...refused, ...resolving.faults];
  if (plan !== undefined && all.length === 0) return { plan, faults: [], ...parts };
  return failed(file, all, parts);
};

const NOTHING: Omit<ParsedPlan, 'plan' | 'faults'> = {
  hooks: [],
  stages: LINK_STAGES,
  groups: new Map(),
  expected: [],
  allHooks: false,
};

/** The plan's own faults in reading order and bounded, then those of each scenario it names. */
const failed = (
  file: string,
  faults: readonly Fault[],
  parts: Omit<ParsedPlan, 'plan' | 'faults'> = NOTHING,
): ParsedPlan => {
  const own = sortFaults(faults.filter(fault => fault.file === file));
  const others = faults.filter(fault => fault.file !== file);
  const bounded = [...firstFaults(file, own, FAULT_LIMIT), ...others];
  return { plan: undefined, faults: bounded, ...parts };
};
