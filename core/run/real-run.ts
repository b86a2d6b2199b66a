import { availableParallelism } from 'node:os';
import { lanesMost } from '../lane/lane-pool.js';
import { LaneSet } from '../lane/lane-set.js';
import type { Hang } from '../lane/lane-set-options.js';
import type { LaneEnd } from '../lane/lane-task.js';
import { memoryWatch } from '../lane/memory-watch.js';
import { partition } from '../lane/partition.js';
import { OVERFLOW } from '../lane/record-ring.js';
import { TICK_MS } from '../lane/ticker.js';
import type { World } from '../netns/world.js';
import type { Plan } from '../plan/plan.js';
import { monotonic } from '../port/clock.js';
import { eventText } from '../report/event-text.js';
import { Histogram } from '../report/histogram.js';
import { RunRecord, SAMPLE_EVERY } from '../report/run-record.js';
import { cpuShares, sampleCpu } from '../report/steal.js';
import type { Measured } from '../report/validity.js';
import { METER_LENGTH } from '../stage/stage-meter.js';
import { HookReloader } from './hook-reloader.js';
import { LinkSockets } from './link-sockets.js';
import { linkWatch } from './link-watch.js';
import type { LiveControl } from './live-control.js';
import { measureRun, overflows } from './measure-run.js';
import { openControl } from './open-control.js';
import type { PreparedHooks } from './prepare-hooks.js';
import type { JournalTold } from './prepare-run.js';
import { type ProgramsInput, RunPrograms } from './run-programs.js';
import { storeBytes } from './store-budget.js';
import { tellClock, tellHeap, tellMemory } from './tell-run.js';

/** What a run shows of itself while it goes on. */
export interface Progress {
  /** Logical time in nanoseconds. */
  readonly at: number;
  /** The meters of all stages: see METER. */
  readonly meters: Float64Array;
  readonly lateness: Histogram;
  readonly kernelDrops: number;
}

/** Who hears of a run while it goes on. */
export type RunWatcher = Pick<RealRunInput, 'onProgress' | 'progressEveryMs' | 'onLine' | 'onHang' | 'onLost'>;

export interface RealRunInput extends ProgramsInput {
  readonly plan: Plan;
  readonly hooks: PreparedHooks;
  readonly hookFolder: string;
  /** The hosts of the plan's ports, and the link; the caller made them and takes them down. */
  readonly world: World;
  /** The run's directory; nothing is written without it. */
  readonly folder?: string;
  readonly capturing: boolean;
  readonly priority: 'fifo' | 'nice' | 'none';
  /** Memory that may still be taken, in bytes; the machine's if not given. */
  readonly availableMemory?: () => number;
  /** An end that is down for longer than this ends the run, in ms. */
  readonly downMostMs?: number;
  readonly onProgress: (progress: Progress) => void;
  readonly progressEveryMs: number;
  /** A line of a hook, in a run that writes nothing. */
  readonly onLine: (text: string) => void;
  readonly onHang: (hang: Hang) => void;
  /** The lanes run: frames cross from now on, and the run can be asked and changed. */
  readonly onRunning?: ((control: LiveControl) => void) | undefined;
  /** Whether `hookline set` and `status` reach it too; they do if not given. */
  readonly reachable?: boolean;
  /** The scenarios' clock has started, at `at` by the wall clock. */
  readonly onClock?: ((at: Date) => void) | undefined;
  /** A lane's worker is gone with its frames; another goes on. */
  readonly onLost: (lane: number, why: string) => void;
  /** Called when the lanes run, before the client starts: more to do at the same time, awaited before the end. */
  readonly alongside?: (at: {
    readonly world: World;
    readonly origin: number;
    readonly record: RunRecord;
  }) => Promise<void>;
  /** Resolves when the run is to end early (Ctrl-C). */
  readonly stop: Promise<void>;
}

export interface RealRun {
  readonly ends: readonly LaneEnd[];
  readonly record: RunRecord;
  /** Logical time in nanoseconds. */
  readonly duration: number;
  /** Logical time at which the scenarios' clock started; Infinity: it did not. */
  readonly scenarioAt: number;
  readonly measured: Measured;
  readonly kernelDrops: readonly number[];
  readonly interfaceDrops: readonly number[];
  readonly hangs: readonly Hang[];
  /** What a replay of the journal needs to know. */
  readonly journal: JournalTold;
  /** The client's exit code; undefined without a client, or when the run ended before it. */
  readonly clientCode: number | undefined;
  /** Why the link ended the run. */
  readonly linkLost: string | undefined;
}

/** A wake-up takes some 30 us, and now and then a little more. */
const SPIN_NS = 50e3;
/** Where lanes share their cores with the programs they serve. */
const SPIN_SHARE = 0.1;

const HEAP_EVERY_MS = 100;
/** Memory may go within a second or two. */
const MEMORY_EVERY_MS = 500;

/** A link end that is down may come back within this time. */
const DOWN_MOST_MS = 5000;

