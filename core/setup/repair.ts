import { isDead, isElsewhere } from '../netns/process-start.js';
import { isPrivileged } from '../netns/rootless.js';
import { enterHolder } from './holder.js';
import { restoreParameters } from './kernel-parameters.js';
import { locked } from './lock.js';
import { findPlace, openPlace, placeOfThisProcess } from './open-place.js';
import { PLACES } from './places.js';
import { processesInside } from './processes-inside.js';
import { readRunning, removeRunning } from './running.js';
import { readState, removeState, type SetupState } from './state.js';

/** Where a command says what it did besides its own work: whole lines. */
export type Tell = (text: string) => void;

/**
 * Puts right what killed commands have left, and gives what setup has made: undefined when there is nothing. Every
 * command that deals with the setup calls this first. Kernel parameters that a killed `start` has raised are put back;
 * a setup of which nothing is left is forgotten. Says in one line what it did; nothing as a rule.
 *
 * Without root this may begin the whole command anew inside the holder's user namespace, so it comes before all else.
 */
export const repair = (tell: Tell): SetupState | undefined => {
  const state = readState();
  const running = readRunning();
  const isLeft = running !== undefined && isDead(running);
  const isGone = state !== undefined && nothingIsLeft(state);
  if (!isLeft && !isGone) return state;
  if (isLeft && state !== undefined) {
    // Only there the parameters of client and server can be written.
    if (running.parameters.length > 0) enterHolder(state);
    // From in here the machine's own cannot: the next command from outside does it.
    if (placeOfThisProcess(state) !== undefined) return state;
  }
  return locked(() => repairLocked(tell));
};

/** The same under the lock, which the caller has. */
export const repairLocked = (tell: Tell): SetupState | undefined => {
  const state = readState();
  const running = readRunning();
  if (running !== undefined && isDead(running)) {
    // An ordinary user can only be here to tear down, and then the namespaces take their parameters along.
    const notes = restoreParameters(running.parameters, where =>
      state && isPrivileged() ? openPlace(state, where) : undefined,
    );
    const count = running.parameters.length;
    const done = count === 0 ? [] : [`put back the ${count} kernel parameters it had raised`];
    const told = [...done, ...notes].join('; ');
    if (told !== '') tell(`hookline: the link of process ${running.pid} was killed: ${told}\n`);
    removeRunning();
  }
  if (state === undefined || !nothingIsLeft(state)) return state;
  const keeper =
    state.holder && `process ${state.holder.pid}, which kept the namespaces of setup, is gone and they with it`;
  tell(`hookline: ${keeper ?? 'the namespaces of setup have been removed by others'}: it is forgotten\n`);
  removeState();
  return undefined;
};

// Programs may go on in namespaces that nobody else can enter any more: teardown must still know what to end. Of a setup of
// another PID namespace, neither these programs nor the holder can be seen from here.
const nothingIsLeft = (state: SetupState): boolean =>
  !isElsewhere(state) &&
  PLACES.every(place => findPlace(state, place) !== 'own') &&
  processesInside(state).length === 0;
