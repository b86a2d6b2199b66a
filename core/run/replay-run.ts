import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, InputError } from '../fault.js';
import { parsePlan } from '../plan/parse-plan.js';
import type { Plan } from '../plan/plan.js';
import { readFates } from '../report/fate-file.js';
import { fatesName, journalName } from '../report/file-recorder.js';
import type { HookFailure } from '../stage/hook-seat.js';
import { type Comparison, compareFates, type NamedFates } from './compare-fates.js';
import { Course } from './course.js';
import { LaneReplay, replayLanes } from './lane-replay.js';
import { LANES_FILE, type LanesFile, readLanes } from './lanes-file.js';
import { ownHooks } from './replay-hooks.js';

/** One lane of a run beside its replay. */
export interface LaneComparison extends Comparison {
  readonly recorded: NamedFates;
  readonly replayed: NamedFates;
}

export interface Replay {
  readonly plan: Plan;
  readonly lanes: readonly LaneComparison[];
  readonly failure: HookFailure | undefined;
}

/** Hears of the logical time reached, and of the run's end, in nanoseconds. */
export type OnTick = (at: number, until: number) => void;

/**
 * Feeds the journal of a run to the virtual driver, with the plan and the hooks as bundled then, and compares every
 * frame's fate, order and time. Throws an InputError for a folder that is no run's, and an EnvironmentError for a run
 * that cannot be repeated.
 */
export const replayRun = (folder: string, onTick: OnTick = () => {}): Replay => {
  const { plan, file } = openRun(folder);
  const hooks = ownHooks(folder, plan, file);
  const courses = file.lanes.map(() => new Course(1024));
  const lanes = file.lanes.map((lane, number) => {
    const loaded = hooks.load();
    return new LaneReplay({
      plan,
      hooks: loaded,
      lane,
      journal: join(folder, journalName(number)),
      recorder: courses[number]!.recorder(false),
      changes: { reload: hooks.reloads(loaded) },
    });
  });
  const until = endOf(file);
  replayLanes(lanes, at => onTick(at, until));
  return {
    plan,
    lanes: courses.map((course, number) => compareLane(folder, plan, file, number, course)),
    failure: lanes.find(({ engine }) => engine.failure)?.engine.failure,
  };
};

/** What the run wrote of a lane's fates beside what became of them in a replay. */
export const compareLane = (
  folder: string,
  plan: Plan,
  file: LanesFile,
  number: number,
  { fates, causes }: Course,
): LaneComparison => {
  const recorded = { fates: readFates(join(folder, fatesName(number))), causes: file.lanes[number]!.causes };
  const replayed = { fates, causes };
  return { ...compareFates(recorded, replayed, plan.stages.length), recorded, replayed };
};

/** When the last lane ended. */
export const endOf = (file: LanesFile): number => Math.max(...file.lanes.map(({ endedAt }) => endedAt));

/** The plan and the lanes of a run that can be repeated; throws as replayRun does. */
export const openRun = (folder: string): { plan: Plan; file: LanesFile } => {
  const found = read(folder);
  const { hangs, missing, replaced } = found.file;
  const refuse = (why: string): never => {
    throw new EnvironmentError(`this run cannot be replayed: ${why}`);
  };
  if (hangs.length > 0) refuse(`hook ${hangs.join(', ')} hung in it, and what it had done until then is unknown`);
  if (missing > 0) refuse(`${missing} records did not fit on their way to its journal`);
  if (replaced > 0) refuse('a lane was lost in it with the state of its hooks');
  return found;
};

const read = (folder: string): { plan: Plan; file: LanesFile } => {
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
      { file: folder, line: 0, column: 0, message: `no run to replay: ${whyNot(folder, error as Error)}`, hint },
    ]);
  }
};

/** What a folder lacks that is to be replayed. */
const whyNot = (folder: string, error: Error): string => {
  if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'it is no folder';
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error.message;
  if (!existsSync(folder)) return 'there is no such folder';
  const missing = ['plan.yaml', LANES_FILE].find(name => !existsSync(join(folder, name)));
  return missing === undefined ? error.message : `there is no ${missing} in it`;
};
