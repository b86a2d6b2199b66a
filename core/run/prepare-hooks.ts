import type { AnyHook } from '../../sdk/hook.js';
import { type Fault, InputError } from '../fault.js';
import { type BundledHook, bundleHook } from '../hooks/bundle.js';
import { loadHook } from '../hooks/load.js';
import { type PendingSetting, settlePending } from '../plan/command-line.js';
import { checkHookOptions } from '../plan/hook-options.js';
import type { Plan } from '../plan/plan.js';
import type { UsedHook } from '../stage/hook-seat.js';

/** A plan's hooks, bundled, loaded into this thread and their options read, in the plan's order. */
export interface PreparedHooks {
  /** The plan with every setting of the command line given to its hook. */
  readonly plan: Plan;
  readonly bundles: readonly BundledHook[];
  readonly used: readonly UsedHook[];
  readonly warnings: readonly Fault[];
}

/**
 * Bundles and loads every hook of the plan; `folder` is where bundles are kept. Throws an InputError with the faults of
 * all hooks at once.
 */
export const prepareHooks = async (
  plan: Plan,
  pending: readonly PendingSetting[],
  folder: string,
): Promise<PreparedHooks> => {
  const faults: Fault[] = [];
  const bundles: BundledHook[] = [];
  const hooks: AnyHook[] = [];
  for (const each of plan.hooks) {
    try {
      const bundle = await bundleHook(each.file);
      hooks.push(loadHook(bundle, folder));
      bundles.push(bundle);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new InputError(faults);
  const settled = settlePending(
    plan,
    hooks.map(hook => hook.name),
    pending,
  );
  faults.push(...settled.faults);
  const used = hooks.map((hook, i): UsedHook => {
    const each = settled.plan.hooks[i]!;
    const { values, faults: wrong } = checkHookOptions(hook, each);
    faults.push(...wrong);
    return { hook, values, stages: each.stages, onError: each.onError };
  });
  if (faults.length > 0) throw new InputError(faults);
  return { plan: settled.plan, bundles, used, warnings: bundles.flatMap(bundle => bundle.warnings) };
};
