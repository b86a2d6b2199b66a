import type { Candidate } from './answer.js';
import type { Entry, Surroundings } from './surroundings.js';

/**
 * Paths that may stand where `typed` stands: folders, and the entries that `wanted` chooses, named as far as typed.
 * Hidden ones are left out until their dot is typed. `folder` is the folder as typed, with its slash.
 */
export const paths = (
  typed: string,
  around: Surroundings,
  wanted: (entry: Entry, folder: string) => boolean,
): Candidate[] => {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const tail = typed.slice(folder.length);
  return around
    .entries(folder === '' ? '.' : folder)
    .filter(({ name }) => !name.startsWith('.') || tail.startsWith('.'))
    .filter(entry => entry.folder || wanted(entry, folder))
    .map(entry => ({ word: `${folder}${entry.name}${entry.folder ? '/' : ''}`, about: '' }));
};

/** Chooses files by the endings of their names. */
export const ending =
  (...endings: readonly string[]) =>
  ({ name }: Entry): boolean =>
    endings.some(each => name.toLowerCase().endsWith(each));

export const anyFile = (): boolean => true;
export const noFile = (): boolean => false;
