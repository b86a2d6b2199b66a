import { join } from 'node:path';
import type { Piscina } from 'piscina';
import { EnvironmentError } from '../fault.js';
import type { LoadableHook } from '../hooks/load.js';
import { createEvent, signalEvent } from '../port/event-fd.js';
import { closeFd } from '../port/packet-socket.js';
import type { StageChange } from '../stage/stage-change.js';
import { graphOf } from '../topology/graph.js';
import { type HookReload, type Obeyed, PastChanges } from './change-way.js';
import { CROSSING_RING_BYTES } from './crossing.js';
import { heapSentence, hookMemoryOf, hooksOf } from './heap-watch.js';
import { lanePool, WRITER_FILE } from './lane-pool.js';
import type { LaneSetOptions } from './lane-set-options.js';
import { LaneTaps } from './lane-taps.js';
import type { LaneBind, LaneEnd, ToLane } from './lane-task.js';
import { type LaneGiven, launchLane, type RunningLane } from './launch-lane.js';
import { lostForGood, lostLane } from './lost-lane.js';
import { RecordRing } from './record-ring.js';
import { clockMemory, sharedClock } from './shared-clock.js';
import { TICK_MS, Ticker } from './ticker.js';
import type { WriterTask } from './writer.js';

/** Bytes on their way to the writer, per lane: 100 ms of 1 Gbit/s. */
const RING_BYTES = 2 ** 24;
/** A lane that is lost again and again has a cause that another worker does not cure. */
const REPLACEMENTS_MOST = 3;

/** The lanes of one run, with their writer: started, watched and stopped from the main thread. */
export class LaneSet {
  readonly lanes: RunningLane[] = [];
  /** What the main thread does now and then while the lanes run. */
  readonly ticker = new Ticker(TICK_MS);
  /** Accounts of lost workers. */
  private readonly former: LaneEnd[] = [];
  private readonly pool: Piscina;
  private readonly given: LaneGiven[] = [];
  private readonly writerStop = new SharedArrayBuffer(4);
  private writer: Promise<number> | undefined;
  private stopped: Promise<LaneEnd[]> | undefined;
  private binds: readonly LaneBind[] = [];
  private readonly clock = clockMemory();
  private origin: number | undefined;
  private stopping = false;
  private readonly replacing: Promise<void>[] = [];
  private readonly past = new PastChanges();
  /** What is captured while the lanes run. */
  readonly taps: LaneTaps;
  /** By lane: the hooks as they are in it now. */
  private readonly bundles: readonly LoadableHook[][];

  private constructor(private readonly options: LaneSetOptions) {
    this.taps = new LaneTaps(this.lanes, options.parts);
    this.bundles = options.parts.map(() => [...options.bundles]);
    this.pool = lanePool(options.parts.length + (options.folder ? 1 : 0), hookMemoryOf(options.plan));
  }

  /** Starts the workers and waits until each has loaded its hooks. Throws what one of them refused. */
  static async create(options: LaneSetOptions): Promise<LaneSet> {
    const set = new LaneSet(options);
    try {
      await set.launch();
    } catch (error) {
      set.ticker.stop();
      await set.pool.destroy();
      throw error;
    }
    return set;
  }

  /** Workers that were lost and replaced. */
  get replaced(): number {
    return this.former.length;
  }

  /** Logical time at which the scenarios' clock started; Infinity until then. */
  get scenarioAt(): number {
    return this.options.plan.startup === 'app-start' ? 0 : sharedClock(this.clock, []).read();
  }

  /** Makes the lanes ready for the sockets, hooks set up. */
  async bind(binds: readonly LaneBind[]): Promise<void> {
    this.binds = binds;
    const bound = this.lanes.map(lane => Promise.race([lane.bound, lane.end]));
    for (const [i, { messages }] of this.lanes.entries()) messages.postMessage(binds[i]! satisfies ToLane);
    await Promise.all(bound);
  }

