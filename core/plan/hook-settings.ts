import type * as z from 'zod';
import type { AnyHook } from '../../sdk/hook.js';
import { RIGHTS, type Right } from '../../sdk/rights.js';
import type { Fault } from '../fault.js';
import { misread, refused } from './change-setting.js';
import { budgetTerms, hookTerms } from './hook-schema.js';
import { HOOK_SETTINGS, type HookSetting } from './hook-setting-names.js';
import { termFaults } from './hook-terms.js';
import { didYouMean } from './nearest.js';
import type { HookBudget, HookPlan } from './plan.js';

/** What stands before the argument of a `--set` where a fault has its file. */
const TYPED = '--set ';

interface Changed {
  readonly plan: HookPlan;
  readonly faults: readonly Fault[];
}

/**
 * Settings of a hook itself that the command line gives by the names that options have, `thief.filter=tcp port 80`: those
 * that are no options of the loaded hook leave `options`. Where a position is set, the other way of saying it is forgotten.
 */
export const settleHookSettings = (hook: AnyHook, plan: HookPlan): Changed => {
  const declared = hook.options ?? {};
  const typed = Object.keys(plan.options).filter(
    (name): name is HookSetting =>
      isHookSetting(name) && !Object.hasOwn(declared, name) && plan.places[name]?.file.startsWith(TYPED) === true,
  );
  if (typed.length === 0) return { plan, faults: [] };
  const faults: Fault[] = [];
  const others = Object.entries(plan.options).filter(([name]) => !(typed as string[]).includes(name));
  const moved = typed.map(name => [`.${name}`, plan.places[name]!]);
  const before = { ...plan, options: Object.fromEntries(others) };
  const settled = typed.reduce((each, name): HookPlan => {
    const text = plan.options[name]!;
    const words = name === 'rights' ? rightsOf(text) : [];
    const read = SCHEMAS[name].safeParse(words.length === 0 ? text : words.length === 1 ? words[0] : words);
    if (read.success) return withSetting(each, name, read.data, typed);
    const odd = words.find(word => !RIGHT_WORDS.includes(word));
    const { faults: told } =
      odd === undefined
        ? misread(read.error.issues[0]!, text)
        : refused(`no right '${odd}'`, didYouMean(odd, RIGHT_WORDS).hint ?? `known: ${RIGHT_WORDS.join(', ')}`);
    const [fault] = told;
    faults.push({ ...fault!, ...plan.places[name]!, message: `${name} of hook ${hook.name}: ${fault!.message}` });
    return each;
  }, before as HookPlan);
  const placed = { ...settled, places: { ...plan.places, ...Object.fromEntries(moved) } };
  if (faults.length === 0) {
    for (const { path, message, hint } of termFaults(placed)) {
      const place = [`.${path.join('.')}`, `.${path[0]}`, ''].map(each => placed.places[each]).find(Boolean)!;
      const text = `${path.join('.')} of hook ${hook.name}: ${message}`;
      faults.push(hint === undefined ? { ...place, message: text } : { ...place, message: text, hint });
    }
  }
  return { plan: placed, faults };
};

const isHookSetting = (name: string): name is HookSetting => Object.hasOwn(HOOK_SETTINGS, name);

const SCHEMAS: Readonly<Record<HookSetting, z.ZodType>> = {
  filter: hookTerms.filter,
  nth: hookTerms.nth,
  every: hookTerms.every,
  rights: hookTerms.rights,
  'budget.frames': budgetTerms.frames,
  'budget.bytes': budgetTerms.bytes,
  'budget.share': budgetTerms.share,
  timeBudget: hookTerms.timeBudget,
  onSlow: hookTerms.onSlow,
  onError: hookTerms.onError,
};

const RIGHT_WORDS = ['all', 'none', ...RIGHTS];
/** `observe,delay` as a plan's list; a single word is one of a plan's words. */
const rightsOf = (text: string): string[] => text.split(/[\s,]+/).filter(word => word !== '');

const withSetting = (hook: HookPlan, name: HookSetting, value: unknown, typed: readonly HookSetting[]): HookPlan => {
  if (name.startsWith('budget.')) {
    const budget: HookBudget = { ...hook.budget, [name.slice('budget.'.length)]: value };
    return { ...hook, budget };
  }
  const dropped = name === 'nth' ? 'every' : name === 'every' ? 'nth' : undefined;
  const forgotten = dropped === undefined || typed.includes(dropped) ? [name] : [name, dropped];
  const rest = Object.fromEntries(Object.entries(hook).filter(([key]) => !forgotten.includes(key as HookSetting)));
  return { ...rest, ...(value === undefined ? {} : { [name]: value }) } as unknown as HookPlan;
};

/** Whether the plan grants a right: whoever may delay, drop or modify frames may observe them. */
export const isGranted = (rights: readonly Right[] | undefined, right: Right): boolean =>
  rights === undefined || rights.includes(right) || (right === 'observe' && rights.some(each => each !== 'inject'));

/** What a loaded hook is given that does not go with what it is: told, and refused by nobody. */
export const termWarnings = (hook: AnyHook, plan: HookPlan): Fault[] => {
  const at = (setting: string, message: string): Fault => ({
    ...(plan.places[`.${setting}`] ?? plan.places['']!),
    message,
  });
  const lacking = RIGHTS.filter(right => hook.needs?.includes(right) && !isGranted(plan.rights, right));
  const silent = hook.preamble === undefined && hook.episode === undefined;
  const chosen = (['filter', 'nth', 'every'] as const).filter(name => silent && plan[name] !== undefined);
  return [
    ...(lacking.length === 0
      ? []
      : [at('rights', `hook ${hook.name} needs ${lacking.join(' and ')}: what it does by that will be refused`)]),
    ...chosen.map(name => at(name, `${name} means nothing: hook ${hook.name} has neither preamble nor episode`)),
  ];
};
