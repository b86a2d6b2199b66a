import type { Frame } from '../../sdk/frame.js';
import type { Startup } from '../plan/plan.js';

/** Bytes of a whole Ethernet frame that counts as large (phantomlink). */
const LARGE_FRAME = 1500;

/** The one start of the clock by which all scenarios of a run go: engines of several lanes share it. */
export interface ScenarioClock {
  /** Logical time at which it started; Infinity until then. */
  read(): number;
  /** Starts it at `at`, unless it has been started; returns when it started. */
  start(at: number): number;
}

/** The clock of a run with one engine. */
export const ownClock = (): ScenarioClock => {
  let startedAt = Number.POSITIVE_INFINITY;
  return {
    read: () => startedAt,
    start: at => {
      if (startedAt === Number.POSITIVE_INFINITY) startedAt = at;
      return startedAt;
    },
  };
};

/** The clock of a replay: no frame starts it, the journal says when it did. */
export const journalledClock: ScenarioClock = {
  read: () => Number.POSITIVE_INFINITY,
  start: () => Number.POSITIVE_INFINITY,
};

/** Whether a frame that arrives at a port starts the clock. See Startup. */
export const startsClock = (startup: Startup, frame: Frame): boolean => {
  const isGroup = (frame.memory[frame.start]! & 1) !== 0;
  if (startup === 'app-start' || isGroup) return false;
  if (startup === 'first-packet') return true;
  if (startup === 'first-large-transport-packet' && frame.length < LARGE_FRAME) return false;
  return frame.tcp !== undefined || frame.udp !== undefined;
};
