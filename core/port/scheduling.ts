import { addressOf, foreign, nativeMemory } from './foreign.js';

const PR_SET_TIMERSLACK = 29;
const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
/** Children of the thread start with normal priority: a busy child at real-time priority would starve the machine. */
const SCHED_RESET_ON_FORK = 0x40000000;
const PRIO_PROCESS = 0;

/** What a thread's priority became: real-time, a better nice value, or nothing (not permitted). */
export type Priority = 'fifo' | 'nice' | 'none';

/** How late the kernel may wake the calling thread, to save wake-ups: 50 us by default, which 1 ns takes off every sleep. */
export const setTimerSlack = (ns: number): boolean => foreign().prctl(PR_SET_TIMERSLACK, ns, 0, 0, 0) === 0;

/**
 * Gives the calling thread SCHED_FIFO at `level` (1 to 99), else nice -20, else leaves it. FIFO takes the worst wake-ups
 * from milliseconds to a fraction of one, but a FIFO thread that never sleeps gets 50 ms holes: the caller must sleep.
 */
export const setRealtimePriority = (level: number): Priority => {
  const libc = foreign();
  const parameter = nativeMemory(8);
  new DataView(parameter.buffer).setInt32(0, level, true);
  if (libc.schedSetscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, addressOf(parameter)) === 0) return 'fifo';
  return setBestNice();
};

/** Gives the calling thread nice -20, else leaves it. */
export const setBestNice = (): Priority => (foreign().setpriority(PRIO_PROCESS, 0, -20) === 0 ? 'nice' : 'none');

/** Whether the calling thread may have SCHED_FIFO; tries it and goes back. */
export const canRunRealtime = (): boolean => {
  const libc = foreign();
  const parameter = nativeMemory(8);
  parameter[0] = 1;
  if (libc.schedSetscheduler(0, SCHED_FIFO, addressOf(parameter)) !== 0) return false;
  parameter[0] = 0;
  return libc.schedSetscheduler(0, SCHED_OTHER, addressOf(parameter)) === 0;
};
