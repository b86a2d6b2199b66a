import { availableParallelism } from 'node:os';
import { Causes } from '../frame/causes.js';
import { Ledger } from '../frame/ledger.js';
import { FrameStore } from '../frame/store.js';
import { authorPlace, authorStack } from '../hooks/place.js';
import { capturedSides } from '../plan/captures.js';
import { monotonic, realtimeOffset } from '../port/clock.js';
import { drainEvent } from '../port/event-fd.js';
import { PacketReceiver } from '../port/packet-receiver.js';
import { PacketSender } from '../port/packet-sender.js';
import { Poller } from '../port/poller.js';
import { plainFields } from '../report/events.js';
import { outcomeOf } from '../report/lane-outcome.js';
import { LATE_SHARE_OF_DELAY } from '../report/validity.js';
import { Engine } from '../stage/engine.js';
import type { Egress } from '../stage/engine-parts.js';
import type { HookFailure } from '../stage/hook-seat.js';
import { type Recorder, silent } from '../stage/recorder.js';
import { RealTimeDriver } from '../time/real-time-driver.js';
import { isBefore } from '../topology/graph.js';
import { ChangeInbox } from './change-way.js';
import { LaneControl } from './control.js';
import { CrossingInbox, crossingOut } from './crossing.js';
import { HeapWatch, heapSentence, hookMemoryOf, hooksOf, MEMORY_PHASE } from './heap-watch.js';
import { LaneHooks } from './lane-hooks.js';
import type { FromLane, LaneBind, LaneEnd, LaneTask } from './lane-task.js';
import { RecordRing, RingRecorder } from './record-ring.js';
import { sharedClock } from './shared-clock.js';

/** A batch fills a socket's wait without keeping the other direction's frames long. */
const BATCH = 64;
/** A thread of real-time priority that never sleeps is stopped by the kernel for 50 ms in each second. */
const FIFO_BUSY_MOST = 20e6;

/** Below this no frame counts as late, however short its delay: what an idle machine's wake-ups take at worst. */
const LATE_LEAST = 1e6;

/** The lane's ends at the sockets. */
interface Bound {
  readonly baseSec: number;
  readonly poller: Poller;
  readonly inlets: readonly { readonly port: number; readonly receiver: PacketReceiver }[];
  readonly outlets: readonly (PacketSender | undefined)[];
}

/** One engine under the real-time driver, in a worker thread. */
export class Lane {
  private readonly engine: Engine;
  private readonly control: LaneControl;
  private readonly inbox: CrossingInbox;
  private readonly changes: ChangeInbox;
  private readonly heap: HeapWatch;
  private readonly hookNames: readonly string[];
  private memoryLow = false;
  private bound: Bound | undefined;
  private driver: RealTimeDriver | undefined;

  /** Loads the hooks and builds the engine; throws what is wrong with a hook. */
  constructor(private readonly task: LaneTask) {
    const { plan } = task;
    this.control = new LaneControl(task.control, plan.stages.length);
    const store = new FrameStore(task.storeBytes, plan.store.slotBytes);
    const recorder = task.ring
      ? new RingRecorder(new RecordRing(task.ring), this.control.overflow)
      : { ...silent, event: (...said: Parameters<Recorder['event']>) => task.messages.postMessage(eventMessage(said)) };
    // The engine needs its egress before the driver can exist, which needs the engine.
    const egress: Egress = {
      send: (port, slot, at) => this.driver!.send(port, slot, at),
      cross: (stage, frame, at) => this.driver!.cross(stage, frame, at),
    };
    this.engine = new Engine({
      plan,
      stages: task.stages,
      store,
      ledger: new Ledger(this.control.ledgerCells),
      causes: new Causes((number, name) => {
        recorder.cause(number, name);
        task.messages.postMessage({ kind: 'cause', number, name } satisfies FromLane);
      }),
      recorder,
      egress,
      marker: this.control.marker,
      clock: sharedClock(task.clock, [...new Set(task.crossingsOut.flatMap(way => way?.wakeFd ?? []))]),
      meters: this.control.meters,
      ...(task.capturing ? { captured: capturedSides(plan) } : {}),
      stopwatch: () => performance.now() * 1e6,
    });
    this.heap = new HeapWatch(
      hookMemoryOf(plan),
      bytes => this.control.set('hookHeap', bytes),
      bytes => this.full(bytes),
    );
    const hooks = new LaneHooks(plan, task.bundles, task.hookFolder, this.engine);
    this.hookNames = hooks.names;
    this.changes = new ChangeInbox(task.changes, this.control, this.engine, order => hooks.reload(order));
    this.inbox = new CrossingInbox(task.crossingsIn, store);
    this.control.set('storeSlots', store.slots);
  }

