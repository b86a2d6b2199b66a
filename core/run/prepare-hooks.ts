import type { AnyHook } from '../../sdk/hook.js';
import { type Fault, InputError } from '../fault.js';
import { type BundledHook, bundleHook } from '../hooks/bundle.js';
import { findHook } from '../hooks/find-hook.js';
import { loadHook } from '../hooks/load.js';
import { type PendingSetting, settlePending } from '../plan/command-line.js';
import { hookExpectationFaults } from '../plan/hook-expectations.js';
import { checkHookOptions } from '../plan/hook-options.js';
import { settleHookSettings, termWarnings } from '../plan/hook-settings.js';
import type { HookPlan, Plan } from '../plan/plan.js';
import type { PlacedExpectation } from '../plan/resolve-expectations.js';
import type { UsedHook } from '../stage/hook-seat.js';

/** A plan's hooks, bundled, loaded into this thread and their options read, in the plan's order. */
export interface PreparedHooks {
  /** The plan with every setting of the command line given to its hook. */
  readonly plan: Plan;
  readonly bundles: readonly BundledHook[];
  readonly used: readonly UsedHook[];
  readonly warnings: readonly Fault[];
}

/** Hooks as far as they could be prepared. */
export interface ExaminedHooks {
  /** With every setting of the command line given to its hook. */
  readonly hooks: readonly HookPlan[];
  /** Of those that load. */
  readonly bundles: readonly BundledHook[];
  /** Of those that load, in the plan's order; with faults their values are not complete. */
  readonly used: readonly UsedHook[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/**
 * Bundles and loads every hook of the plan; `folder` is where bundles are kept, `expected` what the plan expects.
 * Throws an InputError with the faults of all hooks at once, and of what is expected of hooks that are none of them.
 */
export const prepareHooks = async (
  plan: Plan,
  pending: readonly PendingSetting[],
  folder: string,
  expected: readonly PlacedExpectation[] = [],
): Promise<PreparedHooks> => {
  const { hooks, bundles, used, faults, warnings } = await examineHooks(plan.hooks, pending, folder);
  const all = [...faults, ...(used.length === hooks.length ? hookExpectationFaults(expected, used) : [])];
  if (all.length > 0) throw new InputError(all);
  return { plan: { ...plan, hooks }, bundles, used, warnings };
};

/**
 * The same without throwing: what one hook has wrong hides nothing of the others. `all`: no hook of the plan is missing
 * in `hooks`, so that a setting for none of them is a fault.
 */
export const examineHooks = async (
  hooks: readonly HookPlan[],
  pending: readonly PendingSetting[],
  folder: string,
  all = true,
): Promise<ExaminedHooks> => {
  const faults: Fault[] = [];
  const found: { readonly bundle: BundledHook; readonly hook: AnyHook; readonly index: number }[] = [];
  for (const [index, each] of hooks.entries()) {
    try {
      const bundle = await bundleHook(placed(each));
      found.push({ bundle, hook: loadHook(bundle, folder), index });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(...error.faults);
    }
  }
  const names = hooks.map((_, i) => found.find(({ index }) => index === i)?.hook.name ?? '');
  const settled = settlePending(hooks, names, pending);
  // One for a hook that did not load is no fault of its own.
  if (all && found.length === hooks.length) faults.push(...settled.faults);
  const planned = [...settled.hooks];
  const warnings: Fault[] = [];
  const used = found.map(({ hook, index }): UsedHook => {
    const { plan: each, faults: unsettled } = settleHookSettings(hook, planned[index]!);
    planned[index] = each;
    warnings.push(...termWarnings(hook, each));
    faults.push(...unsettled);
    const { values, faults: wrong } = checkHookOptions(hook, each);
    faults.push(...wrong);
    return { ...each, hook, values };
  });
  const bundles = found.map(({ bundle }) => bundle);
  return { hooks: planned, bundles, used, faults, warnings: [...bundles.flatMap(each => each.warnings), ...warnings] };
};

/** The path of a hook's file; that there is none is told where the plan, or the command line, names it. */
const placed = ({ file, places }: HookPlan): string => {
  try {
    return findHook(file);
  } catch (error) {
    const place = places[''];
    if (!(error instanceof InputError) || place === undefined) throw error;
    throw new InputError(error.faults.map(fault => ({ ...fault, ...place, message: `'${file}': ${fault.message}` })));
  }
};