  /** Lets the lanes run: logical time 0 is `origin` on CLOCK_MONOTONIC, in nanoseconds. */
  go(origin: number): void {
    this.origin = origin;
    for (const { messages } of this.lanes) messages.postMessage({ kind: 'go', origin } satisfies ToLane);
  }

  /**
   * Changes the settings of a stage while the lanes run; resolves with the logical time since which they are in force.
   * Throws an EnvironmentError when they are not.
   */
  async change(stage: number, change: StageChange): Promise<number> {
    const { parts } = this.options;
    // When a scenario ends, the run does: every lane must know.
    const told = this.lanes.filter((_, i) => change.scenario !== undefined || parts[i]!.stages.includes(stage));
    const obeyed = await Promise.all(told.map(({ changes }) => changes.send({ stage, change })));
    const at = Math.max(...obeyed.map(each => each.at));
    this.past.note(stage, change, at);
    return at;
  }

  /**
   * Puts another version of a hook into force in the lanes that have stages of it; how each of them took it, in order, with
   * those stages' names.
   */
  async reload(order: HookReload): Promise<{ stages: readonly string[]; result: PromiseSettledResult<Obeyed> }[]> {
    const { plan, parts } = this.options;
    const { stages } = plan.hooks[order.hook]!;
    const told = parts.flatMap((part, lane) => {
      const here = part.stages.map(ordinal => plan.stages[ordinal]!.name).filter(name => stages.includes(name));
      return here.length > 0 ? [{ lane, here }] : [];
    });
    const results = await Promise.allSettled(
      told.map(async ({ lane }) => {
        const obeyed = await this.lanes[lane]!.changes.send({ reload: order });
        this.bundles[lane]![order.hook] = order.bundle;
        return obeyed;
      }),
    );
    return told.map(({ here }, i) => ({ stages: here, result: results[i]! }));
  }

  /** Writes a line of the run itself about a hook into events.jsonl, at the present of the first lane. */
  note(hook: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.lanes[0]!.changes.send({ hook, event, fields }).catch(() => {});
  }

  /**
   * Stops the lanes, lets the writer finish, and gives every worker's account, those of the lanes first, in order. A
   * second call gives the same. Throws an EnvironmentError when the disk did not take what was to be written.
   */
  stop(): Promise<LaneEnd[]> {
    this.stopped ??= this.stopOnce();
    return this.stopped;
  }

  private async stopOnce(): Promise<LaneEnd[]> {
    this.stopping = true;
    // A lane on its way in is let in, so that there is one account of each worker.
    await Promise.all(this.replacing);
    for (const lane of this.lanes) {
      lane.control.stop();
      signalEvent(lane.wakeFd);
    }
    // A lane that never went waits for its first message; ending the pool ends it.
    const ends = this.origin === undefined ? [] : await Promise.all(this.lanes.map((_, i) => this.endOf(i)));
    // Watched until here: a lane whose hook hangs hears nothing until that has been ended.
    for (const lane of this.lanes) lane.watch.stop();
    this.ticker.stop();
    Atomics.store(new Int32Array(this.writerStop), 0, 1);
    Atomics.notify(new Int32Array(this.writerStop), 0);
    try {
      await this.writer;
    } catch (error) {
      throw new EnvironmentError(`what the run records cannot be written: ${(error as Error).message}`);
    } finally {
      for (const lane of this.lanes) {
        lane.messages.close();
        lane.changes.close();
        closeFd(lane.wakeFd);
      }
      await this.pool.destroy();
    }
    return [...ends, ...this.former];
  }

