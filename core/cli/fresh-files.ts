import { lstatSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Fault, InputError } from '../fault.js';

/** A file to be written. */
export interface FreshFile {
  readonly path: string;
  readonly text: string;
}

/** Throws an InputError where something that is no folder stands in the place of one. */
export const requireFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new InputError([{ file: folder, line: 0, column: 0, message: 'a file, not a folder' }]);
  }
};

/**
 * Writes files, and the folders they lie in. Those that are there are left alone, unless forced: then an InputError names
 * all of them and nothing is written.
 */
export const writeFresh = (files: readonly FreshFile[], force: boolean): void => {
  const taken = files.filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  if (taken.length > 0 && !force) throw new InputError(taken.map(({ path }) => occupied(path)));
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    // Not written through a link: what it leads to may be somebody's own.
    if (force) rmSync(path, { force: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
};

const occupied = (file: string): Fault => ({
  file,
  line: 0,
  column: 0,
  message: 'is there already',
  hint: '--force writes over it',
});
