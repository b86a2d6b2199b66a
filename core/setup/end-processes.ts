import { EnvironmentError } from '../fault.js';
import { isAlive, type ProcessMark } from '../netns/process-start.js';

const LOOK_MS = 10;
/** From SIGKILL to the end of a process that can end. */
const KILL_MS = 5000;

const pause = new Int32Array(new SharedArrayBuffer(4));

const send = (process_: ProcessMark, ...signals: readonly NodeJS.Signals[]): void => {
  // Its number may be another's by now.
  if (!isAlive(process_)) return;
  for (const signal of signals) {
    try {
      process.kill(process_.pid, signal);
    } catch {
      // It has just ended, or is not this user's to end: the caller looks again.
    }
  }
};

/** Waits until all of them have ended; gives those that have not after `ms`. */
const awaitEnd = (processes: readonly ProcessMark[], ms: number): readonly ProcessMark[] => {
  let left = processes.filter(isAlive);
  for (let waited = 0; left.length > 0 && waited < ms; waited += LOOK_MS) {
    Atomics.wait(pause, 0, 0, LOOK_MS);
    left = left.filter(isAlive);
  }
  return left;
};

/**
 * Asks processes to end by SIGTERM, and ends by SIGKILL those that have not after `graceMs`. Returns when all have
 * ended; throws an EnvironmentError that names those that cannot be ended. Synchronous: for use under the lock.
 */
export const endProcesses = (processes: readonly ProcessMark[], graceMs: number): void => {
  // A stopped one would not hear of it otherwise.
  for (const each of processes) send(each, 'SIGTERM', 'SIGCONT');
  const unwilling = awaitEnd(processes, graceMs);
  for (const each of unwilling) send(each, 'SIGKILL');
  const left = awaitEnd(unwilling, KILL_MS);
  if (left.length === 0) return;
  const numbers = left.map(({ pid }) => pid).join(', ');
  throw new EnvironmentError(`cannot end process ${numbers}`, 'end it by hand, then again: hookline teardown');
};
