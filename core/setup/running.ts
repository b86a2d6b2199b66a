import type { ProcessMark } from '../netns/process-start.js';
import type { SavedParameter } from './kernel-parameters.js';
import { readRecord, removeRecord, writeRecord } from './records.js';

/** A `start` that goes on, or was killed: then somebody else must put its kernel parameters back. */
export interface RunningStart extends ProcessMark {
  readonly parameters: readonly SavedParameter[];
}

export const readRunning = (): RunningStart | undefined => readRecord<RunningStart>('start');

/** To be called under the lock. */
export const writeRunning = (running: RunningStart): void => writeRecord('start', running);

/** To be called under the lock. */
export const removeRunning = (): void => removeRecord('start');
