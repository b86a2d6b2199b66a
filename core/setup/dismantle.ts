import { rmSync } from 'node:fs';
import { isRunning } from '../netns/interface-ioctl.js';
import { ipBatch } from '../netns/ip-command.js';
import { CLIENT, SERVER } from '../netns/pair.js';
import { removeName } from './attach.js';
import { endProcesses } from './end-processes.js';
import type { Lock } from './lock.js';
import { findPlace, openPlace, placePath } from './open-place.js';
import { namespaceName, PLACES } from './places.js';
import { type ProcessInside, processesInside } from './processes-inside.js';
import type { Tell } from './repair.js';
import { removeState, type SetupState } from './state.js';

const GRACE_MS = 2000;
/** A program may start others while it is being ended. */
const ROUNDS = 10;

/**
 * Takes a setup away, under the lock: what runs in its namespaces, its interfaces and names, its holder and its record,
 * which goes last, so that an interrupted one can be done again. Whole or not, and only what is its own: gives the
 * names that others have taken. Throws an EnvironmentError for what cannot be ended or removed.
 */
export const dismantle = (state: SetupState, lock: Lock, tell: Tell): readonly string[] => {
  endInside(state, tell);
  const foreign = state.holder === undefined ? removeNames(state, lock) : [];
  if (state.holder !== undefined) endProcesses([state.holder], 0);
  // Somebody may have entered meanwhile; without names and holder nobody can any more.
  endInside(state, tell);
  removeState();
  return foreign;
};

const endInside = (state: SetupState, tell: Tell): void => {
  for (let round = 0; round < ROUNDS; round++) {
    const inside = processesInside(state);
    if (inside.length === 0) return;
    endProcesses(inside, round === 0 ? GRACE_MS : 0);
    tell(insideText(inside));
  }
};

/** One line a namespace. */
const insideText = (inside: readonly ProcessInside[]): string =>
  PLACES.flatMap(place => {
    const here = inside.filter(each => each.place === place).map(({ name, pid }) => `${name} (process ${pid})`);
    return here.length === 0 ? [] : [`hookline: ended in the namespace of the ${place}: ${here.join(', ')}\n`];
  }).join('');

const removeNames = (state: SetupState, lock: Lock): string[] => {
  removePairs(state);
  return PLACES.flatMap(place => {
    const name = namespaceName(state.names, place);
    const found = findPlace(state, place);
    if (found === 'own') removeName(name, lock);
    if (found === 'no namespace') rmSync(placePath(state, place));
    return found === 'foreign' ? [name] : [];
  });
};

// They would go with the link's namespace, but some time later.
const removePairs = (state: SetupState): void => {
  const link = openPlace(state, 'link');
  if (link === undefined) return;
  try {
    const names = [CLIENT, SERVER].map(host => host.linkInterface);
    const there = names.filter(name => link.enter(() => isRunning(name)) !== undefined);
    if (there.length > 0) {
      ipBatch(
        link,
        there.map(name => `link delete dev ${name}`),
      );
    }
  } finally {
    link.close();
  }
};
