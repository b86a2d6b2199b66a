import { Frame } from '../../sdk/frame.js';
import { type Causes, MEMORY, PORT_OVERSIZE } from '../frame/causes.js';
import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import { Timeline } from '../time/timeline.js';
import { type Graph, graphOf, portsBehind, portsInto } from '../topology/graph.js';
import { EndOfRun } from './end-of-run.js';
import { type EngineParts, PORT, PORT_CELLS } from './engine-parts.js';
import type { EngineServices } from './engine-services.js';
import type { HookMarker } from './hook-marker.js';
import { PREAMBLE, SETUP, TEARDOWN } from './hook-marker.js';
import type { HookFailure } from './hook-seat.js';
import type { Recorder } from './recorder.js';
import { ownClock, type ScenarioClock, startsClock } from './scenario-clock.js';
import { Stage } from './stage.js';
import type { StageChange } from './stage-change.js';
import { METER_LENGTH } from './stage-meter.js';

/**
 * The emulation as arithmetic over logical time: `arrive`, `nextDeadline`, `advance`. It owns no socket, no timer and
 * no clock; the same calls give the same fates under either driver.
 */
export class Engine implements EngineServices {
  readonly plan: Plan;
  readonly stages: Stage[];
  readonly store: FrameStore;
  readonly ledger: Ledger;
  readonly causes: Causes;
  readonly recorder: Recorder;
  readonly marker: HookMarker;
  readonly frame = new Frame();
  /** A handler that threw under the policy `stop`; nothing more happens after it. */
  failure: HookFailure | undefined;
  /** Frames and bytes by port: in from outside, and out again; see PORT. */
  readonly portCounts: Float64Array;
  /** Logical time at which the scenarios' clock started; Infinity until then. */
  scenarioAt = Number.POSITIVE_INFINITY;
  readonly graph: Graph;
  private clock = 0;
  private readonly ends: EndOfRun;
  private readonly scenarioClock: ScenarioClock;
  private readonly timeline: Timeline;
  /** Ids interleave the ports and the stages, so that they do not depend on how stages share engines. */
  private readonly idStride: number;
  private readonly entries: (Stage | undefined)[];
  private readonly exits: number[];
  /** How many seats setup and teardown have been called for, by phase: after a hang they go on behind that hook. */
  private readonly called: Record<number, number> = { [SETUP]: 0, [TEARDOWN]: 0 };

  constructor(private readonly parts: EngineParts) {
    const { plan } = parts;
    this.plan = plan;
    this.store = parts.store;
    this.ledger = parts.ledger;
    this.causes = parts.causes;
    this.recorder = parts.recorder;
    this.marker = parts.marker;
    this.timeline = new Timeline(parts.stages.length);
    this.portCounts = new Float64Array(plan.ports.length * PORT_CELLS);
    this.idStride = plan.ports.length + plan.stages.length;
    this.stages = parts.stages.map((ordinal, index) => {
      const cells = parts.meters?.subarray(ordinal * METER_LENGTH, (ordinal + 1) * METER_LENGTH);
      return new Stage(plan.stages[ordinal]!, ordinal, index, this, cells);
    });
    this.graph = graphOf(plan);
    this.entries = plan.ports.map((_, port) =>
      this.stages.find(stage => portsInto(this.graph, stage.ordinal).includes(port)),
    );
    this.exits = this.stages.map(stage => portsBehind(this.graph, stage.ordinal)[0]!);
    this.scenarioClock = parts.clock ?? ownClock();
    this.ends = new EndOfRun(plan);
    if (plan.startup === 'app-start') this.scenarioAt = 0;
    for (const stage of this.stages) stage.startScenario(this.scenarioAt);
  }

  now(): number {
    return this.clock;
  }

  /** The earliest time at which something happens by itself; Infinity when nothing will. */
  nextDeadline(): number {
    return this.timeline.nextAt;
  }

  /** Does all that is due until `to`, inclusive. Times before the present do nothing. */
  advance(to: number): void {
    const { timeline, stages } = this;
    while (timeline.nextAt <= to && this.failure === undefined) {
      const stage = stages[timeline.nextStage]!;
      if (stage.nextAt > this.clock) this.clock = stage.nextAt;
      stage.fire(this.clock);
    }
    if (to > this.clock && this.failure === undefined) this.clock = to;
  }

