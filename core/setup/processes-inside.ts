import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { Namespace } from '../netns/namespace.js';
import { markProcess, type ProcessMark } from '../netns/process-start.js';
import { identify, isSame } from './identity.js';
import { PLACES, type Place } from './places.js';
import type { SetupState } from './state.js';

/** A process with a thread in one of the three namespaces. */
export interface ProcessInside extends ProcessMark {
  /** The kernel's short name of it, as `ps` has it. */
  readonly name: string;
  readonly place: Place;
}

const readOr = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    // It has ended meanwhile, or is another user's.
    return otherwise;
  }
};

/** All processes inside the namespaces of a setup but this one: also of namespaces that have lost their names. */
export const processesInside = (state: SetupState): ProcessInside[] => {
  const places = new Map<string, Place>(PLACES.map(place => [`net:[${state.namespaces[place].inode}]`, place]));
  const known = new Map<Place, boolean>();
  // The inode may have gone to another namespace since; one look is enough, as it cannot while a process is inside.
  const isOwn = (place: Place, task: string): boolean => {
    let own = known.get(place);
    if (own === undefined) {
      own = readOr(() => belongs(state, place, task), false);
      known.set(place, own);
    }
    return own;
  };
  return readdirSync('/proc').flatMap(entry => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return [];
    for (const thread of readOr(() => readdirSync(`/proc/${entry}/task`), [])) {
      const task = `/proc/${entry}/task/${thread}`;
      const place = places.get(readOr(() => readlinkSync(`${task}/ns/net`), ''));
      if (place === undefined || !isOwn(place, task)) continue;
      const mark = markProcess(Number(entry));
      if (mark.startedAt === '') return [];
      return [{ ...mark, place, name: readOr(() => readFileSync(`/proc/${entry}/comm`, 'utf8'), '').trim() }];
    }
    return [];
  });
};

const belongs = ({ holder, namespaces }: SetupState, place: Place, task: string): boolean => {
  // An ordinary user cannot enter it to ask for its cookie.
  if (holder !== undefined) return statSync(`${task}/ns/user`).ino === holder.userNamespace;
  const namespace = Namespace.open(`${task}/ns/net`);
  try {
    return isSame(identify(namespace), namespaces[place]);
  } finally {
    namespace.close();
  }
};
