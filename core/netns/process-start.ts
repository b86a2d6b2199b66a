import { readFileSync } from 'node:fs';

/** What `/proc/PID/stat` tells of a process: field 22, its start in clock ticks since boot; undefined for a dead one. */
export const startOf = (stat: string): string | undefined => {
  // The name before may hold spaces and brackets. A zombie is dead: nobody may ever ask for its exit code.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
};

/** Tells a process from a later one with the same number; undefined when there is none. */
export const startTime = (pid: number): string | undefined => {
  try {
    return startOf(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
};

/** A process, as it is kept in a file: it may have ended when the file is read, and its number be another's. */
export interface ProcessMark {
  readonly pid: number;
  readonly startedAt: string;
}

/** The mark of this process, or of one that has just been started. */
export const markProcess = (pid: number = process.pid): ProcessMark => ({ pid, startedAt: startTime(pid) ?? '' });

export const isAlive = ({ pid, startedAt }: ProcessMark): boolean => {
  const now = startTime(pid);
  return now !== undefined && now === startedAt;
};
