import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { EnvironmentError } from '../fault.js';
import { foreign } from '../port/foreign.js';
import { recordFolder, removeEmptyFolder } from './records.js';

const LOCK_EX = 2;
const LOCK_NB = 4;
/** A teardown that must end unwilling programs takes some five seconds. */
const PATIENCE_MS = 20_000;
const RETRY_MS = 20;

/** The right to change the records. */
export interface Lock {
  /** Handed to a child it makes the lock last until the child has ended, even when this process is killed before. */
  readonly fd: number;
  release(): void;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Waits until no other command changes the records, 20 s at most, then throws an EnvironmentError. The lock is the
 * kernel's (flock(2), on the folder itself), so it ends with its owner, also by `kill -9`. Not to be taken twice.
 */
export const takeLock = (): Lock => {
  for (let waited = 0; waited <= PATIENCE_MS; waited += RETRY_MS) {
    const fd = tryLock();
    if (fd !== undefined) return { fd, release: () => release(fd) };
    Atomics.wait(pause, 0, 0, RETRY_MS);
  }
  throw new EnvironmentError('another hookline command is setting up or tearing down', 'wait for it, or end it');
};

/** Does something synchronous under the lock. */
export const locked = <T>(work: () => T): T => {
  const lock = takeLock();
  try {
    return work();
  } finally {
    lock.release();
  }
};

const release = (fd: number): void => {
  removeEmptyFolder();
  closeSync(fd);
};

const tryLock = (): number | undefined => {
  const folder = recordFolder();
  let fd: number;
  try {
    fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // The folder may have been removed and made anew by others since it was opened.
  const isLocked = foreign().flock(fd, LOCK_EX | LOCK_NB) === 0;
  if (isLocked && statSync(folder, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino) return fd;
  closeSync(fd);
  return undefined;
};
