import type { AnyHook } from '../../sdk/hook.js';
import { EnvironmentError } from '../fault.js';
import type { LaneSet } from '../lane/lane-set.js';
import type { LanePart } from '../lane/partition.js';
import { type LiveSeat, liveSeats } from '../plan/live-seats.js';
import type { Plan } from '../plan/plan.js';
import { Histogram } from '../report/histogram.js';
import type { RunRecord } from '../report/run-record.js';
import { ownControlSocket } from './announce.js';
import { serveControl } from './control-server.js';
import type { HookReloader } from './hook-reloader.js';
import { LastSecond } from './last-second.js';
import { type CaptureSink, LiveCaptures } from './live-captures.js';
import { type LiveAnswer, LiveControl } from './live-control.js';
import { type LiveStatus, liveStatus } from './live-status.js';

/** A run whose lanes go. */
export interface GoingRun {
  readonly plan: Plan;
  readonly parts: readonly LanePart[];
  /** What the plan's hooks declare, in its order. */
  readonly hooks: readonly AnyHook[];
  readonly lanes: LaneSet;
  readonly record: RunRecord;
  /** Brings `meters` up to date and gives the logical time. */
  readonly look: () => number;
  readonly meters: Float64Array;
  /** By port. */
  readonly kernelDrops: () => readonly number[];
  readonly reloader: HookReloader;
  /** Logical time as the clock has it. */
  readonly now: () => number;
  /** When logical time began, by the wall clock, in milliseconds since 1970. */
  readonly began: number;
}

export interface RunControl {
  /** The run goes from now on. */
  go(run: GoingRun): LiveControl;
  sample(at: number, meters: Float64Array): void;
  close(): void;
}

/**
 * Opens a run to be asked and changed: by who has it in this process, and by `hookline status` and `hookline set` if
 * it is `reachable`. These are answered once it goes, and told until then that it does not. A run that cannot be reached,
 * its folder's path being too long for one, goes on and says so by `onLine`.
 */
export const openControl = (onLine: (text: string) => void, reachable: boolean): RunControl => {
  let control: LiveControl | undefined;
  let second: LastSecond | undefined;
  const closed = (why: string): void =>
    onLine(`warning: hookline set, status and capture will not reach this run: ${why}\n`);
  let captures: LiveCaptures | undefined;
  const answer = async (request: unknown, sink: () => CaptureSink): Promise<LiveAnswer> =>
    control ? control.answer(request, sink) : { error: 'the run has not begun yet' };
  let server: { close(): void } | undefined;
  let ended = false;
  try {
    if (reachable) server = serveControl(ownControlSocket(), answer, closed);
  } catch (error) {
    closed((error as Error).message);
  }
  return {
    go(run) {
      const { plan, lanes, record, reloader } = run;
      const tablesAt: (number | undefined)[] = plan.stages.map(() => undefined);
      const recent = new LastSecond(plan.stages.length);
      second = recent;
      const taken = new LiveCaptures({ stages: plan.stages, taps: lanes.taps, now: run.now, began: run.began });
      captures = taken;
      control = new LiveControl({
        plan,
        seats: liveSeats(plan, run.hooks),
        status: seats => {
          if (ended) throw new EnvironmentError('the run has ended: its report has the figures');
          return statusOf(run, seats, tablesAt, recent);
        },
        async change(stage, change) {
          const at = await lanes.change(stage, change);
          record.followMeters = true;
          if (change.scenario !== undefined) tablesAt[stage] = at;
          return at;
        },
        reloader,
        capture(asked, sink) {
          if (ended) throw new EnvironmentError('the run has ended');
          return taken.start(asked, sink);
        },
      });
      return control;
    },
    sample: (at, meters) => second?.sample(at, meters),
    close() {
      ended = true;
      captures?.close();
      server?.close();
    },
  };
};

const statusOf = (
  run: GoingRun,
  seats: readonly LiveSeat[],
  tablesAt: readonly (number | undefined)[],
  recent: LastSecond,
): LiveStatus => {
  const { plan, parts, lanes, meters } = run;
  const at = run.look();
  const lateness = new Histogram();
  for (const { control } of lanes.lanes) lateness.mergeFrom(control.lateness);
  return liveStatus({
    plan,
    parts,
    seats,
    at,
    scenarioAt: lanes.scenarioAt,
    tablesAt,
    meters,
    lanes: lanes.lanes.map(({ control: { ledgerCells }, causes }) => ({ ledgerCells, causes })),
    lateness,
    kernelDrops: run.kernelDrops(),
    throughput: recent.rates(at, meters),
    replaced: lanes.replaced,
  });
};
