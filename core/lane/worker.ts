import { threadId } from 'node:worker_threads';
import { InputError } from '../fault.js';
import { type Priority, setRealtimePriority, setTimerSlack } from '../port/scheduling.js';
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
      tell({ kind: 'refused', message: error instanceof InputError ? error.message : String((error as Error).stack) });
      messages.close();
      resolve(undefined);
      return;
    }
    const priority = prioritise(task.priority);
    messages.on('message', (message: ToLane) => {
      try {
        if (message.kind === 'start') lane.start(message, priority);
        else lane.resume(message.reason);
        finish(lane);
      } catch (error) {
        messages.close();
        reject(error);
      }
    });
    tell({ kind: 'ready', threadId, priority });
  });

const prioritise = (wanted: LaneTask['priority']): Priority => {
  setTimerSlack(1);
  return wanted === 'none' ? 'none' : setRealtimePriority(FIFO_LEVEL);
};
