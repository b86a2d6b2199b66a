import { accessSync, constants, type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '../completion/answer.js';
import { hookAbout, hookOptions } from '../completion/hook-source.js';
import { settingsOf } from '../completion/settings.js';
import type { Entry, Setting, Surroundings } from '../completion/surroundings.js';
import { findHook, shippedHooks } from '../hooks/find-hook.js';
import { interfaceNames, namespaceNames } from '../netns/attach/places.js';
import { running } from '../run/announce.js';

/** Larger files are no hook's source; reading them would be felt. */
const SOURCE_LIMIT = 1 << 20;

const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

/** What shell completion sees of this machine. Nothing of what it reads is run. */
export const machine = (env: NodeJS.ProcessEnv): Surroundings => ({
  entries: folder =>
    orElse(() => readdirSync(real(folder), { withFileTypes: true }), [])
      .map(entry => entryOf(entry, real(folder)))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  isFile: path => isFile(real(path)),
  isProgram: path => isProgram(real(path)),
  programs: prefix => programsIn((env['PATH'] ?? '').split(':'), prefix),
  hooks: () => shippedHooks().map(name => ({ word: name, about: hookAbout(sourceOf(name)) })),
  hookOptions: hook => hookOptions(sourceOf(real(hook)), selectionSource()),
  settings,
  running: () => orElse(() => running().map(({ pid, name }): Candidate => ({ word: String(pid), about: name })), []),
  hosts: () => orElse(() => [...new Set(running().flatMap(({ hosts }) => Object.keys(hosts)))], []),
  places: () => [
    ...orElse(namespaceNames, []).map(name => `netns:${name}`),
    ...orElse(interfaceNames, []).map(name => `if:${name}`),
  ],
  live: () => {
    const all = orElse(() => running().map(({ live }) => live), []);
    return {
      stages: [...new Set(all.flatMap(({ stages }) => stages))],
      hooks: [...new Set(all.flatMap(({ hooks = [] }) => hooks))],
      options: all.flatMap(({ options }) =>
        options.map(({ fallback, choices, ...rest }) => ({ ...rest, fallback, choices })),
      ),
    };
  },
});

/** `~` as shells expand it. */
const real = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

const isFile = (path: string): boolean => orElse(() => statSync(path).isFile(), false);
const isFolder = (path: string): boolean => orElse(() => statSync(path).isDirectory(), false);
const isProgram = (path: string): boolean =>
  isFile(path) &&
  orElse(() => {
    accessSync(path, constants.X_OK);
    return true;
  }, false);

const entryOf = (entry: Dirent, folder: string): Entry => ({
  name: entry.name,
  folder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
});

const programsIn = (folders: readonly string[], prefix: string): string[] => {
  const found = folders.flatMap(folder =>
    orElse(() => readdirSync(folder === '' ? '.' : folder), [])
      .filter(name => name.startsWith(prefix))
      .filter(name => isProgram(join(folder, name))),
  );
  return [...new Set(found)].sort();
};

const sourceOf = (hook: string): string =>
  orElse(() => {
    const path = findHook(hook);
    return statSync(path).size > SOURCE_LIMIT ? '' : readFileSync(path, 'utf8');
  }, '');

/** The first of these files beside this one that can be read: source and build differ in endings and depth. */
const besides = (...paths: readonly string[]): string => {
  for (const path of paths) {
    const text = orElse(() => readFileSync(new URL(path, import.meta.url), 'utf8'), undefined);
    if (text !== undefined) return text;
  }
  return '';
};

const selectionSource = (): string => besides('../../sdk/selection.ts', '../../sdk/selection.js');

const settings = (): readonly Setting[] =>
  orElse(() => settingsOf(JSON.parse(besides('../../docs/plan.schema.json', '../../../docs/plan.schema.json'))), []);
