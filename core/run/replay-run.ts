import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Nanos } from '../../sdk/units.js';
import { EnvironmentError, InputError } from '../fault.js';
import { loadHook } from '../hooks/load.js';
import { checkHookOptions } from '../plan/hook-options.js';
import { parsePlan } from '../plan/parse-plan.js';
import type { Plan } from '../plan/plan.js';
import { type Fate, readFates } from '../report/fate-file.js';
import { fatesName, journalName } from '../report/file-recorder.js';
import type { HookFailure, UsedHook } from '../stage/hook-seat.js';
import { type Recorder, silent } from '../stage/recorder.js';
import { byStage, type Comparison, compareFates } from './compare-fates.js';
import { type LanesFile, readLanes } from './lanes-file.js';
import { runVirtual } from './virtual-run.js';

export interface Replay extends Comparison {
  readonly plan: Plan;
  readonly lanes: number;
  readonly failure: HookFailure | undefined;
}

/**
 * Feeds the journal of a run to the virtual driver, with the plan and the hooks as bundled then, and compares every
 * frame's fate, order and time. Throws an InputError for a folder that is no run's, and an EnvironmentError for a run
 * that cannot be repeated.
 */
export const replayRun = (folder: string): Replay => {
  const { plan, file } = open(folder);
  if (file.hangs.length > 0) {
    throw new EnvironmentError(
      `this run cannot be replayed: hook ${file.hangs.join(', ')} hung in it, and what it had done until then is unknown`,
    );
  }
  if (file.missing > 0) {
    throw new EnvironmentError(
      `this run cannot be replayed: ${file.missing} records did not fit on their way to its journal`,
    );
  }
  if (file.replaced > 0)
    throw new EnvironmentError('this run cannot be replayed: a lane was lost in it with the state of its hooks');
  const total = { same: 0, differences: [] as Comparison['differences'][number][] };
  let failure: HookFailure | undefined;
  file.lanes.forEach((lane, number) => {
    const replayed: Fate[] = [];
    const causes: string[] = [];
    const recorder: Recorder = {
      ...silent,
      fate: (id, at, stage, fate) => void replayed.push({ id, at, stage, fate }),
      cause: (cause, name) => {
        causes[cause] = name;
      },
    };
    const run = runVirtual({
      // No further than the lane went: what hooks had still planned then never happened.
      plan: { ...plan, duration: lane.endedAt as Nanos },
      hooks: usedHooks(folder, plan, file),
      recorder,
      replay: { journal: join(folder, journalName(number)), stages: lane.stages, storeBytes: lane.storeBytes },
    });
    failure ??= run.failure;
    const recorded = readFates(join(folder, fatesName(number)));
    const count = plan.stages.length;
    const { same, differences } = compareFates(byStage(recorded, lane.causes, count), byStage(replayed, causes, count));
    total.same += same;
    total.differences.push(...differences);
  });
  return { ...total, plan, lanes: file.lanes.length, failure };
};

const open = (folder: string): { plan: Plan; file: LanesFile } => {
  const path = join(folder, 'plan.yaml');
  try {
    const text = readFileSync(path, 'utf8');
    // The hooks are the bundles beside the journal: their sources may have changed, or be gone.
    const { plan, faults } = parsePlan(text, path, () => '');
    if (plan === undefined) throw new InputError(faults);
    return { plan, file: readLanes(folder) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const hint = 'runs write their journal with --out DIR';
    throw new InputError([
      { file: folder, line: 0, column: 0, message: `no run to replay: ${(error as Error).message}`, hint },
    ]);
  }
};

/** Loaded anew for each lane, so that no module's own variables are shared between them. */
const usedHooks = (folder: string, plan: Plan, file: LanesFile): UsedHook[] =>
  file.hooks.map(({ name, sourceFile, bundle }, i) => {
    const code = readFileSync(join(folder, 'hooks', bundle), 'utf8');
    const hook = loadHook({ name, sourceFile, code, impurities: [] }, join(folder, 'hooks'));
    return { ...plan.hooks[i]!, hook, values: checkHookOptions(hook, plan.hooks[i]!).values };
  });
