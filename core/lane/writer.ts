import type { Plan } from '../plan/plan.js';
import { createEvents } from '../report/events.js';
import { FileRecorder } from '../report/file-recorder.js';
import { RecordRing } from './record-ring.js';

/** What the writer's worker is given. */
export interface WriterTask {
  readonly folder: string;
  readonly eventsFile: string;
  readonly plan: Plan;
  /** One ring a lane, in lane order. */
  readonly rings: readonly SharedArrayBuffer[];
  /** One word: set to 1 when the lanes have ended. */
  readonly stop: SharedArrayBuffer;
}

/** The writer looks this often: short against a ring's size, long against the cost of waking up. */
const LOOK_EVERY_MS = 5;

/**
 * The piscina task that writes what the lanes record, so that a lane never waits for a disk. Goes on until it is told
 * to stop and the rings are empty. Returns the number of records written. Throws Node's error when the disk is full.
 */
export default (task: WriterTask): number => {
  const stop = new Int32Array(task.stop);
  const events = createEvents(task.eventsFile);
  const lanes = task.rings.map((shared, lane) => ({
    ring: new RecordRing(shared),
    recorder: new FileRecorder(task.folder, task.plan, lane, events),
  }));
  let written = 0;
  for (;;) {
    // Read before draining: what was put in before the stop is then found by this round.
    const stopping = Atomics.load(stop, 0) === 1;
    let count = 0;
    for (const { ring, recorder } of lanes) count += ring.drain(recorder);
    written += count;
    if (stopping && count === 0) break;
    if (count === 0) Atomics.wait(stop, 0, 0, LOOK_EVERY_MS);
  }
  for (const { recorder } of lanes) recorder.close();
  events.close();
  return written;
};
