import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const fileOf = (name: string): string => fileURLToPath(new URL(`./${name}.${ending}`, import.meta.url));

const LANE_FILE = fileOf('worker');
export const WRITER_FILE = fileOf('writer');

/** A lane keeps its frames outside the heap: what grows there is a hook's. */
const HEAP_MOST_MB = 512;

/**
 * As many lanes as the machine has cores, and one a direction at least: more of them would only take turns, each with a
 * thread's memory and wake-ups of its own.
 */
export const lanesMost = (): number => Math.max(2, availableParallelism());

/** Exactly as many threads as long-lived tasks: a task that never ends would keep others waiting for ever. */
export const lanePool = (tasks: number): Piscina => {
  const pool = new Piscina({
    filename: LANE_FILE,
    minThreads: tasks,
    maxThreads: tasks,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    recordTiming: false,
    // Without a bound of its own a hook that eats memory would take the whole process with it, and every lane.
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MOST_MB, maxYoungGenerationSizeMb: 48 },
  });
  // Of a worker whose task was given up before it died: its lane has been booked and replaced. Unheard it would end the process.
  pool.on('error', () => {});
  return pool;
};
