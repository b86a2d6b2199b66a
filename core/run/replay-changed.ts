import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../fault.js';
import { partition } from '../lane/partition.js';
import type { Plan } from '../plan/plan.js';
import { journalName } from '../report/file-recorder.js';
import type { HookFailure, UsedHook } from '../stage/hook-seat.js';
import { graphOf } from '../topology/graph.js';
import { adaptControl } from './adapt-control.js';
import { type Changes, compareCourses } from './compare-courses.js';
import { ChangedCourse, OwnCourse } from './course.js';
import { ChangedCrossings, RecordedCrossings } from './crossings.js';
import { LaneReplay, type LaneReplayInput, replayLanes } from './lane-replay.js';
import type { LanesFile } from './lanes-file.js';
import { changedHooks, type HookChanges, ownHooks, type ReplayHooks } from './replay-hooks.js';
import { compareLane, endOf, type OnTick, openRun } from './replay-run.js';
import { scratchFolder } from './scratch-folder.js';

/** A lane in two replays. */
export interface ChangedLane {
  readonly own: OwnCourse;
  readonly changed: ChangedCourse;
  readonly changes: Changes;
  readonly journal: string;
}

export interface ChangedReplay {
  readonly plan: Plan;
  /** What is different from the run, in words. */
  readonly said: readonly string[];
  /** What of the run could not be fed to the changed hooks, in words. */
  readonly notes: readonly string[];
  /** Records by which a replay with the run's own hooks differs from the run; 0 as a rule. */
  readonly differing: number;
  readonly lanes: readonly ChangedLane[];
  /** A hook that threw: what came after it is not in the comparison. */
  readonly failure: HookFailure | undefined;
}

/**
 * Feeds the journal of a run to the virtual driver twice, with the hooks of the run and with changed ones, and compares
 * what became of each frame. What arrives at the ports is what was recorded. Throws as replayRun does, and an
 * InputError for hooks and options that are not the run's.
 */
export const replayChanged = async (
  folder: string,
  words: HookChanges,
  onTick: OnTick = () => {},
): Promise<ChangedReplay> => {
  const { plan, file } = openRun(folder);
  const scratch = scratchFolder();
  try {
    const hooks = await changedHooks(folder, plan, file, words, scratch);
    requireLanes(plan, file, hooks.load());
    const until = endOf(file);
    const ports = plan.ports.length;
    const names = plan.stages.map(({ name }) => name);
    const input = { folder, plan, file };

    const crossings = new RecordedCrossings();
    const own = file.lanes.map(() => new OwnCourse(1024, names.length));
    const before = feed(
      input,
      () => ownHooks(folder, plan, file),
      number => ({ recorder: own[number]!.recorder(true), changes: { enters: crossings.come }, crosses: crossings.go }),
    );
    replayLanes(before, at => onTick(at / 2, until));
    const differing = own.reduce((sum, course, i) => sum + compareLane(folder, plan, file, i, course).differing, 0);

    const notes: string[] = [];
    const again = new ChangedCrossings(crossings);
    const courses = own.map(({ fates, births }) => new ChangedCourse(fates.count, births, ports, names.length));
    const adapt = adaptControl(plan, hooks, text => notes.push(text));
    const after = feed(
      input,
      () => hooks,
      number => ({
        recorder: courses[number]!.recorder(true),
        changes: { enters: again.comes, adapt },
        crosses: again.go,
      }),
    );
    const { arcs } = graphOf(plan);
    replayLanes(
      after,
      at => onTick((until + at) / 2, until),
      () => {
        for (let one = again.fresh.shift(); one !== undefined; one = again.fresh.shift()) {
          const { stage } = arcs[one.arc]!;
          after[file.lanes.findIndex(({ stages }) => stages.includes(stage))]!.enter(one.arc, one.bytes, one.at);
        }
      },
    );
    return {
      plan,
      said: hooks.said,
      notes,
      differing,
      lanes: own.map((course, i) => ({
        own: course,
        changed: courses[i]!,
        changes: compareCourses(course, courses[i]!, ports, names),
        journal: join(folder, journalName(i)),
      })),
      failure: after.find(({ engine }) => engine.failure)?.engine.failure,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const feed = (
  { folder, plan, file }: { readonly folder: string; readonly plan: Plan; readonly file: LanesFile },
  hooksOf: () => ReplayHooks,
  more: (number: number) => Pick<LaneReplayInput, 'recorder' | 'changes' | 'crosses'>,
): LaneReplay[] =>
  file.lanes.map((lane, number) => {
    const hooks = hooksOf();
    const loaded = hooks.load();
    const { changes, ...rest } = more(number);
    const journal = join(folder, journalName(number));
    const reload = hooks.reloads(loaded);
    return new LaneReplay({ plan, hooks: loaded, lane, journal, changes: { ...changes, reload }, ...rest });
  });

/** A changed hook may share its state over stages that different lanes had: then there is no order between them to repeat. */
const requireLanes = (plan: Plan, { lanes }: LanesFile, used: readonly UsedHook[]): void => {
  for (const { stages, reasons } of partition(plan, used)) {
    if (lanes.some(lane => stages.every(stage => lane.stages.includes(stage)))) continue;
    const names = stages.map(stage => plan.stages[stage]!.name).join(' and ');
    throw new EnvironmentError(
      `${names} ran in different lanes, and now belong together: ${reasons.join('; ')}`,
      'record the run with one lane, as with --set lanes=one',
    );
  }
};
