import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const fileOf = (name: string): string => fileURLToPath(new URL(`./${name}.${ending}`, import.meta.url));

export const LANE_FILE = fileOf('worker');
export const WRITER_FILE = fileOf('writer');

/** Exactly as many threads as long-lived tasks: a task that never ends would keep others waiting for ever. */
export const lanePool = (tasks: number): Piscina =>
  new Piscina({
    filename: LANE_FILE,
    minThreads: tasks,
    maxThreads: tasks,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    recordTiming: false,
  });
