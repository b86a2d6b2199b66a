import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { type Fault, InputError } from '../fault.js';
import type { LoadableHook } from '../hooks/load.js';
import { type ChangeWay, changeChannel } from './change-way.js';
import { LaneControl } from './control.js';
import type { LaneSetOptions } from './lane-set-options.js';
import type { FromLane, LaneEnd, LaneTask } from './lane-task.js';
import type { Ticker } from './ticker.js';
import { watchHooks } from './watch-hooks.js';

/** A lane whose worker has loaded its hooks. */
export interface RunningLane {
  readonly control: LaneControl;
  readonly messages: MessagePort;
  readonly changes: ChangeWay;
  readonly end: Promise<LaneEnd | undefined>;
  readonly wakeFd: number;
  readonly priority: LaneTask['priority'];
  readonly watch: { stop(): void };
  readonly causes: readonly string[];
  /** When it has been bound. */
  readonly bound: Promise<void>;
}

/** What stays the same when a lane's worker is replaced. */
export type LaneGiven = Pick<LaneTask, 'lane' | 'stages' | 'ring' | 'crossingsIn' | 'crossingsOut' | 'wakeFd'>;

/** A worker needs about a second to start and load its hooks; one that takes this long hangs. */
const READY_MOST_MS = 20_000;

/** What the lanes of a set are launched with. */
export interface Launching {
  readonly options: LaneSetOptions;
  readonly pool: Piscina;
  readonly ticker: Ticker;
  readonly clock: SharedArrayBuffer;
  /** The hooks as they are now, in the plan's order. */
  readonly bundles: readonly LoadableHook[];
}

/**
 * Starts a worker and resolves when it has loaded its hooks; `onEnd` hears of its end whenever that comes. Throws what a
 * hook refuses.
 */
export const launchLane = (
  { options, pool, ticker, clock, bundles }: Launching,
  given: LaneGiven,
  onEnd: (end: Promise<LaneEnd | undefined>) => void,
): Promise<RunningLane> => {
  const { plan, hookFolder, storeBytes, capturing, priority, spinNs, spinShare } = options;
  const { port1, port2 } = new MessageChannel();
  const shared = LaneControl.memory(plan.stages.length);
  const control = new LaneControl(shared, plan.stages.length);
  const { way, theirs } = changeChannel(control, given.wakeFd);
  const abort = new AbortController();
  const task: LaneTask = {
    ...given,
    plan,
    bundles,
    hookFolder,
    control: shared,
    clock,
    capturing,
    storeBytes: storeBytes[given.lane]!,
    priority,
    spinNs,
    spinShare,
    messages: port2,
    changes: theirs,
  };
  const end: Promise<LaneEnd | undefined> = pool.run(task, { transferList: [port2, theirs], signal: abort.signal });
  onEnd(end);
  const causes: string[] = [];
  let late: NodeJS.Timeout | undefined;
  let tellBound: () => void = () => {};
  const bound = new Promise<void>(resolve => {
    tellBound = resolve;
  });
  return new Promise<RunningLane>((resolve, reject) => {
    late = setTimeout(() => reject(new InputError([notReady(options.hookNames)])), READY_MOST_MS);
    end.catch(reject);
    port1.on('message', (message: FromLane) => {
      if (message.kind === 'refused') reject(new InputError(message.faults));
      else if (message.kind === 'event') options.onEvent(message);
      else if (message.kind === 'bound') tellBound();
      else if (message.kind === 'cause') causes[message.number] = message.name;
      else {
        const { threadId, priority } = message;
        const onDead = (why: string): void => abort.abort(new Error(why));
        const watch = watchHooks(options, ticker, { lane: given.lane, control, threadId, messages: port1, onDead });
        const { wakeFd } = given;
        resolve({ control, messages: port1, changes: way, end, wakeFd, priority, watch, causes, bound });
      }
    });
  }).finally(() => clearTimeout(late));
};

const notReady = (hookNames: readonly string[]): Fault => {
  const message = `did not get ready within ${READY_MOST_MS / 1e3} s: a hook hangs while it is loaded or makes its state`;
  return { file: hookNames.join(', ') || 'a lane', line: 0, column: 0, message };
};
