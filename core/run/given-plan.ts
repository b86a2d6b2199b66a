import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import { type Fault, InputError } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import type { HookPlan, Plan } from '../plan/plan.js';
import { isPath } from '../plan/resolve-hooks.js';
import type { planSchema } from '../plan/schema.js';
import { type InputWords, type LoadedInput, loadInput } from './load-input.js';

/** What a plan file says, in its own words and quantities (docs/plan.md). Paths are relative to the working directory, or file URLs. */
export type PlanContent = z.input<typeof planSchema>;
/** What stands under `link` in it: rate, delay, queue, effects, scenario; what differs in `up` and `down`. */
export type LinkContent = NonNullable<PlanContent['link']>;

/** A hook as a plan names it; paths are relative to the working directory. */
export interface HookSettings {
  /** A path, as text or file URL, or the name of a shipped hook. */
  readonly use: string | URL;
  /** The stages it stands at; every one if not given. */
  readonly at?: string | readonly string[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  readonly onError?: HookPlan['onError'];
}

/** What a library is given: a plan or scenario in a file, or what a plan file would say. */
export type GivenPlan = string | URL | PlanContent;

/** What stands beside it. */
export interface GivenWords extends Pick<InputWords, 'sets' | 'seed' | 'duration'> {
  /** What reports call it; if not given, the file's name. */
  readonly name?: string | undefined;
  /** Behind those of the plan, texts first: these are as the command line has them, `thief.ts@up`. */
  readonly hooks: readonly (string | HookSettings)[];
}

/** Reads what a library was given; `whose` is what faults of an object call it. Throws an InputError with all faults at once, those of an object without a line. */
export const loadGiven = (whose: string, given: GivenPlan, { name, hooks, ...words }: GivenWords): LoadedInput => {
  const isFile = typeof given === 'string' || given instanceof URL;
  const text = isFile ? undefined : planTextOf(given);
  const file = isFile ? (given instanceof URL ? fileURLToPath(given) : given) : whose;
  let input: LoadedInput;
  try {
    input = loadInput({ file, text, hooks: hooks.filter(hook => typeof hook === 'string'), ...words });
  } catch (error) {
    if (text === undefined || !(error instanceof InputError)) throw error;
    // Each says which setting it means; of the lines nobody has written one.
    throw new InputError(error.faults.map(fault => (fault.file === file ? { ...fault, line: 0, column: 0 } : fault)));
  }
  const faults: Fault[] = [];
  const more = hooks.flatMap((hook, i) => (typeof hook === 'string' ? [] : [hookPlanOf(hook, i, input.plan, faults)]));
  if (faults.length > 0) throw new InputError(faults);
  return { ...input, name: name ?? input.name, plan: { ...input.plan, hooks: [...input.plan.hooks, ...more] } };
};

/** JSON, which is YAML. */
const planTextOf = (content: PlanContent): string =>
  JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('file://') ? fileURLToPath(value) : value,
  );

const hookPlanOf = (hook: HookSettings, index: number, plan: Plan, faults: Fault[]): HookPlan => {
  const { use, at, options = {}, onError = 'stop' } = hook;
  const file = use instanceof URL ? fileURLToPath(use) : use;
  const place = (setting: string): Pick<Fault, 'file' | 'line' | 'column'> => ({
    file: `hooks.${index}${setting}`,
    line: 0,
    column: 0,
  });
  const names = plan.stages.map(({ name }) => name);
  const stages = at === undefined || at === 'both' || at === 'all' ? names : [at].flat();
  for (const stage of stages) {
    if (names.includes(stage)) continue;
    const { hint = `there are: ${names.join(', ')}` } = didYouMean(stage, names);
    faults.push({ ...place('.at'), message: `no stage '${stage}'`, hint });
  }
  const given = Object.entries(options);
  return {
    file: isPath(file) ? resolve(file) : file,
    stages,
    options: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    onError,
    places: {
      '': place(''),
      ...Object.fromEntries(given.map(([name]) => [name, place(`.options.${name}`)])),
    },
  };
};
