import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { Namespace } from '../netns/namespace.js';
import { markProcess, type ProcessMark } from '../netns/process-start.js';
import { identify, isSame } from './identity.js';
import { findPlace } from './open-place.js';
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
  const candidates = processNumbers().flatMap(pid => candidate(state, pid));
  return PLACES.flatMap(place => {
    const here = candidates.filter(each => each.place === place);
    // The inode may have gone to another namespace since, but to one only: what holds for one of them holds for all.
    if (here.length === 0 || !isOwn(state, place, here)) return [];
    return here.flatMap(({ pid, task }) => {
      const mark = markProcess(pid);
      const name = readOr(() => readFileSync(`${task}/comm`, 'utf8'), '').trim();
      return mark.startedAt === '' ? [] : [{ ...mark, place, name }];
    });
  });
};

interface Candidate {
  readonly pid: number;
  readonly place: Place;
  /** Its thread in the namespace, under /proc. */
  readonly task: string;
}

const processNumbers = (): number[] =>
  readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .map(Number)
    .filter(pid => pid !== process.pid);

const candidate = ({ namespaces }: SetupState, pid: number): Candidate[] => {
  for (const thread of readOr(() => readdirSync(`/proc/${pid}/task`), [])) {
    const task = `/proc/${pid}/task/${thread}`;
    const link = readOr(() => readlinkSync(`${task}/ns/net`), '');
    const place = PLACES.find(each => link === `net:[${namespaces[each].inode}]`);
    if (place !== undefined) return [{ pid, place, task }];
  }
  return [];
};

const isOwn = (state: SetupState, place: Place, candidates: readonly Candidate[]): boolean => {
  const { holder, namespaces } = state;
  if (holder !== undefined) {
    // An ordinary user cannot enter it to ask for its cookie.
    const userOf = ({ task }: Candidate): number => readOr(() => statSync(`${task}/ns/user`).ino, 0);
    return findPlace(state, place) === 'own' || candidates.some(each => userOf(each) === holder.userNamespace);
  }
  return candidates.some(({ task }) =>
    readOr(() => {
      const namespace = Namespace.open(`${task}/ns/net`);
      try {
        return isSame(identify(namespace), namespaces[place]);
      } finally {
        namespace.close();
      }
    }, false),
  );
};