/** Runs a plan on real traffic, in real time. */
export const runReal = async (input: RealRunInput): Promise<RealRun> => {
  const { plan, world } = input;
  const parts = partition(plan, input.hooks.used, lanesMost());
  const record = new RunRecord(plan);
  const hangs: Hang[] = [];
  const memory = parts.map(({ stages }) =>
    storeBytes(
      plan,
      stages.map(i => plan.stages[i]!),
      parts.length,
    ),
  );
  let laneEnded: () => void = () => {};
  const anyLaneEnded = new Promise<void>(resolve => {
    laneEnded = resolve;
  });
  const lanes = await LaneSet.create({
    plan,
    parts,
    bundles: input.hooks.bundles,
    hookNames: input.hooks.used.map(({ hook }) => hook.name),
    hookFolder: input.hookFolder,
    storeBytes: memory,
    ...(input.folder === undefined ? {} : { folder: input.folder }),
    capturing: input.capturing,
    priority: input.priority,
    spinNs: SPIN_NS,
    spinShare: availableParallelism() >= parts.length + 2 ? 1 : SPIN_SHARE,
    onHang: hang => {
      hangs.push(hang);
      input.onHang(hang);
    },
    // What the run itself writes down of a hook, it has told already.
    onEvent: ({ at, stage, hook, event, fields }) =>
      stage === '' ? undefined : input.onLine(eventText(at, stage, hook, event, fields)),
    onLost: input.onLost,
    onEnd: () => laneEnded(),
  });
  const meters = new Float64Array(plan.stages.length * METER_LENGTH);
  let sockets: LinkSockets | undefined;
  let ends: LaneEnd[] | undefined;
  let over = false;
  for (const end of [input.stop, anyLaneEnded])
    void end.then(() => {
      over = true;
    });
  const programs = new RunPrograms(plan, world, input, () => over);
  const control = openControl(input.onLine, input.reachable ?? true);
  try {
    await programs.startServer();
    sockets = new LinkSockets(plan, world);
    const open = sockets;
    const cpuBefore = sampleCpu();
    await lanes.bind(open.binds(parts));
    const origin = monotonic();
    lanes.go(origin);
    const look = (): number => {
      let at = 0;
      lanes.lanes.forEach(({ control }, lane) => {
        at = Math.max(at, control.get('now'));
        for (const stage of parts[lane]!.stages) {
          const from = stage * METER_LENGTH;
          meters.set(control.meters.subarray(from, from + METER_LENGTH), from);
        }
      });
      return at;
    };
    const hooks = input.hooks.used.map(({ hook }) => hook);
    const reloader = new HookReloader({
      hooks: hooks.map((hook, i) => ({ hook, plan: plan.hooks[i]!, bundle: input.hooks.bundles[i]! })),
      hookFolder: input.hookFolder,
      ...(input.folder === undefined ? {} : { folder: input.folder }),
      lanes,
      clock: monotonic,
    });
    // Apart from the optional call: without a listener that leaves its arguments out, and nobody could reach the run.
    const dropsNow = (): readonly number[] => open.kernelDrops();
    const live = control.go({
      plan,
      parts,
      hooks,
      lanes,
      record,
      look,
      meters,
      kernelDrops: dropsNow,
      reloader,
      now: () => monotonic() - origin,
      began: Date.now() - (monotonic() - origin) / 1e6,
    });
    input.onRunning?.(live);
    lanes.ticker.on(SAMPLE_EVERY / 1e6 / TICK_MS, () => {
      const at = look();
      record.sample(at, meters);
      control.sample(at, meters);
    });
    lanes.ticker.on(Math.ceil(input.progressEveryMs / TICK_MS), () => {
      const lateness = new Histogram();
      for (const { control } of lanes.lanes) lateness.mergeFrom(control.lateness);
      const kernelDrops = open.kernelDrops().reduce((a, b) => a + b, 0);
      input.onProgress({ at: look(), meters, lateness, kernelDrops });
    });
    lanes.ticker.on(MEMORY_EVERY_MS / TICK_MS, memoryWatch(tellMemory(lanes, input.onLine), input.availableMemory));
    lanes.ticker.on(HEAP_EVERY_MS / TICK_MS, tellHeap(plan, parts, hooks, lanes, input.onLine));
    if (input.onClock) lanes.ticker.on(1, tellClock(lanes, origin, input.onClock));
    const link = linkWatch(world, lanes, input.downMostMs ?? DOWN_MOST_MS);
    void link.lost.then(() => {
      over = true;
    });
    const work = input.alongside?.({ world, origin, record });
    await programs.startOthers();
    const { client } = programs;
    const ending = [
      input.stop,
      anyLaneEnded,
      link.lost,
      ...(client ? [client.exited] : []),
      ...(work && !client ? [work] : []),
    ];
    await Promise.race(ending);
    const clientCode = client?.ended ? (await client.exited).code : undefined;
    await Promise.race([work, input.stop, anyLaneEnded, link.lost]);
    link.stop();
    // While the link still works, so that they can say goodbye to their servers.
    if (link.why() === undefined) await programs.stopOthers();
    record.sample(look(), meters);
    const cpuAfter = sampleCpu();
    ends = await lanes.stop();
    const kernelDrops = open.kernelDrops();
    const interfaceDrops = open.interfaceDrops();
    record.scenarioAt = lanes.scenarioAt;
    return {
      ends,
      record,
      duration: look(),
      scenarioAt: lanes.scenarioAt,
      measured: measureRun(lanes, kernelDrops, interfaceDrops, cpuShares(cpuBefore, cpuAfter)?.steal),
      kernelDrops,
      interfaceDrops,
      hangs,
      journal: {
        lanes: parts.map(({ stages }, i) => {
          const { causes, endedAt } = ends![i]!.outcome;
          return { stages, storeBytes: memory[i]!, causes, endedAt };
        }),
        hangs: [...new Set(hangs.map(({ hook }) => hook))],
        missing: overflows(lanes, OVERFLOW.journal) + overflows(lanes, OVERFLOW.fates),
        replaced: lanes.replaced,
      },
      clientCode,
      linkLost: link.why(),
    };
  } finally {
    control.close();
    await programs.stop();
    // What ended the run is told, not what followed from it.
    if (ends === undefined) await lanes.stop().catch(() => {});
    await sockets?.close();
  }
};