  private async launch(): Promise<void> {
    const { plan, parts, folder } = this.options;
    const rings = parts.map(() => (folder ? RecordRing.memory(RING_BYTES) : undefined));
    const crossings = parts.map(() => parts.map(() => RecordRing.memory(CROSSING_RING_BYTES)));
    const wakeFds = parts.map(() => createEvent());
    if (folder) this.launchWriter(folder, rings as SharedArrayBuffer[]);
    const { arcs } = graphOf(plan);
    parts.forEach(({ stages }, lane) => {
      const ring = rings[lane];
      this.given[lane] = {
        lane,
        stages,
        ...(ring ? { ring } : {}),
        crossingsIn: crossings.flatMap((from, other) => (other === lane ? [] : [from[lane]!])),
        crossingsOut: arcs.map(({ stage }) => {
          const to = parts.findIndex(each => each.stages.includes(stage));
          return to === lane ? null : { ring: crossings[lane]![to]!, wakeFd: wakeFds[to]! };
        }),
        wakeFd: wakeFds[lane]!,
      };
    });
    await Promise.all(
      this.given.map(async (given, lane) => {
        this.lanes[lane] = await this.launchLane(given);
      }),
    );
  }

  private launchWriter(folder: string, rings: readonly SharedArrayBuffer[]): void {
    const { plan } = this.options;
    const eventsFile = join(folder, 'events.jsonl');
    const task: WriterTask = { folder, eventsFile, plan, rings, stop: this.writerStop };
    this.writer = this.pool.run(task, { filename: WRITER_FILE });
    // Told by stop(); a run whose records are lost is not worth going on with.
    this.writer.catch(() => this.options.onEnd());
  }

  private launchLane(given: LaneGiven): Promise<RunningLane> {
    const { options, pool, ticker, clock } = this;
    return launchLane({ options, pool, ticker, clock, bundles: this.bundles[given.lane]! }, given, end => {
      end.then(
        () => options.onEnd(),
        error => void this.replacing.push(this.replace(given, error)),
      );
    });
  }

  /** A worker is gone (out of memory, or stuck in native code): books its frames and starts another in its place. */
  private async replace(given: LaneGiven, error: unknown): Promise<void> {
    const lost = this.lanes[given.lane];
    // Before it was ready there is nothing to book: whoever launches it hears of the error.
    if (this.stopping || lost === undefined || this.origin === undefined) return;
    lost.watch.stop();
    const { code, name, message, cause } = error as NodeJS.ErrnoException;
    const why = isFull(code) ? this.fullSentence(given.lane) : cause instanceof Error ? cause.message : message;
    const isGone = name === 'AbortError' || code?.startsWith('ERR_WORKER') === true;
    if (!isGone || this.former.length >= REPLACEMENTS_MOST) {
      this.options.onEnd();
      return;
    }
    const { plan } = this.options;
    this.former.push({ outcome: lostLane(plan, given.stages, lost.control, lost.causes) });
    try {
      const lane = await this.launchLane(given);
      this.lanes[given.lane] = lane;
      lane.messages.postMessage(this.binds[given.lane]! satisfies ToLane);
      lane.messages.postMessage({ kind: 'go', origin: this.origin! } satisfies ToLane);
      for (const each of this.past.all()) lane.changes.send(each).catch(() => {});
      this.taps.again(given.lane);
      this.options.onLost(given.lane, why);
    } catch {
      this.options.onEnd();
    }
  }

  /** A lane's hooks were faster than whoever looks after what they fill. */
  private fullSentence(lane: number): string {
    const { plan, parts, hookNames } = this.options;
    const { hooks, stages } = hooksOf(plan, parts[lane]!.stages, hookNames);
    return heapSentence(hooks, stages, undefined, hookMemoryOf(plan));
  }

  private async endOf(lane: number): Promise<LaneEnd> {
    const { control, causes, end } = this.lanes[lane]!;
    const { plan, parts } = this.options;
    const lost = (error: unknown): LaneEnd => {
      const why = isFull((error as NodeJS.ErrnoException).code) ? new Error(this.fullSentence(lane)) : error;
      return lostForGood(lostLane(plan, parts[lane]!.stages, control, causes), lane, why);
    };
    return end.then(told => told ?? lost('it ended before it began'), lost);
  }
}

/** Whether a worker ended because its heap was full. */
const isFull = (code: string | undefined): boolean => code === 'ERR_WORKER_OUT_OF_MEMORY';
