import { EnvironmentError } from '../fault.js';
import { madeHere } from '../netns/process-start.js';
import { isPrivileged, isRootless, reexecInUserNamespace } from '../netns/rootless.js';
import { buildLink, type LinkWorld } from '../netns/world.js';
import { attachName } from './attach.js';
import { dismantle } from './dismantle.js';
import { startHolder } from './holder.js';
import { identify } from './identity.js';
import { type Lock, takeLock } from './lock.js';
import { findNamed } from './named.js';
import { findPlace } from './open-place.js';
import { forPlaces, type Names, namespaceName, PLACES } from './places.js';
import { repair, type Tell } from './repair.js';
import { readState, removeState, type SetupState, writeState } from './state.js';

export interface SetupOptions {
  readonly names: Names;
  /** Checked already. */
  readonly qdisc: SetupState['qdisc'];
}

/**
 * Makes sure that there is nothing of a setup yet, and takes the lock for making it. Without root this process is
 * replaced on the way, and the command begins anew. Throws an EnvironmentError when there is something already.
 */
export const reserveSetup = (names: Names, tell: Tell): Lock => {
  // As an ordinary user, while a holder's namespaces can be reached.
  refuseIfMade(repair(tell));
  if (!isPrivileged()) reexecInUserNamespace();
  const lock = takeLock();
  try {
    refuseIfMade(readState());
    if (!isRootless()) refuseIfTaken(names);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
};

/**
 * Makes client, link and server, which stay: with names of `ip netns` as root, else kept by a holder process. Releases
 * the lock of reserveSetup at its end. Nothing stays when a step fails; killed at any moment, it leaves nothing that
 * teardown would not find: the world has no name until it is complete, and none that the record does not know. Throws
 * an EnvironmentError.
 */
export const makeSetup = async (options: SetupOptions, lock: Lock, tell: Tell): Promise<SetupState> => {
  try {
    const world = buildLink({ neighbours: 'dynamic' });
    for (const note of world.notes) tell(`warning: ${note}\n`);
    const namespaces = forPlaces(place => identify(world[place]));
    const state: SetupState = { names: options.names, namespaces, qdisc: options.qdisc, ...madeHere() };
    return isRootless() ? await keep(state, world) : name(state, world, lock);
  } finally {
    lock.release();
  }
};

/** Gives the three their names; the descriptors are closed then. */
const name = (state: SetupState, world: LinkWorld, lock: Lock): SetupState => {
  try {
    writeState(state);
    for (const place of PLACES) attachName(world[place], namespaceName(state.names, place), lock);
    const lost = PLACES.find(place => findPlace(state, place) !== 'own');
    if (lost !== undefined) throw new EnvironmentError(`${namespaceName(state.names, lost)} has been taken by others`);
  } catch (error) {
    dismantle(state, lock, () => {});
    world.close();
    throw error;
  }
  for (const place of PLACES) world[place].close();
  return state;
};

/** Hands the three to a process that stays. */
const keep = async (state: SetupState, world: LinkWorld): Promise<SetupState> => {
  const { holder, letStay } = startHolder(world);
  const kept = { ...state, holder };
  try {
    writeState(kept);
    // Until then it ends with this process, and nobody would know of it.
    await letStay();
  } catch (error) {
    removeState();
    world.close();
    throw error;
  }
  for (const place of PLACES) world[place].close();
  return kept;
};

const refuseIfMade = (state: SetupState | undefined): void => {
  if (state === undefined) return;
  const { names, holder } = state;
  const lost = PLACES.filter(place => findPlace(state, place) !== 'own').map(place => namespaceName(names, place));
  const all = PLACES.map(place => namespaceName(names, place)).join(', ');
  const made = holder ? `process ${holder.pid} keeps its namespaces` : `by the namespaces ${all}`;
  const what = lost.length > 0 ? `and not whole: ${lost.join(', ')} is gone or another’s` : made;
  throw new EnvironmentError(`the network environment is set up already, ${what}`, 'hookline teardown removes it');
};

const refuseIfTaken = (names: Names): void => {
  const taken = PLACES.map(place => namespaceName(names, place)).filter(each => findNamed(each) !== 'nothing');
  if (taken.length === 0) return;
  const hints = {
    hookline: `sudo ip netns del ${taken[0]} removes it if it is yours; or hookline setup --names phantomlink`,
    phantomlink: 'phantomlink teardown removes it; or hookline setup without --names phantomlink',
  };
  const [there, made] = taken.length === 1 ? ['is a network namespace', 'it'] : ['are network namespaces', 'them'];
  const message = `there ${there} ${taken.join(', ')} already, and no setup of Hookline made ${made}`;
  throw new EnvironmentError(message, hints[names]);
};
