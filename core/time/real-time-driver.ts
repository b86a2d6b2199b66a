import type { Frame } from '../../sdk/frame.js';
import { HEADROOM } from '../frame/store.js';
import type { Egress } from '../stage/engine-parts.js';
import { READING } from './driver-readings.js';
import { Outbox } from './outbox.js';
import type { RealTimeParts } from './real-time-parts.js';
import { SpinBudget } from './spin-budget.js';

/** The kernel may be late by 0.1 % of a time-out: what comes nearer than this is waited for exactly. */
const NEAR = 10e6;
/** A far deadline is approached in steps: a thread in a native call hears nothing. */
const SLEEP_MOST = 250e6;
/** A sleep without need, for others' sake. */
const BREATH = 200e3;
const OFFSET_EVERY = 1e9;
const CLOCK_JUMP = 1e6;

/**
 * Real time. Per pass: read the clock → T; take what the sockets have, in bounded batches; each frame arrives at
 * max(engine's present, its kernel stamp), but not in the future; arrivals of all ports are fed in the order of (time,
 * port, sequence) with what is due in between; then everything due until T is sent; then sleep until a frame or the next
 * deadline.
 * Being late never feeds back: frames leave by deadline, and the clamped arrival is what the journal stores.
 *
 * All state that lives across frames is in fields: when a hook's execution is ended from outside, `run` is called again
 * and takes up where it was.
 */
export class RealTimeDriver implements Egress {
  private readonly parts: RealTimeParts;
  private readonly armed: Int32Array[];
  private readonly counts: Int32Array;
  private readonly cursors: Int32Array;
  private readonly drained: Uint8Array;
  private readonly lastStamps: Float64Array;
  private readonly outboxes: readonly Outbox[];
  private offset: number;
  private offsetAt: number;
  private passAt = 0;
  private awakeSince = 0;
  /** When the loop was last known to run: the start of a pass, or the end of a sleep. */
  private lastSeen = 0;
  private usedMost = 0;
  private readonly spin: SpinBudget;

  constructor(parts: RealTimeParts) {
    this.parts = parts;
    this.spin = new SpinBudget(parts.spinNs, parts.spinShare);
    const ports = parts.inlets.length;
    this.armed = parts.inlets.map(inlet => new Int32Array(inlet.receiver.batch).fill(-1));
    this.counts = new Int32Array(ports);
    this.cursors = new Int32Array(ports);
    this.drained = new Uint8Array(ports);
    this.lastStamps = new Float64Array(ports);
    this.outboxes = parts.outlets.map((_, port) => new Outbox(port, parts));
    this.offset = parts.stampOffset();
    this.offsetAt = parts.clock();
    for (let i = 0; i < ports; i++) this.armAll(i);
  }

  /** Goes on until the lane is stopped, its time is over or a hook has failed. */
  run(): void {
    const { parts } = this;
    const { engine, readings } = parts;
    while (!readings.stopped && engine.failure === undefined) {
      const clock = parts.clock();
      const now = clock - parts.origin;
      if (now >= parts.until) break;
      if (clock - this.offsetAt > OFFSET_EVERY) this.measureOffset(clock);
      this.beat(now, clock);
      this.receive();
      parts.takeFromOutside(now);
      engine.advance(this.horizon(now));
      this.flushAll();
      if (this.allDrained()) this.rest();
      else this.breathe(parts.clock());
    }
    if (engine.failure === undefined && parts.until !== Number.POSITIVE_INFINITY && !readings.stopped) {
      engine.advance(parts.until);
    }
    this.flushAll();
    engine.publish();
  }

  /** Gives back the slots armed for frames that will not come. */
  disarm(): void {
    const { store } = this.parts.engine;
    for (const places of this.armed) {
      for (const slot of places) {
        if (slot < 0) continue;
        store.lent--;
        store.free(slot);
      }
      places.fill(-1);
    }
  }

  send(port: number, slot: number, at: number): void {
    this.outboxes[port]!.push(slot, at);
  }

  cross(arc: number, frame: Frame, at: number): void {
    this.parts.cross(arc, frame, at);
  }

  /** One batch from each socket: what comes of it is on its way before more is taken. */
  private receive(): void {
    const { inlets, readings } = this.parts;
    let got = 0;
    for (let i = 0; i < inlets.length; i++) {
      const { receiver } = inlets[i]!;
      if (this.cursors[i]! < this.counts[i]!) continue;
      const count = receiver.receive(receiver.batch);
      this.drained[i] = count < receiver.batch ? 1 : 0;
      this.cursors[i] = 0;
      this.counts[i] = Math.max(count, 0);
      if (count < 0) {
        readings.cells[READING.portErrno] = -count;
        readings.cells[READING.portDown] = inlets[i]!.port + 1;
      }
      got += this.counts[i]!;
    }
    readings.cells[READING.received]! += got;
    // Not the pass's T: the thread may have stood still since, and frames stamped meanwhile would enter before their
    // time and leave as much too early.
    this.passAt = this.parts.clock() - this.parts.origin;
    this.feed();
  }