  /** Makes all ready for the sockets, and calls the hooks' setup. */
  bind(bind: LaneBind): void {
    const { memory, slots } = this.engine.store;
    // Slots armed for receiving are not there for frames: in a small store most must be.
    const batch = Math.max(1, Math.min(BATCH, Math.floor(slots / (8 * bind.receive.length))));
    this.bound = {
      baseSec: bind.baseSec,
      poller: new Poller([...bind.receive.map(({ fd }) => fd), this.task.wakeFd]),
      inlets: bind.receive.map(({ port, fd }) => ({
        port,
        receiver: new PacketReceiver(fd, memory, batch, bind.baseSec),
      })),
      outlets: this.task.plan.ports.map((_, port) => {
        const way = bind.send.find(each => each.port === port);
        return way && new PacketSender(way.fd, memory, BATCH);
      }),
    };
    this.engine.setup();
  }

  /** Runs until stopped; logical time 0 is `origin` on CLOCK_MONOTONIC. */
  go(origin: number, gotPriority: LaneTask['priority']): void {
    const { task, engine, control } = this;
    const { baseSec, poller, inlets, outlets } = this.bound!;
    // Behind the sockets.
    const wakePlace = inlets.length;
    // The last stages before each port.
    const before = task.plan.ports.map((_, port) =>
      engine.stages.filter(({ ordinal }) => isBefore(engine.graph, ordinal, port)),
    );
    this.driver = new RealTimeDriver({
      engine,
      inlets,
      outlets,
      wait: timeoutNs => {
        if (poller.wait(timeoutNs) > 0 && poller.events(wakePlace) !== 0) drainEvent(task.wakeFd);
      },
      clock: monotonic,
      stampOffset: () => realtimeOffset(baseSec).offsetNs,
      origin,
      // A frame of any lane may start the scenarios' clock.
      get until() {
        return Math.min(task.plan.duration, engine.scenarioEndsAt);
      },
      readings: control,
      takeFromOutside: now => {
        engine.followClock();
        this.followMemory();
        this.heap.look(now);
        while (engine.slow.length > 0) engine.change(engine.slow[0]!.stage, { detach: engine.slow.shift()!.hook });
        this.changes.drain();
        this.inbox.drain(engine, now);
      },
      cross: crossingOut(task.crossingsOut, control.overflow),
      lateFrom: port => {
        let delay = Number.POSITIVE_INFINITY;
        for (const stage of before[port]!) delay = Math.min(delay, stage.link.delay);
        return Math.max(LATE_LEAST, delay === Number.POSITIVE_INFINITY ? 0 : LATE_SHARE_OF_DELAY * delay);
      },
      spinNs: task.spinNs,
      spinShare: task.spinShare,
      busyMost: gotPriority === 'fifo' && availableParallelism() <= 2 ? FIFO_BUSY_MOST : Number.POSITIVE_INFINITY,
    });
    this.driver.run();
  }

  /** Its hooks keep more than they may: an end that says so, before the worker's own without a word. */
  private full(bytes: number): void {
    const { plan, stages } = this.task;
    const who = hooksOf(plan, stages, this.hookNames);
    const error = new Error(heapSentence(who.hooks, who.stages, bytes, hookMemoryOf(plan)));
    this.engine.fail({ stage: '', hook: '', phase: MEMORY_PHASE, frame: -1, error });
  }

  /** While memory is low, frames go only where frames have been before: no further page is touched. */
  private followMemory(): void {
    const { memoryLow } = this.control;
    if (memoryLow === this.memoryLow) return;
    this.memoryLow = memoryLow;
    this.engine.limitMemory(memoryLow ? this.engine.store.touched : Number.POSITIVE_INFINITY);
  }

  /** Goes on after a hook's execution was ended from outside; false when that was in its setup, before the run. */
  resume(reason: string): boolean {
    this.engine.recover(reason);
    this.driver?.run();
    return this.driver !== undefined;
  }

  /** Calls the hooks' teardown and gives the account. */
  end(): LaneEnd {
    this.driver?.disarm();
    if (this.engine.failure === undefined) this.engine.teardown();
    this.inbox.close(this.engine);
    const { failure } = this.engine;
    return { outcome: outcomeOf(this.engine), ...(failure ? { failure: told(failure) } : {}) };
  }
}

const eventMessage = ([at, stage, hook, event, fields]: Parameters<Recorder['event']>): FromLane => ({
  kind: 'event',
  at,
  stage,
  hook,
  event,
  // What cannot be cloned between threads must not end the run.
  fields: plainFields(fields),
});

/** An error as data: its own properties are lost between threads. */
const told = ({ error, ...where }: HookFailure): NonNullable<LaneEnd['failure']> => {
  const place = authorPlace(error);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? authorStack(error.stack ?? message) : message;
  return { ...where, message, stack, ...(place ? { place } : {}) };
};
