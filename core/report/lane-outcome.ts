import { ABSORBED as ABSORBED_WHY } from '../frame/ledger.js';
import { ALTERATIONS } from '../stage/alteration.js';
import type { Engine } from '../stage/engine.js';
import { PORT, PORT_CELLS } from '../stage/engine-parts.js';
import type { HookSeat } from '../stage/hook-seat.js';
import { METER } from '../stage/stage-meter.js';
import type { HookFigures, LedgerFigures, PortFigures, StageFigures } from './run-report.js';

/** What one engine has to say at the end, as plain data that may cross threads. */
export interface LaneOutcome {
  readonly ledger: LedgerFigures;
  readonly stages: readonly StageFigures[];
  /** One entry a port of the plan; zeros for ports this lane does not touch. */
  readonly ports: readonly PortFigures[];
  readonly hooks: readonly HookFigures[];
  /** Names of the causes of death by number, as in the lane's fates. */
  readonly causes: readonly string[];
  /** Logical time at which it stopped, in nanoseconds: all that was due until then has happened, and nothing later. */
  readonly endedAt: number;
  /** Why the count of frames does not close; absent when it does. */
  readonly inexact?: string;
}

/** Reads an engine that has stopped; frames still armed for receiving must have been given back. */
export const outcomeOf = (engine: Engine): LaneOutcome => {
  const { ledger, causes, plan, portCounts } = engine;
  engine.publish();
  let inexact: string | undefined;
  try {
    engine.audit();
  } catch (error) {
    inexact = (error as Error).message;
  }
  const dropped: Record<string, number> = {};
  causes.names.forEach((name, number) => {
    const frames = ledger.lost(number);
    if (frames > 0) dropped[name] = frames;
  });
  const absorbed: Record<string, number> = {};
  ABSORBED_WHY.forEach((why, number) => {
    const frames = ledger.absorbedFor(number);
    if (frames > 0) absorbed[why] = frames;
  });
  return {
    ledger: { in: ledger.in, born: ledger.births, out: ledger.out, dropped, absorbed, ...engine.inside },
    stages: engine.stages.map(({ plan: { name, direction }, cells }) => ({
      name,
      direction,
      framesIn: cells[METER.framesIn]!,
      bytesIn: cells[METER.bytesIn]!,
      framesOut: cells[METER.framesOut]!,
      bytesOut: cells[METER.bytesOut]!,
      marked: cells[METER.marked]!,
      dropped: cells[METER.dropped]!,
      queuePeakFrames: cells[METER.queueFramesMost]!,
      queuePeakBytes: cells[METER.queueBytesMost]!,
    })),
    ports: plan.ports.map(({ name }, port) => {
      const count = (cell: number): number => portCounts[port * PORT_CELLS + cell]!;
      return {
        name,
        framesIn: count(PORT.framesIn),
        bytesIn: count(PORT.bytesIn),
        framesOut: count(PORT.framesOut),
        bytesOut: count(PORT.bytesOut),
      };
    }),
    hooks: engine.stages.flatMap(stage =>
      stage.chain.seats.map(seat => {
        const drops: Record<string, number> = {};
        for (const [reason, { frames }] of seat.drops) drops[reason] = frames;
        const counters: Record<string, number> = Object.fromEntries(seat.ctx.counters);
        if (seat.ctx.suppressed > 0) counters['lines not kept'] = seat.ctx.suppressed;
        return { stage: stage.plan.name, name: seat.name, counters, drops, ...seatFigures(seat) };
      }),
    ),
    causes: [...causes.names],
    endedAt: engine.now(),
    ...(inexact === undefined ? {} : { inexact }),
  };
};

const seatFigures = (
  seat: HookSeat,
): Pick<HookFigures, 'errors' | 'calls' | 'did' | 'refused' | 'callMeanNs' | 'reloads'> => {
  const did: Record<string, number> = {};
  ALTERATIONS.forEach((what, number) => {
    if (seat.did[number]! > 0) did[what] = seat.did[number]!;
  });
  const { errors, calls, reloads, timer, powers } = seat;
  const mean = timer !== undefined && timer.calls > 0 ? { callMeanNs: Math.round(timer.total / timer.calls) } : {};
  return { errors, calls, did, refused: Object.fromEntries(powers?.refused ?? []), ...mean, reloads };
};

const addCounts = (into: Record<string, number>, from: Readonly<Record<string, number>>): void => {
  for (const [name, count] of Object.entries(from)) into[name] = (into[name] ?? 0) + count;
};

/** A stage whose worker was replaced has two accounts: counts add up, peaks are the greater. */
const sumByName = (all: readonly StageFigures[]): StageFigures[] => {
  const sums = new Map<string, StageFigures>();
  for (const each of all) {
    const before = sums.get(each.name);
    sums.set(
      each.name,
      before === undefined
        ? each
        : {
            ...each,
            framesIn: before.framesIn + each.framesIn,
            bytesIn: before.bytesIn + each.bytesIn,
            framesOut: before.framesOut + each.framesOut,
            bytesOut: before.bytesOut + each.bytesOut,
            marked: before.marked + each.marked,
            dropped: before.dropped + each.dropped,
            queuePeakFrames: Math.max(before.queuePeakFrames, each.queuePeakFrames),
            queuePeakBytes: Math.max(before.queuePeakBytes, each.queuePeakBytes),
          },
    );
  }
  return [...sums.values()];
};

/** The outcomes of all lanes as one: counts added, stages in ordinal order. */
export const mergeOutcomes = (outcomes: readonly LaneOutcome[], stageNames: readonly string[]): LaneOutcome => {
  const [first, ...others] = outcomes;
  if (first === undefined) throw new Error('a run has at least one lane');
  if (others.length === 0) return first;
  const dropped: Record<string, number> = {};
  const absorbed: Record<string, number> = {};
  const sums = { in: 0, born: 0, out: 0, inFlight: 0, kept: 0 };
  for (const { ledger } of outcomes) {
    addCounts(dropped, ledger.dropped);
    addCounts(absorbed, ledger.absorbed);
    addCounts(sums, {
      in: ledger.in,
      born: ledger.born,
      out: ledger.out,
      inFlight: ledger.inFlight,
      kept: ledger.kept,
    });
  }
  const inexact = outcomes.flatMap(each => each.inexact ?? []).join('; ');
  const inOrder = (a: { name: string }, b: { name: string }): number =>
    stageNames.indexOf(a.name) - stageNames.indexOf(b.name);
  return {
    ledger: { ...sums, dropped, absorbed },
    stages: sumByName(outcomes.flatMap(each => each.stages)).sort(inOrder),
    ports: first.ports.map((port, i) => {
      const same = outcomes.map(each => each.ports[i]!);
      const sum = (key: 'framesIn' | 'bytesIn' | 'framesOut' | 'bytesOut'): number =>
        same.reduce((all, each) => all + each[key], 0);
      return {
        name: port.name,
        framesIn: sum('framesIn'),
        bytesIn: sum('bytesIn'),
        framesOut: sum('framesOut'),
        bytesOut: sum('bytesOut'),
      };
    }),
    hooks: outcomes.flatMap(each => each.hooks),
    causes: first.causes,
    endedAt: Math.max(...outcomes.map(each => each.endedAt)),
    ...(inexact === '' ? {} : { inexact }),
  };
};
