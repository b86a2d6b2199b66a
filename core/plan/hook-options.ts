import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import type { Fault } from '../fault.js';
import { HOOK_SETTINGS } from './hook-setting-names.js';
import { didYouMean } from './nearest.js';
import type { HookPlan } from './plan.js';

/**
 * The values of a loaded hook's options: each text of the plan read by the option itself, the others from their
 * defaults. Faults, each where its option was written: unknown names, texts an option refuses, required options left out.
 * With faults the values are not complete.
 */
export const checkHookOptions = (
  hook: AnyHook,
  plan: HookPlan,
): { values: Record<string, unknown>; faults: Fault[] } => {
  const declared = (hook.options ?? {}) as Readonly<Record<string, Option<unknown>>>;
  const names = Object.keys(declared);
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  const fault = (name: string, message: string, hint?: string): void => {
    const place = plan.places[name] ?? plan.places[''] ?? { file: plan.file, line: 0, column: 0 };
    faults.push(hint === undefined ? { ...place, message } : { ...place, message, hint });
  };
  for (const name of Object.keys(plan.options)) {
    if (names.includes(name)) continue;
    const typed = plan.places[name]?.file.startsWith('--set ') === true;
    const known = names.length === 0 ? 'it has none' : `its options: ${names.join(', ')}`;
    const meant = typed ? [...names, ...Object.keys(HOOK_SETTINGS)] : names;
    const beside = Object.hasOwn(HOOK_SETTINGS, name) ? `${name} stands beside options, not in them` : undefined;
    fault(name, `no option '${name}' of hook ${hook.name}`, beside ?? didYouMean(name, meant).hint ?? known);
  }
  for (const name of names) {
    const option = declared[name]!;
    const text = plan.options[name] ?? option.fallback;
    if (text === undefined) {
      fault('', `hook ${hook.name} needs option ${name} (${option.kind}): ${option.about}`);
      continue;
    }
    try {
      values[name] = option.parse(text);
    } catch (error) {
      fault(name, `option ${name} of hook ${hook.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { values, faults };
};
