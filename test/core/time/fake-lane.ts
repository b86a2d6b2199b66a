import { Causes } from '../../../core/frame/causes.js';
import { Ledger } from '../../../core/frame/ledger.js';
import { FrameStore } from '../../../core/frame/store.js';
import { LaneControl } from '../../../core/lane/control.js';
import type { Plan } from '../../../core/plan/plan.js';
import { Engine } from '../../../core/stage/engine.js';
import type { Egress } from '../../../core/stage/engine-parts.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { type Recorder, silent } from '../../../core/stage/recorder.js';
import { seatHooks } from '../../../core/stage/seat-hooks.js';
import { RealTimeDriver } from '../../../core/time/real-time-driver.js';
import type { Receiver, Sender } from '../../../core/time/real-time-parts.js';
import { portsBehind, portsInto } from '../../../core/topology/graph.js';

/** A frame on its way into a fake socket. */
export interface Incoming {
  readonly port: number;
  /** When a receive call can have it, on the fake clock. */
  readonly at: number;
  /** Its kernel stamp, logical time; default `at`. */
  readonly stamp?: number;
  readonly bytes: Uint8Array;
  /** More than its bytes when it did not fit. */
  readonly wireLength?: number;
}

export interface FakeLaneSetup {
  readonly plan: Plan;
  readonly incoming: readonly Incoming[];
  readonly hooks?: readonly UsedHook[];
  readonly stages?: readonly number[];
  readonly recorder?: Recorder;
  readonly batch?: number;
  readonly until?: number;
  readonly storeBytes?: number;
  /** How long a wait takes that was asked to take so long; the default wakes in time, or when a frame comes. */
  readonly wait?: (timeout: number) => number;
  /** How long a pass takes, in nanoseconds of the fake clock. */
  readonly pass?: () => number;
  /** What receiving gives instead of frames: a negative errno, or undefined. */
  readonly errno?: (port: number, now: number) => number | undefined;
  /** The engine's marker over these cells, for tests that end hooks from outside. */
  readonly marker?: (cells: Float64Array) => Engine['marker'];
  /** Whether the socket of a port refuses a frame, by its first byte. */
  readonly refuses?: (port: number, first: number) => boolean;
  readonly stampOffset?: (now: number) => number;
  readonly busyMost?: number;
}

/** The clocks of the fake machine start here: neither is logical time. */
export const ORIGIN = 5e12;
const STAMP_OFFSET = 7e14;

/** A lane without sockets, threads or time: receivers, senders, poller and clock are scripted. */
export class FakeLane {
  readonly engine: Engine;
  readonly driver: RealTimeDriver;
  readonly control: LaneControl;
  readonly store: FrameStore;
  /** What was flushed, in order: port, due and actual time, first byte. */
  readonly sent: { readonly port: number; readonly at: number; readonly first: number }[] = [];
  /** Time-outs asked for. */
  readonly waits: number[] = [];
  /** The fake clock, as logical time. */
  now = 0;

  constructor(private readonly setup: FakeLaneSetup) {
    const { plan } = setup;
    const stages = setup.stages ?? plan.stages.map((_, ordinal) => ordinal);
    const recorder = setup.recorder ?? silent;
    this.store = new FrameStore(setup.storeBytes ?? 2048 * 2048, plan.store.slotBytes);
    this.control = new LaneControl(LaneControl.memory(plan.stages.length), plan.stages.length);
    let driver: RealTimeDriver | undefined;
    const egress: Egress = {
      send: (port, slot, at) => driver!.send(port, slot, at),
      cross: () => {},
    };
    this.engine = new Engine({
      plan,
      stages,
      store: this.store,
      ledger: new Ledger(this.control.ledgerCells),
      causes: new Causes((number, name) => recorder.cause(number, name)),
      recorder,
      egress,
      marker: setup.marker?.(new Float64Array(8)) ?? this.control.marker,
      meters: this.control.meters,
    });
    seatHooks(this.engine, setup.hooks ?? []);
    const { graph } = this.engine;
    const ins = stages.flatMap(stage => portsInto(graph, stage));
    const outs = stages.flatMap(stage => portsBehind(graph, stage));
    driver = this.driver = new RealTimeDriver({
      engine: this.engine,
      inlets: ins.map(port => ({ port, receiver: this.receiver(port) })),
      outlets: plan.ports.map((_, port) => (outs.includes(port) ? this.sender(port) : undefined)),
      wait: timeout => this.wait(timeout),
      clock: () => ORIGIN + this.now,
      stampOffset: () => STAMP_OFFSET + (setup.stampOffset?.(this.now) ?? 0),
      origin: ORIGIN,
      until: setup.until ?? Number.POSITIVE_INFINITY,
      readings: this.control,
      takeFromOutside: () => {
        this.now += setup.pass?.() ?? 0;
      },
      cross: () => {},
      lateFrom: () => 1e6,
      spinNs: 0,
      spinShare: 0,
      busyMost: setup.busyMost ?? Number.POSITIVE_INFINITY,
    });
  }

  /** Runs to its end: hooks are set up, the count of frames is checked. */
  run(): this {
    this.engine.setup();
    this.driver.run();
    this.driver.disarm();
    this.engine.audit();
    return this;
  }

  private wait(timeout: number): void {
    this.waits.push(timeout);
    const came = this.setup.incoming.find(({ at }) => at > this.now)?.at ?? Number.POSITIVE_INFINITY;
    const taken = this.setup.wait?.(timeout) ?? Math.min(timeout, Math.max(0, came - this.now));
    this.now += taken;
    if (
      this.setup.until === undefined &&
      this.engine.nextDeadline() === Number.POSITIVE_INFINITY &&
      came === Number.POSITIVE_INFINITY
    ) {
      this.control.stop();
    }
  }

  private receiver(port: number): Receiver {
    const queue = this.setup.incoming.filter(each => each.port === port);
    const batch = this.setup.batch ?? 4;
    const places = Array.from({ length: batch }, () => ({ offset: 0, length: 0, wireLength: 0, stamp: 0 }));
    return {
      batch,
      arm: (i, offset) => {
        places[i]!.offset = offset;
      },
      receive: n => {
        const errno = this.setup.errno?.(port, this.now);
        if (errno !== undefined) return errno;
        let count = 0;
        while (count < n && queue.length > 0 && queue[0]!.at <= this.now) {
          const { bytes, at, stamp, wireLength } = queue.shift()!;
          const place = places[count++]!;
          this.store.memory.set(bytes, place.offset);
          place.length = bytes.length;
          place.wireLength = wireLength ?? bytes.length;
          place.stamp = (stamp ?? at) + ORIGIN + STAMP_OFFSET;
        }
        return count;
      },
      start: i => places[i]!.offset,
      length: i => places[i]!.length,
      wireLength: i => places[i]!.wireLength,
      stampNs: i => places[i]!.stamp,
    };
  }

  private sender(port: number): Sender {
    let batch: number[] = [];
    let failed = 0;
    return {
      push: offset => batch.push(this.store.memory[offset]!) > 0,
      flush: () => {
        const gone = batch.filter(first => !this.setup.refuses?.(port, first));
        for (const first of gone) this.sent.push({ port, at: this.now, first });
        failed += batch.length - gone.length;
        batch = [];
        return gone.length;
      },
      get failed() {
        return failed;
      },
    };
  }
}
