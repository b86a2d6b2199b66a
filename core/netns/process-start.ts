import { readFileSync, statSync } from 'node:fs';

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

/** Where something was made whose processes are known by their numbers. */
export interface MadeIn {
  /** Inode of the PID namespace in which the numbers count; not there where it could not be told. */
  readonly pidNamespace?: number;
}

/** A process, as it is kept in a file: it may have ended when the file is read, and its number be another's. */
export interface ProcessMark extends MadeIn {
  readonly pid: number;
  readonly startedAt: string;
}

/** Inode of the PID namespace of this process (pid_namespaces(7)); undefined where there is no /proc. */
export const ownPidNamespace = (): number | undefined => statSync('/proc/self/ns/pid', { throwIfNoEntry: false })?.ino;

/** The mark of what is made by this process. */
export const madeHere = (): MadeIn => {
  const pidNamespace = ownPidNamespace();
  return pidNamespace === undefined ? {} : { pidNamespace };
};

/** The mark of this process, or of one that it has just started. */
export const markProcess = (pid: number = process.pid): ProcessMark => ({
  pid,
  startedAt: startTime(pid) ?? '',
  ...madeHere(),
});

/**
 * Whether it was made in another PID namespace than this process's, as in a container that shares a folder with it: its
 * numbers are nobody's or others' here, so it can neither be taken for dead nor be signalled.
 */
export const isElsewhere = ({ pidNamespace }: MadeIn): boolean =>
  pidNamespace !== undefined && pidNamespace !== ownPidNamespace();

/** Whether it runs, as far as can be told here: not for one of another PID namespace. */
export const isAlive = (mark: ProcessMark): boolean => {
  if (isElsewhere(mark)) return false;
  const now = startTime(mark.pid);
  return now !== undefined && now === mark.startedAt;
};

/** Whether it has ended for certain, so that what it has left may be cleaned up. */
export const isDead = (mark: ProcessMark): boolean => !isElsewhere(mark) && !isAlive(mark);
