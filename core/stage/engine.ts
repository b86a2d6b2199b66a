import { Frame } from '../../sdk/frame.js';
import { frameAt } from '../effects/frame-at.js';
import { type Causes, MEMORY, PORT_OVERSIZE } from '../frame/causes.js';
import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Plan } from '../plan/plan.js';
import { Timeline } from '../time/timeline.js';
import { type Graph, graphOf } from '../topology/graph.js';
import { EditWatch } from './alteration.js';
import { checkInside, countInside, type Inside } from './audit.js';
import { EndOfRun } from './end-of-run.js';
import { type EngineParts, PORT, PORT_CELLS } from './engine-parts.js';
import type { EngineServices } from './engine-services.js';
import { HookCalls } from './hook-calls.js';
import type { HookMarker } from './hook-marker.js';
import type { HookFailure } from './hook-seat.js';
import { DEATHS, type Recorder } from './recorder.js';
import { Router } from './router.js';
import { ownClock, type ScenarioClock, startsClock } from './scenario-clock.js';
import { Stage } from './stage.js';
import type { StageChange } from './stage-change.js';
import { METER_LENGTH } from './stage-meter.js';
import { Standstill } from './standstill.js';
import { WayBack } from './way-back.js';

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
  readonly edits = new EditWatch(this.frame);
  readonly slow: EngineServices['slow'] = [];
  /** A handler that threw under the policy `stop`; nothing more happens after it. */
  failure: HookFailure | undefined;
  /** Frames and bytes by port: in from outside, and out again; see PORT. */
  readonly portCounts: Float64Array;
  /** Logical time at which the scenarios' clock started; Infinity until then. */
  scenarioAt = Number.POSITIVE_INFINITY;
  readonly graph: Graph;
  private clock = 0;
  private readonly standstill: Standstill;
  private readonly ends: EndOfRun;
  private readonly scenarioClock: ScenarioClock;
  private readonly timeline: Timeline;
  /** Ids interleave the ports and the stages, so that they do not depend on how stages share engines. */
  private readonly idStride: number;
  private readonly router: Router;
  private readonly ways: WayBack;
  private readonly calls: HookCalls;

  constructor(readonly parts: EngineParts) {
    const { plan } = parts;
    this.plan = plan;
    this.store = parts.store;
    this.ledger = parts.ledger;
    this.causes = parts.causes;
    this.recorder = parts.recorder;
    this.marker = parts.marker;
    this.standstill = new Standstill(parts.store.slots);
    this.timeline = new Timeline(parts.stages.length);
    this.portCounts = new Float64Array(plan.ports.length * PORT_CELLS);
    this.idStride = plan.ports.length + plan.stages.length;
    this.graph = graphOf(plan);
    this.stages = parts.stages.map((ordinal, index) => {
      const cells = parts.meters?.subarray(ordinal * METER_LENGTH, (ordinal + 1) * METER_LENGTH);
      const firstArc = this.graph.arcs.findIndex(arc => arc.stage === ordinal);
      return new Stage(plan.stages[ordinal]!, ordinal, index, this, firstArc, cells, parts.captured?.[ordinal]);
    });
    this.router = new Router(this.graph, this.stages, this);
    this.ways = new WayBack(plan, this.graph);
    this.calls = new HookCalls(this.stages, parts);
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
      if (this.standstill.isReached(this.clock)) {
        this.fail(this.standstill.failure(this.marker, stages));
        break;
      }
      stage.fire(this.clock);
      this.release();
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
    if (store.admits()) this.router.enter(port, slot, at);
    else this.router.turnAway(port, slot);
    // What comes may push out what waits, and so make room.
    this.release();
  }

  /** A frame arrived that no slot can take: too big for one, or none was free. It is counted, and dead. */
  refuse(port: number, at: number, memory: Uint8Array, start: number, captured: number, length: number): void {
    this.advance(at);
    if (this.failure !== undefined) return;
    this.recorder.arrival(port, at, memory, start, captured, length);
    const cause = length > this.store.frameMost ? PORT_OVERSIZE : MEMORY;
    const stage = this.router.booksOf(port);
    this.ledger.entered();
    this.ledger.dropped(cause);
    stage.books.came(length);
    stage.books.refused();
    const id = this.arrivalId(port, length);
    this.recorder.fate(id, at, stage.ordinal, cause, memory, start, captured);
    if ((stage.taps.sides & DEATHS) !== 0) stage.taps.lost(id, cause, memory, start, captured);
  }

  /** A frame from another engine enters an arc's stage at `at`, journalled as any arrival; slot -1: memory refused it. */
  crossIn(arc: number, slot: number, at: number): void {
    const { store } = this;
    this.advance(at);
    if (this.failure !== undefined) {
      if (slot >= 0) store.free(slot);
      return;
    }
    if (this.router.stageAt(arc)!.books.born(slot) < 0) {
      // Without bytes, but in its place: the ids of what is born later count it.
      this.recorder.crossing(arc, at, store.memory, 0, 0);
      return;
    }
    this.recorder.crossing(arc, at, store.memory, store.start[slot]!, store.length[slot]!);
    store.ingress[slot] = -1;
    this.router.walk(arc, slot, at);
    this.release();
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
    this.release();
  }

  /** Admits frames only while no more slots than this are in use: the machine's memory is low. Infinity: it is not. */
  limitMemory(slots: number): void {
    this.recorder.memory(this.clock, slots);
    this.store.cap = slots;
  }

  /** Calls the hooks' setup, each at most once. */
  setup(): void {
    this.calls.setup();
  }
  /** Calls the hooks' teardown, each at most once: one that hung is not called again. */
  teardown(): void {
    this.calls.teardown();
  }
  /** Takes up work after a hook's execution was ended from outside; `reason` is why its frame is dropped. */
  recover(reason: string): void {
    this.calls.recover(reason);
    this.router.recover(this.stages, this.clock);
    this.release();
  }

  get inside(): Inside {
    return countInside(this.stages);
  }
  /** Throws unless the count of frames is exact. */
  audit(): void {
    checkInside(this.inside, this.ledger, this.store);
  }

  publish(): void {
    for (const stage of this.stages) stage.publish();
  }

  reschedule(stage: Stage): void {
    this.timeline.set(stage.index, stage.nextAt);
  }
  leave(stage: Stage, slot: number, now: number): boolean {
    return this.router.leave(stage, slot, now);
  }
  await(stage: Stage, slot: number, tried: boolean): void {
    this.router.await(stage, slot, tried);
  }
  again(slot: number): void {
    this.router.again(slot);
  }
  out(port: number, slot: number, now: number): void {
    this.portCounts[port * PORT_CELLS + PORT.framesOut]!++;
    this.portCounts[port * PORT_CELLS + PORT.bytesOut]! += this.store.length[slot]!;
    this.parts.egress.send(port, slot, now);
  }
  wayBack(stage: Stage, like: number): number {
    return this.ways.of(stage.ordinal, like < 0 ? -1 : this.store.ingress[like]!);
  }
  sendBack(stage: Stage, frame: Frame, way: number): void {
    if (way < 0) {
      const slot = stage.books.bear(frame.bytes, -1);
      if (slot < 0) return;
      stage.books.sentBack(slot, this.clock);
      this.out(-1 - way, slot, this.clock);
      return;
    }
    const to = this.router.stageAt(way);
    if (to === undefined) {
      if (!this.parts.crossingsGiven) this.parts.egress.cross(way, frame, this.clock);
      return;
    }
    const slot = to.books.bear(frame.bytes, -1);
    if (slot < 0) return;
    this.store.arc[slot] = way;
    to.enterNow(slot);
  }
  routes(slot: number): readonly string[] {
    return this.router.routes(slot);
  }
  choose(slot: number, stage: string): void {
    this.router.choose(slot, stage);
  }
  birthId(ordinal: number, count: number): number {
    return count * this.idStride + this.plan.ports.length + ordinal;
  }
  fail(failure: HookFailure): void {
    this.failure ??= failure;
  }

  /** Frames under back-pressure go on where they can again. */
  private release(): void {
    while (this.failure === undefined && this.router.backlog?.release(this.clock));
  }

  private awaitClock(slot: number, at: number): void {
    this.followClock();
    if (this.scenarioAt !== Number.POSITIVE_INFINITY) return;
    if (startsClock(this.plan.startup, frameAt(this, slot))) this.startScenario(this.scenarioClock.start(at));
  }

  private arrivalId(port: number, length: number): number {
    const at = port * PORT_CELLS;
    this.portCounts[at + PORT.bytesIn]! += length;
    return this.portCounts[at + PORT.framesIn]!++ * this.idStride + port;
  }
}
