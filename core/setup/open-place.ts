import { statSync } from 'node:fs';
import { Namespace } from '../netns/namespace.js';
import { isAlive } from '../netns/process-start.js';
import { type Found, findNamed, namedPath } from './named.js';
import { namespaceName, PLACES, type Place } from './places.js';
import type { SetupState } from './state.js';

/** Whether one of the three namespaces is there still. As root, or anybody where a holder keeps them. */
export const findPlace = ({ names, namespaces, holder }: SetupState, place: Place): Found => {
  if (holder === undefined) return findNamed(namespaceName(names, place), namespaces[place]);
  if (!isAlive(holder)) return 'nothing';
  const inode = statSync(placePath({ names, holder }, place), { throwIfNoEntry: false })?.ino;
  return inode === undefined ? 'nothing' : inode === namespaces[place].inode ? 'own' : 'foreign';
};

/** Where a namespace can be opened. */
export const placePath = ({ names, holder }: Pick<SetupState, 'names' | 'holder'>, place: Place): string =>
  holder === undefined ? namedPath(namespaceName(names, place)) : `/proc/${holder.pid}/fd/${holder.fds[place]}`;

/** One of the three namespaces by a descriptor of its own; undefined when it is gone or another's. */
export const openPlace = (state: SetupState, place: Place): Namespace | undefined =>
  findPlace(state, place) === 'own' ? Namespace.open(placePath(state, place)) : undefined;

/** In which of the three this process is, as in a shell of `hookline exec`. */
export const placeOfThisProcess = ({ namespaces }: SetupState): Place | undefined => {
  const { ino } = statSync('/proc/self/ns/net');
  return PLACES.find(place => namespaces[place].inode === ino);
};
