import { threadId } from 'node:worker_threads';
import { type Fault, InputError } from '../fault.js';
import { authorPlace } from '../hooks/place.js';
import { type Priority, setBestNice, setRealtimePriority, setTimerSlack } from '../port/scheduling.js';
import { inlineMore } from './inlining.js';
import { Lane } from './lane.js';
import type { FromLane, LaneEnd, LaneTask, ToLane } from './lane-task.js';

/** As the sleeping loop wants it: see reference measurements in docs/time.md. */
const FIFO_LEVEL = 10;

/**
 * The piscina task of a lane: one long-lived task. Its loop runs inside a handler of its message port, so that a hook
 * that hangs can be ended with the handler, while the worker and the lane's state live on; the promise resolves when
 * the lane has been stopped.
 */
export default (task: LaneTask): Promise<LaneEnd | undefined> =>
  new Promise((resolve, reject) => {
    inlineMore();
    const { messages } = task;
    const tell = (message: FromLane): void => messages.postMessage(message);
    const finish = (lane: Lane): void => {
      const end = lane.end();
      messages.close();
      resolve(end);
    };
    let lane: Lane;
    try {
      lane = new Lane(task);
    } catch (error) {
      tell({ kind: 'refused', faults: faultsOf(error) });
      messages.close();
      resolve(undefined);
      return;
    }
    const priority = prioritise(task.priority);
    messages.on('message', (message: ToLane) => {
      try {
        if (message.kind === 'bind') lane.bind(message);
        else if (message.kind === 'go') lane.go(message.origin, priority);
        if (message.kind === 'bind' || (message.kind === 'resume' && !lane.resume(message.reason))) {
          tell({ kind: 'bound' });
        } else finish(lane);
      } catch (error) {
        messages.close();
        reject(error);
      }
    });
    tell({ kind: 'ready', threadId, priority });
  });

/** What is wrong with a hook; an error of its own code is a fault at its line. */
const faultsOf = (error: unknown): readonly Fault[] => {
  if (error instanceof InputError) return error.faults;
  const place = authorPlace(error) ?? { file: 'lane', line: 0, column: 0 };
  return [{ ...place, message: error instanceof Error ? error.message : String(error) }];
};

const prioritise = (wanted: LaneTask['priority']): Priority => {
  setTimerSlack(1);
  if (wanted === 'none') return 'none';
  return wanted === 'nice' ? setBestNice() : setRealtimePriority(FIFO_LEVEL);
};
