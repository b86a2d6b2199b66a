import { Ledger } from '../frame/ledger.js';
import type { LanePart } from '../lane/partition.js';
import { type LiveSeat, optionTexts } from '../plan/live-seats.js';
import type { Plan } from '../plan/plan.js';
import type { Histogram, Quantiles } from '../report/histogram.js';
import type { Counts } from '../report/run-report.js';
import { readMeter } from '../stage/stage-meter.js';
import { VERSION } from '../version.js';

/** What a run is like now. Times are in nanoseconds, rates in bit/s, data in bytes; null: without end, or not yet. */
export interface LiveStatus {
  /** Hookline's version. */
  readonly hookline: string;
  /** The process that emulates. */
  readonly pid: number;
  /** Logical time. */
  readonly at: number;
  /** The clock of the plan's scenarios: when it started, in logical time, and what it shows. */
  readonly clock: { readonly startup: string; readonly startedAt: number | null; readonly now: number | null };
  /** Every stage, in the plan's order. */
  readonly stages: readonly StageStatus[];
  /** Every lane, and what only it counts. */
  readonly lanes: readonly LaneStatus[];
  /** Actual minus due departure; null while nothing left. */
  readonly lateness: Quantiles | null;
  /** Frames that the kernel dropped before the emulator could read them, by port. */
  readonly kernelDrops: Counts;
  /** Lanes that were lost and replaced: what is counted here begins with the new one. */
  readonly replaced: number;
}

/** What a stage is like now. */
export interface StageStatus {
  /** As the plan calls it. */
  readonly name: string;
  /** The way it leads. */
  readonly direction: 'up' | 'down';
  /** The route in force. */
  readonly route: number;
  /** The capacity in force, in bit/s; null without a limit. */
  readonly rate: number | null;
  /** The delay in force, in nanoseconds. */
  readonly delay: number;
  /** When its scenario's clock started: that of the run, or `hookline set` with another scenario. */
  readonly scenarioAt: number | null;
  /** What waits before the one being sent. */
  readonly queue: {
    readonly frames: number;
    readonly bytes: number;
    /** Time to send what waits, at the present rate; null while the link stands still. */
    readonly ns: number | null;
    readonly limitBytes: number | null;
  };
  /** Frames that have left the queue and not yet the stage. */
  readonly inFlight: number;
  /** Frames that have entered so far. */
  readonly framesIn: number;
  /** Their bytes. */
  readonly bytesIn: number;
  /** Frames that have left so far. */
  readonly framesOut: number;
  /** Their bytes. */
  readonly bytesOut: number;
  /** What left in the last second. */
  readonly throughput: number;
  /** Frames that have died in it so far. */
  readonly dropped: number;
  /** By cause; null where the lane counts several stages together: see its own. */
  readonly drops: Counts | null;
  /** Frames that its queue has marked (ECN). */
  readonly marked: number;
  /**
   * In the plan's order: their options now, in the words they were set by; which of them the plan or `hookline set` has; drops
   * by reason, null as above.
   */
  readonly hooks: readonly {
    readonly name: string;
    readonly options: Readonly<Record<string, string>>;
    readonly given: readonly string[];
    readonly drops: Counts | null;
  }[];
  /** Handlers that threw or hung. */
  readonly hookErrors: number;
}

/** What is counted by lane: see docs/architecture.md. */
export interface LaneStatus {
  /** The stages that share it. */
  readonly stages: readonly string[];
  /** Frames that died, by cause. */
  readonly drops: Counts;
}

export interface StatusParts {
  readonly plan: Plan;
  readonly parts: readonly LanePart[];
  readonly seats: readonly LiveSeat[];
  readonly at: number;
  readonly scenarioAt: number;
  /** By stage: when another scenario was set, if one was. */
  readonly tablesAt: readonly (number | undefined)[];
  readonly meters: Float64Array;
  readonly lanes: readonly { readonly ledgerCells: Float64Array; readonly causes: readonly string[] }[];
  readonly lateness: Histogram;
  readonly kernelDrops: readonly number[];
  /** Bit/s of each stage over the last second. */
  readonly throughput: readonly number[];
  readonly replaced: number;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Reads what the lanes show of themselves in shared memory. */
export const liveStatus = (run: StatusParts): LiveStatus => {
  const { plan, parts, at, scenarioAt } = run;
  const lanes = parts.map(({ stages }, lane): LaneStatus => {
    const { ledgerCells, causes } = run.lanes[lane]!;
    const ledger = new Ledger(ledgerCells);
    const drops: Record<string, number> = {};
    causes.forEach((name, number) => {
      const frames = ledger.lost(number);
      if (frames > 0) drops[name] = frames;
    });
    return { stages: stages.map(stage => plan.stages[stage]!.name), drops };
  });
  return {
    hookline: VERSION,
    pid: process.pid,
    at,
    clock: {
      startup: plan.startup,
      startedAt: orNull(scenarioAt),
      now: Number.isFinite(scenarioAt) ? at - scenarioAt : null,
    },
    stages: plan.stages.map(({ name, direction }, ordinal): StageStatus => {
      const meter = readMeter(run.meters, ordinal);
      const lane = lanes.find(({ stages }) => stages.includes(name))!;
      const drops = lane.stages.length === 1 ? lane.drops : null;
      const wait = meter.queueBytes === 0 ? 0 : (meter.queueBytes * 8e9) / meter.rate;
      return {
        name,
        direction,
        route: meter.route,
        rate: orNull(meter.rate),
        delay: meter.delay,
        scenarioAt: orNull(run.tablesAt[ordinal] ?? scenarioAt),
        queue: {
          frames: meter.queueFrames,
          bytes: meter.queueBytes,
          ns: orNull(Math.round(wait)),
          limitBytes: orNull(meter.queueLimitBytes),
        },
        inFlight: meter.inFlight,
        framesIn: meter.framesIn,
        bytesIn: meter.bytesIn,
        framesOut: meter.framesOut,
        bytesOut: meter.bytesOut,
        throughput: Math.round(run.throughput[ordinal]!),
        dropped: meter.dropped,
        drops,
        marked: meter.marked,
        hooks: run.seats
          .filter(seat => seat.stage === ordinal)
          .map(seat => ({
            name: seat.name,
            options: optionTexts(seat),
            given: Object.keys(seat.given),
            drops: drops && dropsOf(seat.name, drops),
          })),
        hookErrors: meter.hookErrors,
      };
    }),
    lanes,
    lateness: run.lateness.quantiles() ?? null,
    kernelDrops: Object.fromEntries(plan.ports.map(({ name }, port) => [name, run.kernelDrops[port]!])),
    replaced: run.replaced,
  };
};

/** By reason: `hook:thief:ack-stolen` is the thief's `ack-stolen`. */
const dropsOf = (hook: string, drops: Counts): Counts => {
  const prefix = `hook:${hook}:`;
  return Object.fromEntries(
    Object.entries(drops).flatMap(([cause, frames]) =>
      cause.startsWith(prefix) ? [[cause.slice(prefix.length), frames]] : [],
    ),
  );
};
