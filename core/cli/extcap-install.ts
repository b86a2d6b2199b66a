import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnvironmentError } from '../fault.js';

const NAME = 'hookline';
/** In every script that is ours to replace and remove. */
const MARK = '# Made by hookline extcap install.';

/** Where Wireshark of version 4.2 and later looks for what the user has put there. */
const personalFolder = (): string => join(homedir(), '.local', 'lib', 'wireshark', 'extcap');

/** Links Hookline into a folder of Wireshark's; the one that it names itself if not given. Returns what there is to say. */
export const install = (dir: string | undefined): string => {
  const folder = dir ?? chosenFolder();
  const path = join(folder, NAME);
  refuseForeign(path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, script(), { mode: 0o755 });
  return `${path}: every stage of a running emulation is an interface of Wireshark from now on (tshark -D, or F5 in its list)\n`;
};

/** Takes the link back. Returns what there is to say. */
export const uninstall = (dir: string | undefined): string => {
  const path = join(dir ?? chosenFolder(), NAME);
  if (!refuseForeign(path)) return `${path}: there is none\n`;
  rmSync(path);
  return `${path}: removed\n`;
};

/** Whether our script is there. Throws an EnvironmentError for something else of that name. */
const refuseForeign = (path: string): boolean => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return false;
  }
  if (!text.includes(MARK))
    throw new EnvironmentError(`${path} is there and not of Hookline`, 'remove it, or name --dir');
  return true;
};

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A script, not a link: Wireshark calls it without the words in front. */
const script = (): string => {
  const words = [process.execPath, ...process.execArgv, resolve(process.argv[1] ?? '')];
  return `#!/bin/sh\n${MARK}\nexec ${words.map(quoted).join(' ')} extcap "$@"\n`;
};

/**
 * What `tshark -G folders` says: the user's own folder, or, before Wireshark 4.2, which had none, that of the system, where only
 * root may write.
 */
const chosenFolder = (): string => {
  const told = ['tshark', 'wireshark'].map(program => folders(program)).find(text => text !== undefined);
  const own = told === undefined ? personalFolder() : folderOf(told, 'Personal Extcap path');
  if (own !== undefined) return own;
  const system = folderOf(told!, 'Extcap path') ?? personalFolder();
  try {
    accessSync(system, constants.W_OK);
    return system;
  } catch {
    const message = `this Wireshark knows no folder of yours, and ${system} is root's`;
    throw new EnvironmentError(message, `sudo hookline extcap install, or --dir DIR and WIRESHARK_EXTCAP_DIR=DIR`);
  }
};

const folders = (program: string): string | undefined => {
  const { status, stdout } = spawnSync(program, ['-G', 'folders'], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
};

/** The folder in a line as `Extcap path:<tab>/usr/lib/…/extcap`; undefined when there is no such line. */
export const folderOf = (told: string, name: string): string | undefined =>
  told.split('\n').flatMap(line => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).trim()] : []))[0];
