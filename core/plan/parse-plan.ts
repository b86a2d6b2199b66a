import { FAULT_LIMIT, type Fault, sortFaults } from '../fault.js';
import type { HookPlan, Plan } from './plan.js';
import { firstFaults, PlanSource } from './plan-source.js';
import { type ReadFile, Resolver } from './resolve.js';
import { planSchema } from './schema.js';
import { schemaFaults } from './schema-faults.js';

export interface ParsedPlan {
  readonly plan: Plan | undefined;
  readonly faults: Fault[];
  readonly hooks: readonly HookPlan[];
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
      message: 'the plan is empty: expected at least a link',
      hint: 'as in link: { scenario: leo.csv }',
    };
    return failed(file, [...faults, empty]);
  }
  const resolver = new Resolver(source, readFile);
  const read = planSchema.safeParse(content.value);
  if (!read.success) {
    const hooks = resolver.checkFiles(content.value);
    return failed(file, [...faults, ...schemaFaults(read.error.issues, source), ...resolver.faults], hooks);
  }
  const plan = resolver.plan(read.data);
  if (faults.length + resolver.faults.length === 0) return { plan, faults: [], hooks: plan.hooks };
  return failed(file, [...faults, ...resolver.faults], plan.hooks);
};

/** The plan's own faults in reading order and bounded, then those of each scenario it names. */
const failed = (file: string, faults: readonly Fault[], hooks: readonly HookPlan[] = []): ParsedPlan => {
  const own = sortFaults(faults.filter(fault => fault.file === file));
  const others = faults.filter(fault => fault.file !== file);
  return { plan: undefined, faults: [...firstFaults(file, own, FAULT_LIMIT), ...others], hooks };
};
