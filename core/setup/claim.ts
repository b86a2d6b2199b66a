import { EnvironmentError } from '../fault.js';
import { isAlive, isElsewhere, markProcess } from '../netns/process-start.js';
import { elsewhere } from './elsewhere.js';
import { isSame } from './identity.js';
import type { SavedParameter } from './kernel-parameters.js';
import { locked } from './lock.js';
import { placeOfThisProcess } from './open-place.js';
import { PLACES } from './places.js';
import { repairLocked, type Tell } from './repair.js';
import { readRunning, removeRunning, writeRunning } from './running.js';
import { readState, type SetupState } from './state.js';

/** The right of this process to run the link: one `start` at a time, as they change the same kernel parameters. */
export interface Claim {
  /** To be called before the parameters are changed, so that the next command can put them back after `kill -9`. */
  saveParameters(parameters: readonly SavedParameter[]): void;
  /** Gives the right back, once the parameters are as they were. Harmless when repeated, and after a teardown. */
  release(): void;
}

/**
 * Marks this process as the running link: of `state`, or of no setup (`start --no-network-namespace`). Repairs first
 * what a killed one has left. Throws an EnvironmentError when another one runs, the setup has been torn down
 * meanwhile, or this process is inside one of its namespaces.
 */
export const claim = (state: SetupState | undefined, tell: Tell): Claim => {
  if (state !== undefined) refuseInside(state);
  locked(() => {
    repairLocked(tell);
    const running = readRunning();
    if (running !== undefined && isElsewhere(running)) throw elsewhere('the running link', 'start');
    if (running !== undefined) {
      throw new EnvironmentError(
        `a link runs already: process ${running.pid}`,
        'end it by Ctrl-C, or hookline teardown',
      );
    }
    if (state !== undefined && !isCurrent(state)) {
      throw new EnvironmentError('the network environment has been torn down meanwhile', 'hookline setup');
    }
    writeRunning({ ...markProcess(), parameters: [] });
  });
  return { saveParameters, release };
};

const saveParameters = (parameters: readonly SavedParameter[]): void =>
  locked(() => {
    if (!isMine()) throw new EnvironmentError('the network environment is being torn down');
    writeRunning({ ...markProcess(), parameters });
  });

const release = (): void => {
  // Without the records there is nothing to be locked, and nothing to be made for it.
  if (!isMine()) return;
  locked(() => {
    if (isMine()) removeRunning();
  });
};

const isMine = (): boolean => {
  const running = readRunning();
  return running?.pid === process.pid && isAlive(running);
};

const isCurrent = (state: SetupState): boolean => {
  const now = readState();
  return now !== undefined && PLACES.every(place => isSame(now.namespaces[place], state.namespaces[place]));
};

const refuseInside = (state: SetupState): void => {
  const place = placeOfThisProcess(state);
  if (place === undefined) return;
  throw new EnvironmentError(
    `this is inside the ${place}’s namespace, and the link joins it from outside`,
    'exit first',
  );
};
