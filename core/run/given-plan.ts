import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import type { Right } from '../../sdk/rights.js';
import { type Fault, InputError } from '../fault.js';
import { hookTermsShape } from '../plan/hook-schema.js';
import { type TermFault, termFaults, termsOf } from '../plan/hook-terms.js';
import { didYouMean } from '../plan/nearest.js';
import type { HookPlan } from '../plan/plan.js';
import { PlanSource } from '../plan/plan-source.js';
import { isPath } from '../plan/resolve-hooks.js';
import type { planSchema } from '../plan/schema.js';
import { schemaFaults } from '../plan/schema-faults.js';
import { settings } from '../plan/settings.js';
import { type InputWords, type LoadedInput, loadInput } from './load-input.js';

/** What a plan file says, in its own words and quantities (docs/plan.md). Paths are relative to the working directory, or file URLs. */
export type PlanContent = z.input<typeof planSchema>;
/** What stands under `link` in it: rate, delay, queue, effects, scenario; what differs in `up` and `down`. */
export type LinkContent = NonNullable<PlanContent['link']>;

/** A hook as a plan names it, in the words of a plan file (docs/plan.md); paths are relative to the working directory. */
export interface HookSettings {
  /** A path, as text or file URL, or the name of a shipped hook. */
  readonly use: string | URL;
  /** The stages, or groups of the plan's, it stands at; every one if not given. */
  readonly at?: string | readonly string[];
  /** Options by name, in a plan's spelling: `{ chance: '2%' }`. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** What happens when it throws: `stop` unless given. */
  readonly onError?: HookPlan['onError'];
  /** Only frames that fit this filter, and the hook's own, reach it. */
  readonly filter?: string;
  /** Of these only those at these places, as in `3 of flow`, or every so-manieth: one of the two. */
  readonly nth?: number | string | readonly (number | string)[];
  /** Every so-manieth, as in `10` or `10 of flow`. */
  readonly every?: number | string;
  /** What it may do; everything if not given. Bookkeeping, not a sandbox. */
  readonly rights?: 'all' | 'none' | Right | readonly Right[];
  /** How much it may do, as in `{ frames: 1000, bytes: '1MB', share: '1/3' }`. */
  readonly budget?: {
    readonly frames?: number | string;
    readonly bytes?: number | string;
    readonly share?: number | string;
  };
  /** What a call may take on the average, as in `50us`, in real time; and what happens past it, `warn` unless given. */
  readonly timeBudget?: string;
  /** What happens past `timeBudget`; `warn` unless given. */
  readonly onSlow?: 'warn' | 'detach';
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
  const more = hooks.flatMap((hook, i) => (typeof hook === 'string' ? [] : [hookPlanOf(hook, i, input, faults)]));
  if (faults.length > 0) throw new InputError(faults);
  const expected = input.expected.map(each =>
    text === undefined ? each : { ...each, place: { ...each.place, line: 0, column: 0 } },
  );
  const plan = { ...input.plan, hooks: [...input.plan.hooks, ...more] };
  return { ...input, name: name ?? input.name, plan, expected };
};

/** JSON, which is YAML. */
const planTextOf = (content: PlanContent): string =>
  JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('file://') ? fileURLToPath(value) : value,
  );

const TERMS = settings(hookTermsShape);

const hookPlanOf = (
  hook: HookSettings,
  index: number,
  { plan, groups }: Pick<LoadedInput, 'plan' | 'groups'>,
  faults: Fault[],
): HookPlan => {
  const { use, at, options = {}, ...said } = hook;
  const file = use instanceof URL ? fileURLToPath(use) : use;
  const place = (setting: string): Pick<Fault, 'file' | 'line' | 'column'> => ({
    file: `hooks.${index}${setting}`,
    line: 0,
    column: 0,
  });
  const names = plan.stages.map(({ name }) => name);
  const every = at === undefined || at === 'both' || at === 'all';
  const stages = every ? names : [...new Set([at].flat().flatMap(name => groups.get(name) ?? [name]))];
  for (const stage of stages) {
    if (names.includes(stage)) continue;
    const known = [...names, ...groups.keys()];
    const { hint = `there are: ${known.join(', ')}` } = didYouMean(stage, known);
    faults.push({ ...place('.at'), message: `no stage '${stage}'`, hint });
  }
  const given = Object.entries(options);
  const read = TERMS.safeParse(said);
  if (!read.success) {
    const source = new PlanSource(JSON.stringify(said), place('').file);
    faults.push(...schemaFaults(read.error.issues, source).map(fault => ({ ...fault, line: 0, column: 0 })));
  }
  const planned: HookPlan = {
    file: isPath(file) ? resolve(file) : file,
    stages,
    options: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ...(read.success ? termsOf(read.data) : { onError: 'stop' }),
    places: {
      '': place(''),
      ...Object.fromEntries(Object.keys(said).map(name => [`.${name}`, place(`.${name}`)])),
      ...Object.fromEntries(given.map(([name]) => [name, place(`.options.${name}`)])),
    },
  };
  const wrong = ({ path, message, hint }: TermFault): Fault => ({
    ...place(`.${path.join('.')}`),
    message,
    ...(hint === undefined ? {} : { hint }),
  });
  if (stages.length > 0) faults.push(...termFaults(planned).map(wrong));
  return planned;
};
