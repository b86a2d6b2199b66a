import { LANE_LOST } from '../frame/causes.js';
import { ABSORBED, Ledger } from '../frame/ledger.js';
import type { Plan } from '../plan/plan.js';
import { METER, METER_LENGTH } from '../stage/stage-meter.js';
import type { LaneControl } from './control.js';
import type { LaneEnd } from './lane-task.js';

/**
 * The account of a lane whose worker is gone, from the cells it left in shared memory: what its ledger leaves inside is
 * lost with it. Its hooks' own counters are gone.
 */
export const lostLane = (
  plan: Plan,
  stages: readonly number[],
  control: LaneControl,
  causes: readonly string[],
): LaneEnd['outcome'] => {
  const ledger = new Ledger(control.ledgerCells);
  ledger.dropped(LANE_LOST, ledger.inside);
  const counted = (names: readonly string[], count: (number: number) => number): Record<string, number> =>
    Object.fromEntries(
      names.map((name, number) => [name, count(number)] as const).filter(([, frames]) => frames !== 0),
    );
  return {
    ledger: {
      in: ledger.in,
      born: ledger.births,
      out: ledger.out,
      dropped: counted(causes, number => ledger.lost(number)),
      absorbed: counted(ABSORBED, number => ledger.absorbedFor(number)),
      inFlight: 0,
      kept: 0,
    },
    stages: stages.map(ordinal => {
      const cell = (name: keyof typeof METER): number => control.meters[ordinal * METER_LENGTH + METER[name]]!;
      const { name, direction } = plan.stages[ordinal]!;
      return {
        name,
        direction,
        framesIn: cell('framesIn'),
        bytesIn: cell('bytesIn'),
        framesOut: cell('framesOut'),
        bytesOut: cell('bytesOut'),
        marked: cell('marked'),
        dropped: cell('dropped'),
        queuePeakFrames: cell('queueFramesMost'),
        queuePeakBytes: cell('queueBytesMost'),
      };
    }),
    ports: plan.ports.map(({ name }) => ({ name, framesIn: 0, bytesIn: 0, framesOut: 0, bytesOut: 0 })),
    hooks: [],
    causes,
    endedAt: control.get('now'),
  };
};

/** How a lane ended that was lost and not replaced. */
export const lostForGood = (outcome: LaneEnd['outcome'], lane: number, error: unknown): LaneEnd => ({
  outcome,
  failure: {
    stage: '',
    hook: '',
    phase: '',
    frame: -1,
    message: `lane ${lane} was lost: ${error instanceof Error ? error.message : String(error)}`,
    stack: error instanceof Error ? (error.stack ?? '') : '',
  },
});
