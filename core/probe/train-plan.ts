import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { ScenarioStepper } from '../scenario/stepper.js';
import { lastDeadline, type Pause, type SendPlan } from './send-schedule.js';

/** Full frames of a 1500-byte MTU. */
export const TRAIN_FRAME_BYTES = 1514;
/**
 * Frames follow each other in this share of the time that the link takes for one. It then has a backlog soon, for when
 * the sender is held up, and where the queue holds little it is kept busy for half of the train all the same.
 */
const SPACING = 0.5;
/** What a train occupies the link for: then lateness of 0.1 ms is an error of 0.2 %. */
const LENGTH_NS = 50e6;
const FEWEST_FRAMES = 10;
const MOST_FRAMES = 2000;
/** Fewer give no rate, only noise. */
const LEAST_FRAMES = 5;
/** Time around a train for frames on their way. */
const GUARD_NS = 20e6;
const MOST_TRAINS = 65535;

export type LinkDirection = 'up' | 'down';

/** A short run of frames, faster than the row in force lets through. Times in nanoseconds since the run's start. */
export interface Train {
  /** From 1. */
  readonly number: number;
  readonly direction: LinkDirection;
  readonly row: ScenarioRow;
  readonly start: number;
  readonly frames: number;
  /** Time from frame to frame. */
  readonly spacing: number;
}

/** A row that gets no train, and why. */
export interface NoTrain {
  readonly direction: LinkDirection;
  readonly row: ScenarioRow;
  readonly why: string;
}

export interface TrainPlan {
  readonly trains: readonly Train[];
  readonly without: readonly NoTrain[];
  /** When the probes must leave the link to the trains. */
  readonly pauses: readonly Pause[];
}

/**
 * A train in each direction for every row in force while the probes of `sending` go out, right after the row comes into
 * force, the two directions one after the other. The probes pause meanwhile, and take as much longer.
 */
export const planTrains = (up: Scenario, down: Scenario, sending: SendPlan): TrainPlan => {
  const trains: Train[] = [];
  const without: NoTrain[] = [];
  const pauses: Pause[] = [];
  const rows = { up: new ScenarioStepper(up), down: new ScenarioStepper(down) };
  let known: Partial<Record<LinkDirection, ScenarioRow>> = {};
  let from = sending.start;
  while (from <= lastDeadline({ ...sending, pauses })) {
    const inForce = { up: rows.up.at(from), down: rows.down.at(from) };
    const to = Math.min(rows.up.nextChangeAt, rows.down.nextChangeAt);
    const fresh = (['up', 'down'] as const).filter(direction => inForce[direction] !== known[direction]);
    known = inForce;
    let at = from + GUARD_NS;
    let waiting = fresh.filter(direction => isPaced(inForce[direction])).length;
    for (const direction of fresh) {
      const row = inForce[direction];
      if (!isPaced(row)) {
        without.push({ direction, row, why: row.rate === 0 ? 'the link stands still' : 'no rate is asked for' });
        continue;
      }
      const frameTime = (TRAIN_FRAME_BYTES * 8e9) / row.rate;
      const wanted = Math.min(MOST_FRAMES, Math.max(FEWEST_FRAMES, Math.round(LENGTH_NS / frameTime)));
      const frames = Math.min(wanted, Math.floor(((to - at) / waiting-- - GUARD_NS) / frameTime));
      if (frames < LEAST_FRAMES || trains.length === MOST_TRAINS) {
        without.push({ direction, row, why: 'the row is too short for one' });
        continue;
      }
      trains.push({ number: trains.length + 1, direction, row, start: at, frames, spacing: frameTime * SPACING });
      at += frames * frameTime + GUARD_NS;
    }
    if (at > from + GUARD_NS) pauses.push({ from, to: at });
    from = to;
  }
  return { trains, without, pauses };
};

const isPaced = ({ rate }: ScenarioRow): boolean => rate > 0 && rate !== Number.POSITIVE_INFINITY;
