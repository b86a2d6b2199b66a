import { Session } from 'node:inspector';

/** A script position, as V8 counts: lines and columns from 0. */
interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** What the debugger of a worker tells. Only the fields used here. */
interface WorkerMessage {
  /** Of an answer: the request's. */
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly scriptId: string;
    readonly url: string;
    readonly callFrames: readonly { readonly functionName: string; readonly location: Location }[];
  };
}

/** A position in a loaded script: line and column from 1. */
export interface ScriptPosition {
  /** Path or file URL. */
  readonly script: string;
  readonly line: number;
  readonly column: number;
  /** Empty for functions without a name. */
  readonly functionName: string;
}

export interface Interruption {
  /** The worker's, as it sees it itself. */
  readonly threadId: number;
  /** Whether a script is a hook: execution is ended only while one of these runs. */
  isHook(position: ScriptPosition): boolean;
  /** Whether the hook call to be ended is still the one that runs. Asked while the worker stands still. */
  isSameCall(): boolean;
  /** How long the worker may take to come to a stop, in ms. */
  graceMs: number;
}

/**
 * `ended`: the call was ended at this position, the worker's handler unwinds to its event loop.
 * `returned`: it was over by itself, nothing was touched.
 * `stuck`: the worker did not stop in time, as in a native call, and nothing was touched.
 */
export type Interrupted =
  | { readonly outcome: 'ended'; readonly at: ScriptPosition }
  | { readonly outcome: 'returned' }
  | { readonly outcome: 'stuck' };

/**
 * Ends the JavaScript a worker thread is busy with, if and only if it is in a hook's code, and leaves the worker alive.
 *
 * A session of Node's inspector (`NodeWorker` domain) pauses the worker, which works inside loops, regular expressions
 * and `Atomics.wait`. The paused worker can be judged without a race: if another call runs by now, or none, it goes on
 * untouched. If the engine runs on the hook's behalf (a context method, a view's getter), it is let run to its return,
 * so that the engine is never cut in the middle of a change. Then `Debugger.resume` with `terminateOnResume` throws
 * V8's uncatchable termination, which skips `catch` and `finally`, through the hook and the frames below it.
 *
 * Call it on the thread that started the worker, which must have a working event loop.
 */
export const interruptHook = (ask: Interruption): Promise<Interrupted> =>
  new Promise(resolve => {
    const session = new Session();
    // Node calls them `[worker 3] name`; its `workerId` counts attachments, not threads.
    const title = `[worker ${ask.threadId}]`;
    const scripts = new Map<string, string>();
    let worker: string | undefined;
    let id = 0;
    let settled = false;
    const answered = new Map<number, () => void>();

    const send = (method: string, params: object, then?: () => void): void => {
      id += 1;
      if (then !== undefined) answered.set(id, then);
      const message = JSON.stringify({ id, method, params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId: worker!, message });
    };
    const settle = (result: Interrupted): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      // Leaving also lifts a pause still to come, in a worker that was stuck.
      session.post('NodeWorker.disable', () => {
        session.disconnect();
        resolve(result);
      });
    };
    // Each step waits for the answer to the one before: a session that leaves early takes its commands back.
    const goOn = (params: object, result: Interrupted): void => {
      send('Debugger.resume', params, () => send('Debugger.disable', {}, () => settle(result)));
    };
    const timer = setTimeout(() => settle({ outcome: ask.isSameCall() ? 'stuck' : 'returned' }), ask.graceMs);

    const paused = (frames: readonly { functionName: string; location: Location }[]): void => {
      const positions = frames.map(({ functionName, location }) => ({
        script: scripts.get(location.scriptId) ?? '',
        line: location.lineNumber + 1,
        column: (location.columnNumber ?? 0) + 1,
        functionName,
      }));
      if (!ask.isSameCall() || !positions.some(ask.isHook)) {
        goOn({}, { outcome: 'returned' });
      } else if (ask.isHook(positions[0]!)) {
        goOn({ terminateOnResume: true }, { outcome: 'ended', at: positions[0]! });
      } else send('Debugger.stepOut', {});
    };

    session.connect();
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (worker !== undefined || !`${params.workerInfo.title} `.startsWith(`${title} `)) return;
      worker = params.sessionId;
      send('Debugger.enable', {});
      send('Debugger.pause', {});
    });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (settled || params.sessionId !== worker) return;
      const message = JSON.parse(params.message) as WorkerMessage;
      if (message.id !== undefined) answered.get(message.id)?.();
      else if (message.method === 'Debugger.scriptParsed') scripts.set(message.params!.scriptId, message.params!.url);
      else if (message.method === 'Debugger.paused') paused(message.params!.callFrames);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  });
