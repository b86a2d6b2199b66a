import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const fileOf = (name: string): string => fileURLToPath(new URL(`./${name}.${ending}`, import.meta.url));

const LANE_FILE = fileOf('worker');
export const WRITER_FILE = fileOf('writer');

/** What a lane has in its heap besides what its hooks keep, in bytes: code, garbage, and some room to tell what went wrong. */
const HEAP_ROOM = 128 * 2 ** 20;

/** Of a lane's heap the part for what is young: collecting it stops the lane for as long as copying a third of it takes. */
const YOUNG_MB = 12;

/**
 * As many lanes as the machine has cores, and one a direction at least: more of them would only take turns, each with a
 * thread's memory and wake-ups of its own.
 */
export const lanesMost = (): number => Math.max(2, availableParallelism());

/**
 * Exactly as many threads as long-lived tasks: a task that never ends would keep others waiting for ever. `hookMemory`:
 * bytes that the hooks of one lane may fill.
 */
export const lanePool = (tasks: number, hookMemory: number): Piscina => {
  const pool = new Piscina({
    filename: LANE_FILE,
    minThreads: tasks,
    maxThreads: tasks,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    recordTiming: false,
    // Without a bound of its own a hook that eats memory would take the whole process with it, and every lane. The lane
    // itself ends the run before it is reached, unless it is filled too fast for that: see HeapWatch.
    resourceLimits: {
      maxOldGenerationSizeMb: Math.ceil((1.25 * hookMemory + HEAP_ROOM) / 2 ** 20),
      maxYoungGenerationSizeMb: YOUNG_MB,
    },
  });
  // Of a worker whose task was given up before it died: its lane has been booked and replaced. Unheard it would end the process.
  pool.on('error', () => {});
  return pool;
};
