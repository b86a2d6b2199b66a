import { EnvironmentError } from '../fault.js';
import { isAlive, isElsewhere } from '../netns/process-start.js';
import { isPrivileged, isRootless } from '../netns/rootless.js';
import { dismantle } from './dismantle.js';
import { elsewhere } from './elsewhere.js';
import { endProcesses } from './end-processes.js';
import { type Lock, takeLock } from './lock.js';
import { findNamed } from './named.js';
import { placeOfThisProcess } from './open-place.js';
import { namespaceName, PLACES } from './places.js';
import { hasFolder } from './records.js';
import { repairLocked, type Tell } from './repair.js';
import { type RunningStart, readRunning, removeRunning } from './running.js';
import { readState, removeState, type SetupState } from './state.js';

/** For a `start` to take down its lanes and write its report. */
const LINK_GRACE_MS = 5000;
/** A new `start` may come between the end of one and the lock. */
const ROUNDS = 5;

export interface TornDown {
  /** What was there; undefined when nothing was set up. */
  readonly state: SetupState | undefined;
  /** Names that a setup uses and that others have given: left alone. */
  readonly foreign: readonly string[];
}

/**
 * Ends the running link, puts back the kernel parameters it has raised, ends what runs in the namespaces and removes
 * all that setup has made: whole, half made or half removed. Harmless when repeated or interrupted. Throws an
 * EnvironmentError when it is called inside one of the namespaces or in another PID namespace, or something cannot be ended.
 */
export const tearDown = (tell: Tell): TornDown => {
  const state = readState();
  const place = state && placeOfThisProcess(state);
  if (place !== undefined) {
    throw new EnvironmentError(`this is inside the ${place}’s namespace, which teardown removes`, 'exit first');
  }
  if (state !== undefined && isElsewhere(state)) throw elsewhere('the setup', 'setup');
  const running = readRunning();
  if (running !== undefined && isElsewhere(running)) throw elsewhere('the running link', 'start');
  if (!hasFolder()) return { state: undefined, foreign: strangers() };
  const lock = lockWithoutLink(tell);
  try {
    const current = repairLocked(tell);
    if (current !== undefined) return { state: current, foreign: dismantle(current, lock, tell) };
    // They may be from before the machine's last start, or half written.
    removeState();
    removeRunning();
    return { state: undefined, foreign: strangers() };
  } finally {
    lock.release();
  }
};

const lockWithoutLink = (tell: Tell): Lock => {
  for (let round = 0; round < ROUNDS; round++) {
    endLink(aliveLink(), tell);
    const lock = takeLock();
    if (aliveLink() === undefined) return lock;
    lock.release();
  }
  throw new EnvironmentError('somebody starts the link again and again', 'end that, then again: hookline teardown');
};

const aliveLink = (): RunningStart | undefined => {
  const running = readRunning();
  return running !== undefined && isAlive(running) ? running : undefined;
};

const endLink = (running: RunningStart | undefined, tell: Tell): void => {
  if (running === undefined) return;
  endProcesses([running], LINK_GRACE_MS);
  tell(`hookline: ended the running link (process ${running.pid})\n`);
};

/** Namespaces that have the names of a setup without one. */
const strangers = (): string[] => {
  if (!isPrivileged() || isRootless()) return [];
  return PLACES.map(place => namespaceName('hookline', place)).filter(name => findNamed(name) !== 'nothing');
};
