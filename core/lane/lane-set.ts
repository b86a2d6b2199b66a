import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { Causes, LANE_LOST } from '../frame/causes.js';
import { Ledger } from '../frame/ledger.js';
import type { LoadableHook } from '../hooks/load.js';
import { bundlePlace } from '../hooks/place.js';
import type { Plan } from '../plan/plan.js';
import { closeFd } from '../port/packet-socket.js';
import { createEvent, signalEvent } from '../port/event-fd.js';
import { LaneControl } from './control.js';
import { CROSSING_RING_BYTES } from './crossing.js';
import { lanePool, WRITER_FILE } from './lane-pool.js';
import type { FromLane, LaneEnd, LaneStart, LaneTask, ToLane } from './lane-task.js';
import type { LanePart } from './partition.js';
import { RecordRing } from './record-ring.js';
import { type HangPlace, watchLane } from './watchdog.js';
import type { WriterTask } from './writer.js';

/** What a hang cost, and where it was. */
export interface Hang {
  readonly lane: number;
  readonly stage: string;
  readonly hook: string;
  readonly place: HangPlace;
  /** Logical time in nanoseconds. */
  readonly at: number;
}

export interface LaneSetOptions {
  readonly plan: Plan;
  readonly parts: readonly LanePart[];
  readonly bundles: readonly LoadableHook[];
  readonly hookFolder: string;
  /** Bytes of frame memory by lane. */
  readonly storeBytes: readonly number[];
  /** Where the journal, fates, captures and events go; nothing is written without it. */
  readonly folder?: string;
  readonly capturing: boolean;
  readonly priority: LaneTask['priority'];
  readonly spinNs: number;
  /** How long a hook call may take before it is ended, in ms. */
  readonly hangLimitMs?: number;
  readonly onHang: (hang: Hang) => void;
  /** A lane has ended by itself: a hook failed, or the plan's duration is over. */
  readonly onEnd: (lane: number) => void;
}

interface RunningLane {
  readonly control: LaneControl;
  readonly messages: MessagePort;
  readonly end: Promise<LaneEnd | undefined>;
  readonly wakeFd: number;
  readonly priority: LaneTask['priority'];
  readonly watch: { stop(): void };
}

/** Bytes on their way to the writer, per lane: 100 ms of 1 Gbit/s. */
const RING_BYTES = 2 ** 24;

/** The lanes of one run, with their writer: started, watched and stopped from the main thread. */
export class LaneSet {
  readonly lanes: RunningLane[] = [];
  private readonly pool: Piscina;
  private readonly writerStop = new SharedArrayBuffer(4);
  private writer: Promise<number> | undefined;

  private constructor(private readonly options: LaneSetOptions) {
    this.pool = lanePool(options.parts.length + (options.folder ? 1 : 0));
  }

  /** Starts the workers and waits until each has loaded its hooks. Throws what one of them refused. */
  static async create(options: LaneSetOptions): Promise<LaneSet> {
    const set = new LaneSet(options);
    try {
      await set.launch();
    } catch (error) {
      await set.pool.destroy();
      throw error;
    }
    return set;
  }

  /** Lets the lanes run: what arrives from now on is emulated. */
  start(starts: readonly LaneStart[]): void {
    this.lanes.forEach((lane, i) => lane.messages.postMessage(starts[i]! satisfies ToLane));
  }

  /** Stops the lanes, lets the writer finish, and gives every lane's account in order. */
  async stop(): Promise<LaneEnd[]> {
    for (const lane of this.lanes) {
      lane.watch.stop();
      lane.control.stop();
      signalEvent(lane.wakeFd);
    }
    const ends = await Promise.all(this.lanes.map((lane, i) => lane.end.catch(error => this.lost(i, error))));
    Atomics.store(new Int32Array(this.writerStop), 0, 1);
    Atomics.notify(new Int32Array(this.writerStop), 0);
    await this.writer;
    for (const lane of this.lanes) {
      lane.messages.close();
      closeFd(lane.wakeFd);
    }
    await this.pool.destroy();
    return ends.map((end, i) => end ?? this.lost(i, new Error('the lane ended before it began')));
  }