  /**
   * The frame in `slot` arrived at a port at `at`, which must not lie before the present. What is due until then
   * happens first. The slot is the engine's from here on.
   */
  arrive(port: number, slot: number, at: number): void {
    const { store } = this;
    const length = store.length[slot]!;
    this.advance(at);
    // Nothing happens after a failure: what comes in the same batch as the frame that caused it is not of this run.
    if (this.failure !== undefined) {
      store.free(slot);
      return;
    }
    if (this.scenarioAt === Number.POSITIVE_INFINITY) this.awaitClock(slot, at);
    this.recorder.arrival(port, at, store.memory, store.start[slot]!, length, length);
    store.id[slot] = this.arrivalId(port, length);
    this.ledger.entered();
    const stage = this.entries[port]!;
    if (store.admits()) stage.enter(slot, at);
    else {
      stage.books.came(length);
      stage.books.drop(slot, MEMORY);
    }
  }

  /** A frame arrived that no slot can take: too big for one, or none was free. It is counted, and dead. */
  refuse(port: number, at: number, memory: Uint8Array, start: number, captured: number, length: number): void {
    this.advance(at);
    if (this.failure !== undefined) return;
    this.recorder.arrival(port, at, memory, start, captured, length);
    const cause = length > this.store.frameMost ? PORT_OVERSIZE : MEMORY;
    const stage = this.entries[port]!;
    this.ledger.entered();
    this.ledger.dropped(cause);
    stage.books.came(length);
    stage.books.refused();
    this.recorder.fate(this.arrivalId(port, length), at, stage.ordinal, cause, memory, start, captured);
  }

  /** A frame from another engine enters a stage at `at`, journalled as any arrival; slot -1: memory refused it. */
  crossIn(ordinal: number, slot: number, at: number): void {
    const { store } = this;
    this.advance(at);
    if (this.failure !== undefined) {
      if (slot >= 0) store.free(slot);
      return;
    }
    const stage = this.stages.find(s => s.ordinal === ordinal)!;
    if (stage.books.born(slot) < 0) {
      // Without bytes, but in its place: the ids of what is born later count it.
      this.recorder.crossing(ordinal, at, store.memory, 0, 0);
      return;
    }
    this.recorder.crossing(ordinal, at, store.memory, store.start[slot]!, store.length[slot]!);
    stage.enter(slot, at);
  }

  /** Takes over the start of the scenarios' clock, when another engine's frame has started it. */
  followClock(): void {
    if (this.scenarioAt === Number.POSITIVE_INFINITY) this.startScenario(this.scenarioClock.read());
  }

  /** The scenarios' clock started at `at`, which may lie before the present; Infinity: it did not. */
  startScenario(at: number): void {
    if (at === Number.POSITIVE_INFINITY || this.scenarioAt !== Number.POSITIVE_INFINITY) return;
    this.recorder.clock(this.clock, at);
    this.scenarioAt = at;
    for (const stage of this.stages) stage.startScenario(at);
  }

  /** When the run ends because a scenario says so, by the clocks that have started. */
  get scenarioEndsAt(): number {
    return this.ends.at(this.scenarioAt);
  }

  /**
   * A stage of the plan gets other settings from now on, after what is due at this instant. Of a stage that another
   * engine has only the end of its scenario matters here.
   */
  change(ordinal: number, change: StageChange): void {
    this.advance(this.clock);
    if (this.failure !== undefined) return;
    this.recorder.change(this.clock, ordinal, change);
    if (change.scenario !== undefined) this.ends.replace(ordinal, change.scenario, this.clock);
    this.stages.find(s => s.ordinal === ordinal)?.apply(change);
  }

  /** Admits frames only while no more slots than this are in use: the machine's memory is low. Infinity: it is not. */
  limitMemory(slots: number): void {
    this.recorder.memory(this.clock, slots);
    this.store.cap = slots;
  }

  /** Calls the hooks' setup, each at most once. */
  setup(): void {
    this.callAll(SETUP, seat => seat.hook.setup);
  }
  /** Calls the hooks' teardown, each at most once: one that hung is not called again. */
  teardown(): void {
    this.callAll(TEARDOWN, seat => seat.hook.teardown);
  }

