import { EnvironmentError } from '../fault.js';
import type { Namespace } from '../netns/namespace.js';
import { isElsewhere } from '../netns/process-start.js';
import { type LinkWorld, linkWorld } from '../netns/world.js';
import { elsewhere } from './elsewhere.js';
import { findPlace, openPlace } from './open-place.js';
import { namespaceName, PLACES, type Place } from './places.js';
import { hasRootsRecords } from './records.js';
import { repair, type Tell } from './repair.js';
import type { SetupState } from './state.js';

/**
 * What setup has made, whole, after repairing what a killed command has left. Throws an EnvironmentError when there is
 * no setup, or not all of it.
 */
export const requireSetup = (tell: Tell): SetupState => {
  const state = repair(tell);
  if (state === undefined) {
    const roots = hasRootsRecords() ? '; the setup of root is only for root: sudo hookline …' : '';
    throw new EnvironmentError('the network environment is not set up', `hookline setup${roots}`);
  }
  if (state.holder !== undefined && isElsewhere(state)) throw elsewhere('the setup', 'setup');
  for (const place of PLACES) requirePlace(state, place);
  return state;
};

/**
 * Client, link and server of a setup. `close` lets go of the descriptors and leaves everything standing. Without root
 * it must be called inside the holder's user namespace (enterHolder). Throws an EnvironmentError when one of the
 * namespaces is gone or another's.
 */
export const openSetup = (state: SetupState): LinkWorld => {
  const opened: Namespace[] = [];
  const close = (): void => {
    for (const namespace of opened) namespace.close();
  };
  const open = (place: Place): Namespace => {
    requirePlace(state, place);
    const namespace = openPlace(state, place)!;
    opened.push(namespace);
    return namespace;
  };
  try {
    return linkWorld({ client: open('client'), link: open('link'), server: open('server'), notes: [], close });
  } catch (error) {
    close();
    throw error;
  }
};

const requirePlace = (state: SetupState, place: Place): void => {
  const found = findPlace(state, place);
  if (found === 'own') return;
  const name = namespaceName(state.names, place);
  const what = found === 'foreign' ? `${name} is not the namespace that setup made` : `${name} is gone`;
  throw new EnvironmentError(`the network environment is not whole: ${what}`, 'hookline teardown, then hookline setup');
};
