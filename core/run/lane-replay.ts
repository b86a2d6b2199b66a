import type { Frame } from '../../sdk/frame.js';
import type { Nanos } from '../../sdk/units.js';
import { Causes } from '../frame/causes.js';
import { Ledger } from '../frame/ledger.js';
import { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import { type JournalChanges, JournalFeed } from '../report/capture-feed.js';
import { Engine } from '../stage/engine.js';
import type { Egress } from '../stage/engine-parts.js';
import { HookMarker } from '../stage/hook-marker.js';
import type { UsedHook } from '../stage/hook-seat.js';
import type { Recorder } from '../stage/recorder.js';
import { journalledClock } from '../stage/scenario-clock.js';
import { seatHooks } from '../stage/seat-hooks.js';
import type { RecordedLane } from './lanes-file.js';

/** A recorded lane to be fed once more. */
export interface LaneReplayInput {
  readonly plan: Plan;
  readonly hooks: readonly UsedHook[];
  readonly lane: Pick<RecordedLane, 'stages' | 'storeBytes' | 'endedAt'>;
  /** The lane's file of arrivals. */
  readonly journal: string;
  readonly recorder: Recorder;
  readonly changes?: JournalChanges;
  /** Hears of frames that cross to other lanes; without it what crosses is what the journals say, and nothing else. */
  readonly crosses?: (arc: number, frame: Frame, at: number) => void;
}

/** One lane of a recorded run in virtual time: its journal, and an engine of its own. */
export class LaneReplay implements Egress {
  readonly engine: Engine;
  private readonly feed: JournalFeed;
  private readonly store: FrameStore;

  constructor(private readonly input: LaneReplayInput) {
    const { plan, lane, recorder } = input;
    this.store = new FrameStore(lane.storeBytes, plan.store.slotBytes);
    this.engine = new Engine({
      // No further than the lane went: what hooks had still planned then never happened.
      plan: { ...plan, duration: lane.endedAt as Nanos },
      stages: lane.stages,
      store: this.store,
      ledger: new Ledger(),
      causes: new Causes((number, name) => recorder.cause(number, name)),
      recorder,
      egress: this,
      marker: new HookMarker(),
      crossingsGiven: input.crosses === undefined,
      clock: journalledClock,
    });
    seatHooks(this.engine, input.hooks);
    this.feed = new JournalFeed(input.journal, plan, input.changes);
    this.engine.setup();
  }

  /** When something happens next; Infinity when nothing does any more, or a hook has failed. */
  get nextAt(): number {
    const next = Math.min(this.engine.nextDeadline(), this.feed.nextAt);
    return this.engine.failure === undefined && next <= this.until ? next : Number.POSITIVE_INFINITY;
  }

  /** Whether that is a frame from another lane, which comes after all that happens there at this instant. */
  get waitsForOthers(): boolean {
    return this.feed.nextAt < this.engine.nextDeadline() && this.feed.crosses;
  }

  /** Does what happens next: what is due inside the engine before what arrives. */
  step(): void {
    const { engine, feed } = this;
    const due = engine.nextDeadline();
    if (due <= feed.nextAt) engine.advance(due);
    else feed.deliver(engine);
  }

  /** A frame from another lane that the journal has not. */
  enter(arc: number, bytes: Uint8Array, at: number): void {
    if (at <= this.until && this.engine.failure === undefined) this.engine.crossIn(arc, this.store.put(bytes), at);
  }

  /** Brings the lane to its end. */
  finish(): void {
    if (this.engine.failure !== undefined) return;
    this.engine.advance(this.until);
    this.engine.teardown();
  }

  send(_port: number, slot: number): void {
    this.store.free(slot);
  }

  cross(arc: number, frame: Frame, at: number): void {
    this.input.crosses?.(arc, frame, at);
  }

  private get until(): number {
    return Math.min(this.input.lane.endedAt, this.engine.scenarioEndsAt);
  }
}

/** So many steps lie between two calls of `onTick`. */
const TICK_STEPS = 4096;

/**
 * Runs lanes to their ends, always the one in which something happens first, so that what crosses between them comes in
 * time; `between` is called after every step. `onTick` hears of the logical time reached.
 */
export const replayLanes = (
  lanes: readonly LaneReplay[],
  onTick: (at: number) => void = () => {},
  between: () => void = () => {},
): void => {
  for (let steps = 1; ; steps++) {
    const lane = first(lanes);
    if (lane === undefined) break;
    if (steps % TICK_STEPS === 0) onTick(lane.engine.now());
    lane.step();
    between();
  }
  for (const lane of lanes) lane.finish();
};

const first = (lanes: readonly LaneReplay[]): LaneReplay | undefined => {
  let found: LaneReplay | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < lanes.length; i++) {
    const lane = lanes[i]!;
    const at = lane.nextAt;
    if (at < least || (at === least && at < Number.POSITIVE_INFINITY && found!.waitsForOthers)) {
      found = lane;
      least = at;
    }
  }
  return found;
};