  /**
   * Takes up work after a hook's execution was ended from outside: the marked frame is dropped for `reason` (or goes
   * on, under `onError: pass` and `detach`), every stage's deadline is found anew, and hooks behind one that hung in its
   * setup are set up.
   */
  recover(reason: string): void {
    const { marker } = this;
    if (!marker.inside) return;
    const stage = this.stages.find(s => s.ordinal === marker.stage)!;
    const seat = stage.chain.seats[marker.seat]!;
    const { phase, slot } = marker;
    marker.leave();
    seat.errors++;
    if (seat.onError === 'detach') seat.detached = true;
    if (slot >= 0) {
      if (seat.onError === 'pass' || seat.onError === 'detach') {
        const side = phase === PREAMBLE ? stage.chain.preambles : stage.chain.episodes;
        stage.resume(phase, slot, side.indexOf(seat) + 1, 0);
      } else stage.books.drop(slot, seat.dropped(reason, this.causes));
    }
    for (const each of this.stages) each.settle();
    if (phase === SETUP) this.setup();
  }

  /** Frames inside, counted by what holds them, and those that hooks keep. */
  get inside(): { readonly inFlight: number; readonly kept: number } {
    let inFlight = 0;
    let kept = 0;
    for (const stage of this.stages) {
      inFlight += stage.inside;
      kept += stage.chain.kept;
    }
    return { inFlight, kept };
  }

  /** Throws unless the ledger, the stages and the store agree on how many frames are inside. */
  audit(): void {
    const { inFlight, kept } = this.inside;
    if (this.ledger.inside !== inFlight + kept || this.store.used !== inFlight + kept) {
      throw new Error(
        `frames not conserved: the ledger leaves ${this.ledger.inside} inside, the stages hold ${inFlight} and hooks ${kept}, the store ${this.store.used}`,
      );
    }
  }

  publish(): void {
    for (const stage of this.stages) stage.publish();
  }

  reschedule(stage: Stage): void {
    this.timeline.set(stage.index, stage.nextAt);
  }
  leave(stage: Stage, slot: number, now: number): void {
    const port = this.exits[stage.index]!;
    this.portCounts[port * PORT_CELLS + PORT.framesOut]!++;
    this.portCounts[port * PORT_CELLS + PORT.bytesOut]! += this.store.length[slot]!;
    this.parts.egress.send(port, slot, now);
  }
  sendBack(stage: Stage, frame: Frame): void {
    const pair = this.stages.find(other => other.plan.name === stage.plan.pair);
    if (pair === undefined) {
      if (this.parts.crossingsGiven) return;
      this.parts.egress.cross(
        this.plan.stages.findIndex(s => s.name === stage.plan.pair),
        frame,
        this.clock,
      );
      return;
    }
    const slot = pair.books.bear(frame.bytes);
    if (slot >= 0) pair.enterNow(slot);
  }
  birthId(ordinal: number, count: number): number {
    return count * this.idStride + this.plan.ports.length + ordinal;
  }
  fail(failure: HookFailure): void {
    this.failure ??= failure;
  }

  private awaitClock(slot: number, at: number): void {
    this.followClock();
    if (this.scenarioAt !== Number.POSITIVE_INFINITY) return;
    const { store, frame } = this;
    frame.point(store.memory, store.start[slot]!, store.length[slot]!, store.length[slot]!, 0);
    if (startsClock(this.plan.startup, frame)) this.startScenario(this.scenarioClock.start(at));
  }

  private arrivalId(port: number, length: number): number {
    const at = port * PORT_CELLS;
    this.portCounts[at + PORT.bytesIn]! += length;
    return this.portCounts[at + PORT.framesIn]!++ * this.idStride + port;
  }

  private callAll(phase: number, pick: (seat: Stage['chain']['seats'][number]) => unknown): void {
    let place = 0;
    for (const stage of this.stages) {
      for (const seat of stage.chain.seats) {
        if (place++ < this.called[phase]!) continue;
        this.called[phase]!++;
        const call = pick(seat) as ((ctx: unknown) => void) | undefined;
        if (call !== undefined) stage.chain.callTask(seat, phase, () => call.call(seat.hook, seat.ctx));
      }
    }
  }
}
