import { readFileSync, rmSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { type CheckReport, checkReport } from '../check/check-report.js';
import { expectationWarnings } from '../check/expectation-warnings.js';
import type { Warning } from '../check/warnings.js';
import { type Fault, faultText, InputError, sortFaults } from '../fault.js';
import { authorPlace } from '../hooks/place.js';
import { typeCheck } from '../hooks/type-check.js';
import { hookExpectationFaults } from '../plan/hook-expectations.js';
import type { HookPlan } from '../plan/plan.js';
import { PlanSource, pathText } from '../plan/plan-source.js';
import type { UsedHook } from '../stage/hook-seat.js';
import { captureFault } from './captures.js';
import { type InputWords, type ReadInput, readInput } from './load-input.js';
import { examineHooks } from './prepare-hooks.js';
import { scratchFolder } from './scratch-folder.js';

export interface CheckWords extends InputWords {
  /** Also checks the hooks' types, where TypeScript is installed beside them: seconds, and warnings only. */
  readonly types?: boolean;
}

/** What there is to say of a plan: its faults, or what it comes to. Warnings may stand beside either. */
export interface Checked {
  readonly report: CheckReport | undefined;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Reads a scenario or plan as for a run, loads its hooks, and runs nothing. */
export const checkPlan = async (words: CheckWords): Promise<Checked> => {
  try {
    return await checkInput(readInput(words), words);
  } catch (error) {
    // A file that cannot be read at all.
    if (!(error instanceof InputError)) throw error;
    return { report: undefined, faults: error.faults, warnings: [] };
  }
};

const checkInput = async (input: ReadInput, words: CheckWords): Promise<Checked> => {
  const { name, plan, hooks, pending, faults: found } = input;
  const source = sourceOf(words.file);
  const placeOf = placesIn(words.file, source);
  const told = (hook: HookPlan): boolean => found.some(fault => isAt(fault, hook.places['']));
  const there = hooks.filter(hook => !told(hook));
  const folder = scratchFolder();
  try {
    const complete = plan !== undefined && there.length === hooks.length;
    const examined = await examineHooks(there, pending, folder, complete);
    const types = words.types ? await Promise.all(examined.bundles.map(each => typeCheck(each.sourceFile))) : [];
    const known = input.allHooks && examined.used.length === hooks.length;
    const wrong = known ? hookExpectationFaults(input.expected, examined.used) : [];
    const captures = source === undefined ? [] : capturesOf(source, placeOf);
    const faults = inOrder(words.file, [...found, ...captures, ...examined.faults, ...wrong]);
    if (faults.length === 0) faults.push(...stateFaults(examined.used));
    const warnings = [...examined.warnings, ...types.flat()];
    if (plan === undefined || faults.length > 0) return { report: undefined, faults, warnings: once(warnings) };
    const resolved = { ...plan, hooks: examined.hooks };
    const planned = examined.used.map(({ hook }, i) => ({ hook, plan: examined.hooks[i]! }));
    const report = checkReport(name, resolved, planned, input.bare);
    warnings.unshift(...report.warnings.map(warning => warningFault(warning, placeOf)));
    const sources = examined.used.map(({ hook }, i) => ({ name: hook.name, code: examined.bundles[i]!.code }));
    warnings.push(...expectationWarnings(input.expected, sources));
    return { report, faults, warnings: once(warnings) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Places = (path: Warning['path']) => Pick<Fault, 'file' | 'line' | 'column'>;

const sourceOf = (file: string): PlanSource | undefined =>
  extname(file).toLowerCase() === '.csv' ? undefined : new PlanSource(readFileSync(file, 'utf8'), file);

/** Where the settings of a plan stand in its file; what is said for both directions stands in the link. */
const placesIn = (file: string, source: PlanSource | undefined): Places => {
  if (source === undefined) return () => ({ file, line: 0, column: 0 });
  return ([top, ...path]) => {
    const inBoth = top === 'link' ? [top, ...path.slice(-1)] : [];
    const found = [[top!, ...path], inBoth].find(each => each.length > 0 && source.has(each));
    return { file, ...source.place(found ?? [top!, ...path]) };
  };
};

const warningFault = ({ path, place, message, hint }: Warning, placeOf: Places): Fault => ({
  ...(place ?? placeOf(path)),
  message: place === undefined ? `${pathText(path)}: ${message}` : message,
  ...(hint === undefined ? {} : { hint }),
});

const isAt = (fault: Fault, place: HookPlan['places'][string] | undefined): boolean =>
  place !== undefined && fault.file === place.file && fault.line === place.line && fault.column === place.column;

/** The captures that a plan names, whatever else is wrong with it. */
const capturesOf = (source: PlanSource, placeOf: Places): Fault[] =>
  source.keys(['ports']).flatMap(port => {
    const path = ['ports', port, 'pcap'];
    const named = source.scalarText(path);
    const message = named ? captureFault(resolve(dirname(source.file), named)) : undefined;
    return message === undefined ? [] : [{ ...placeOf(path), message: `${pathText(path)}: ${message}` }];
  });

/** A hook's state is made before its first frame, from its options: some combinations of them it may refuse. */
const stateFaults = (used: readonly UsedHook[]): Fault[] =>
  used.flatMap(({ hook, values }) => {
    try {
      hook.state?.(values);
      return [];
    } catch (error) {
      const place = authorPlace(error) ?? { file: hook.name, line: 0, column: 0 };
      const message = `hook ${hook.name} failed while its state was made: ${(error as Error)?.message ?? error}`;
      return [{ ...place, message }];
    }
  });

/** A hook used twice has its faults once. */
const once = (faults: readonly Fault[]): Fault[] => [...new Map(faults.map(each => [faultText(each), each])).values()];

/** The plan's own from top to bottom, then those of other files, then those of the command line. */
const inOrder = (file: string, faults: readonly Fault[]): Fault[] => {
  const own = faults.filter(fault => fault.file === file);
  const others = faults.filter(fault => fault.file !== file);
  const typed = others.filter(fault => fault.file.startsWith('--'));
  return once([...sortFaults(own), ...others.filter(fault => !typed.includes(fault)), ...typed]);
};