  private async launch(): Promise<void> {
    const { plan, parts, folder, capturing } = this.options;
    const rings = parts.map(() => (folder ? RecordRing.memory(RING_BYTES) : undefined));
    const crossings = parts.map(() => parts.map(() => RecordRing.memory(CROSSING_RING_BYTES)));
    const wakeFds = parts.map(() => createEvent());
    if (folder) {
      const task: WriterTask = {
        folder,
        eventsFile: join(folder, 'events.jsonl'),
        plan,
        rings: rings.map(ring => ring!),
        capturing,
        stop: this.writerStop,
      };
      this.writer = this.pool.run(task, { filename: WRITER_FILE });
      // Reported when awaited in stop(); until then it must not count as unhandled.
      this.writer.catch(() => {});
    }
    await Promise.all(
      parts.map(async (part, lane) => {
        const task = {
          lane,
          stages: part.stages,
          ...(rings[lane] ? { ring: rings[lane] } : {}),
          crossingsIn: crossings.flatMap((from, other) => (other === lane ? [] : [from[lane]!])),
          crossingsOut: plan.stages.map((_, stage) => {
            const to = parts.findIndex(each => each.stages.includes(stage));
            return to === lane ? null : { ring: crossings[lane]![to]!, wakeFd: wakeFds[to]! };
          }),
          wakeFd: wakeFds[lane]!,
        };
        this.lanes[lane] = await this.launchLane(task);
      }),
    );
  }

  private launchLane(
    given: Pick<LaneTask, 'lane' | 'stages' | 'ring' | 'crossingsIn' | 'crossingsOut' | 'wakeFd'>,
  ): Promise<RunningLane> {
    const { plan, bundles, hookFolder, storeBytes, capturing, priority, spinNs } = this.options;
    const { port1, port2 } = new MessageChannel();
    const shared = LaneControl.memory(plan.stages.length);
    const control = new LaneControl(shared, plan.stages.length);
    const task: LaneTask = {
      ...given,
      plan,
      bundles,
      hookFolder,
      control: shared,
      capturing,
      storeBytes: storeBytes[given.lane]!,
      priority,
      spinNs,
      messages: port2,
    };
    const end: Promise<LaneEnd | undefined> = this.pool.run(task, { transferList: [port2] });
    end.then(
      () => this.options.onEnd(given.lane),
      () => this.options.onEnd(given.lane),
    );
    return new Promise((resolve, reject) => {
      end.catch(reject);
      port1.on('message', (message: FromLane) => {
        if (message.kind === 'refused') reject(new Error(message.message));
        else {
          const watch = this.watch(given.lane, control, message.threadId, port1);
          resolve({ control, messages: port1, end, wakeFd: given.wakeFd, priority: message.priority, watch });
        }
      });
    });
  }

  private watch(lane: number, control: LaneControl, threadId: number, messages: MessagePort): { stop(): void } {
    const { marker } = control;
    const { plan, hangLimitMs, onHang } = this.options;
    return watchLane({
      threadId,
      heartbeat: () => control.get('heartbeat') + marker.calls,
      inHook: () => marker.inside,
      placeOf: bundlePlace,
      ...(hangLimitMs === undefined ? {} : { limitMs: hangLimitMs }),
      onHang: ({ place }) => {
        const stage = plan.stages[marker.stage]!.name;
        const at = control.get('now');
        const hook = plan.hooks.filter(each => each.stages.includes(stage))[marker.seat];
        onHang({ lane, stage, hook: hook?.file ?? `hook ${marker.seat}`, place, at });
        messages.postMessage({ kind: 'resume', reason: 'hang' } satisfies ToLane);
      },
      onDead: () => {},
    });
  }

  /** The account of a lane whose worker is gone: what its ledger leaves inside is lost with it. */
  private lost(lane: number, error: unknown): LaneEnd {
    const { plan } = this.options;
    const ledger = new Ledger(this.lanes[lane]!.control.ledgerCells);
    const inside = ledger.inside;
    ledger.dropped(LANE_LOST, inside);
    const names = new Causes().names;
    return {
      outcome: {
        ledger: {
          in: ledger.in,
          born: ledger.births,
          out: ledger.out,
          dropped: Object.fromEntries(names.map((name, i) => [name, ledger.lost(i)]).filter(([, n]) => n !== 0)),
          absorbed: {},
          inFlight: 0,
          kept: 0,
        },
        stages: [],
        ports: plan.ports.map(({ name }) => ({ name, framesIn: 0, bytesIn: 0, framesOut: 0, bytesOut: 0 })),
        hooks: [],
        causes: names,
      },
      failure: {
        stage: '',
        hook: '',
        phase: '',
        frame: -1,
        message: `lane ${lane} was lost: ${error instanceof Error ? error.message : String(error)}`,
        stack: '',
      },
    };
  }
}
