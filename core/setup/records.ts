import { existsSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../fault.js';
import { isPrivileged, isRootless } from '../netns/rootless.js';
import { isOwn, makeOwn, ownFolders } from '../run/own-folder.js';

/**
 * What commands tell later ones: JSON files in a folder that is the user's alone, root's own in /run. They are written
 * whole or not at all, hold for one boot, and change only under the lock (lock.ts).
 */
export type RecordName = 'setup' | 'start';

const ROOTS_FOLDER = '/run/hookline';
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

const isRoot = (): boolean => isPrivileged() && !isRootless();

const folders = (): readonly string[] => (isRoot() ? [ROOTS_FOLDER] : ownFolders());

/** The folder of the records; undefined when there is none yet. */
const foundFolder = (): string | undefined => {
  const own = folders().filter(isOwn);
  return own.find(folder => existsSync(join(folder, 'setup.json'))) ?? own[0];
};

/** The same, made if need be. Throws an EnvironmentError when there can be none. */
export const recordFolder = (): string =>
  foundFolder() ?? makeOwn(folders(), 'to keep what later commands must know of this one');

/** Where a record lies that has been read. */
export const recordPath = (name: RecordName): string => join(foundFolder() ?? folders()[0]!, `${name}.json`);

const bootId = (): string => readFileSync(BOOT_ID, 'latin1').trim();

/**
 * A record as it was written; undefined when there is none, or it is from before the machine's last start, when nothing
 * of what it speaks of is left. Throws an EnvironmentError when it cannot be read.
 */
export const readRecord = <T extends object>(name: RecordName): T | undefined => {
  const folder = foundFolder();
  if (folder === undefined) return undefined;
  const path = join(folder, `${name}.json`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { bootId: written, ...record } = JSON.parse(text) as T & { bootId: string };
    if (typeof written !== 'string') throw new Error('it has no bootId');
    return written === bootId() ? (record as unknown as T) : undefined;
  } catch (error) {
    const hint = `remove ${path}, then what it spoke of: ip netns list`;
    throw new EnvironmentError(`${path} is not what Hookline wrote: ${(error as Error).message}`, hint);
  }
};

/** To be called under the lock. Throws an EnvironmentError when the disk is full. */
export const writeRecord = (name: RecordName, record: object): void => {
  const path = join(recordFolder(), `${name}.json`);
  const text = `${JSON.stringify({ bootId: bootId(), ...record }, null, 2)}\n`;
  try {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new EnvironmentError(`cannot write ${path}: ${(error as Error).message.split(',')[0]}`);
  }
};

/** To be called under the lock. */
export const removeRecord = (name: RecordName): void => {
  const folder = foundFolder();
  if (folder === undefined) return;
  for (const ending of ['json', 'json.new']) rmSync(join(folder, `${name}.${ending}`), { force: true });
};

/** Removes root's own folder if nothing is in it. To be called under the lock. */
export const removeEmptyFolder = (): void => {
  if (!isRoot()) return;
  try {
    rmdirSync(ROOTS_FOLDER);
  } catch {
    // There is a record in it, as a rule.
  }
};

/** Whether there are records that this user may not read, because root wrote them. */
export const hasRootsRecords = (): boolean => !isRoot() && existsSync(ROOTS_FOLDER);

/** Whether there may be records, or what a killed command has left of writing one. */
export const hasFolder = (): boolean => foundFolder() !== undefined;
