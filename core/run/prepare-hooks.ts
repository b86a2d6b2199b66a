import type { Fault } from '../fault.js';
import { InputError } from '../fault.js';
import { type BundledHook, bundleHook } from '../hooks/bundle.js';
import { loadHook } from '../hooks/load.js';
import { checkHookOptions } from '../plan/hook-options.js';
import type { HookPlan, Plan } from '../plan/plan.js';
import type { UsedHook } from '../stage/hook-seat.js';

/** The plan's hooks, bundled, loaded into this thread and their options read, in the plan's order. */
export interface PreparedHooks {
  readonly bundles: readonly BundledHook[];
  readonly used: readonly UsedHook[];
  readonly warnings: readonly Fault[];
}

/**
 * Bundles and loads every hook of the plan; `folder` is where bundles are kept. Throws an InputError with the faults of
 * all hooks at once.
 */
export const prepareHooks = async (plan: Plan, folder: string): Promise<PreparedHooks> => {
  const faults: Fault[] = [];
  const bundles: BundledHook[] = [];
  const used: UsedHook[] = [];
  for (const each of plan.hooks) {
    try {
      const bundle = await bundleHook(each.file);
      const hook = loadHook(bundle, folder);
      const { values, faults: wrong } = checkHookOptions(hook, each);
      faults.push(...wrong);
      bundles.push(bundle);
      used.push({ hook, values, stages: each.stages, onError: each.onError });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(...error.faults.map(fault => placed(fault, each)));
    }
  }
  if (faults.length > 0) throw new InputError(faults);
  return { bundles, used, warnings: bundles.flatMap(bundle => bundle.warnings) };
};

/** A fault of the hook as a whole (no such file) belongs where the plan names the hook. */
const placed = (fault: Fault, hook: HookPlan): Fault => {
  const place = hook.places[''];
  return fault.line === 0 && place !== undefined && fault.file !== place.file && fault.file === hook.file
    ? { ...fault, ...place, message: fault.message }
    : fault;
};