  /**
   * Feeds what was received in the order of (stamp, port, sequence), until a socket that has more is at the end of its
   * batch: what the others have stays where it is until the next batch tells which frame comes first.
   */
  private feed(): void {
    const { inlets } = this.parts;
    for (;;) {
      let best = -1;
      let at = Number.POSITIVE_INFINITY;
      for (let i = 0; i < inlets.length; i++) {
        if (this.cursors[i]! >= this.counts[i]!) {
          if (this.drained[i] === 0) return;
          continue;
        }
        const stamp = inlets[i]!.receiver.stampNs(this.cursors[i]!);
        if (best < 0 || stamp < at) {
          at = stamp;
          best = i;
        }
      }
      if (best < 0) return;
      this.take(best);
    }
  }

  /** The next frame of a socket arrives. */
  private take(inlet: number): void {
    const { engine, inlets, origin, readings } = this.parts;
    const { store } = engine;
    const { port, receiver } = inlets[inlet]!;
    const place = this.cursors[inlet]!;
    const stamp = receiver.stampNs(place) - this.offset - origin;
    const present = engine.now();
    const at = Math.max(Math.min(stamp, this.passAt), present);
    // What is due before it happens while it is still the socket's: a hook that hangs then must not cost this frame.
    engine.advance(at);
    this.cursors[inlet]!++;
    if (stamp < present) {
      readings.cells[READING.clamped]!++;
      readings.clamps.record(present - stamp);
    }
    this.lastStamps[inlet] = at;
    const slot = this.armed[inlet]![place]!;
    const start = receiver.start(place);
    const length = receiver.length(place);
    const wireLength = receiver.wireLength(place);
    readings.cells[READING.receivedBytes]! += wireLength;
    // A restored tag may make a frame longer than its place: refused as the replay of its journal would refuse it.
    const other = wireLength > length || length > store.frameMost ? -1 : store.take();
    if (other < 0) {
      engine.refuse(port, at, store.memory, start, length, wireLength);
      return;
    }
    // The place gets another slot before the engine has this one: a hook that hangs must not take the place with it.
    this.armed[inlet]![place] = other;
    receiver.arm(place, store.start[other]!, store.frameMost);
    store.start[slot] = start;
    store.length[slot] = length;
    engine.arrive(port, slot, at);
  }

  private armAll(inlet: number): void {
    const { store } = this.parts.engine;
    const { receiver } = this.parts.inlets[inlet]!;
    for (let place = 0; place < receiver.batch; place++) {
      const slot = store.take();
      store.lent++;
      this.armed[inlet]![place] = slot;
      receiver.arm(place, slot * store.slotBytes + HEADROOM, store.frameMost);
    }
  }

  /** Until when nothing can arrive any more: the present, or the last stamp of a socket that still has frames. */
  private horizon(now: number): number {
    let to = now;
    for (let i = 0; i < this.drained.length; i++) {
      if (this.drained[i] === 0 && this.lastStamps[i]! < to) to = this.lastStamps[i]!;
    }
    return to;
  }

  private allDrained(): boolean {
    for (let i = 0; i < this.drained.length; i++) if (this.drained[i] === 0) return false;
    return true;
  }

  private flushAll(): void {
    for (let port = 0; port < this.outboxes.length; port++) this.outboxes[port]!.flush();
  }

  private beat(now: number, clock: number): void {
    const { engine, readings } = this.parts;
    const gap = clock - this.lastSeen;
    if (this.lastSeen > 0 && gap > readings.cells[READING.longestGap]!) readings.cells[READING.longestGap] = gap;
    this.lastSeen = clock;
    readings.cells[READING.heartbeat]!++;
    readings.cells[READING.now] = now;
    const { used } = engine.store;
    if (used > this.usedMost) {
      this.usedMost = used;
      readings.cells[READING.storeUsedMost] = used;
    }
    engine.publish();
  }

  /** Sleeps until the next deadline, spinning for its last part if asked. */
  private rest(): void {
    const { parts } = this;
    const clock = parts.clock();
    const deadline = Math.min(parts.engine.nextDeadline(), parts.until);
    const left = deadline - (clock - parts.origin);
    if (left <= 0) {
      this.breathe(clock);
      return;
    }
    if (left > NEAR) {
      this.sleep(Math.max(NEAR, Math.min(left - NEAR, SLEEP_MOST)));
      return;
    }
    const span = this.spin.sleepFor(deadline, left, clock);
    if (span > 0) this.sleep(span);
    else parts.wait(0);
  }

  /** A thread of real-time priority that never sleeps starves the programs it serves, and is stopped for 50 ms a second. */
  private breathe(clock: number): void {
    if (clock - this.awakeSince > this.parts.busyMost) this.sleep(BREATH);
  }

  private sleep(span: number): void {
    const { wait, clock } = this.parts;
    wait(span);
    this.awakeSince = clock();
    this.lastSeen = this.awakeSince;
  }

  private measureOffset(clock: number): void {
    const { readings, stampOffset } = this.parts;
    const offset = stampOffset();
    const jump = Math.abs(offset - this.offset);
    if (jump > CLOCK_JUMP) {
      readings.cells[READING.clockJumps]!++;
      readings.cells[READING.largestClockJump] = jump;
    }
    this.offset = offset;
    this.offsetAt = clock;
  }
}
