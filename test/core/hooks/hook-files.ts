import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../../../core/fault.js';

/** A folder of the test's own with these files; `path` names a file in it. */
export const folderOf = (files: Record<string, string>) => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-hooks-'));
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    folder,
    write,
    path: (name: string): string => join(folder, name),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The faults of the InputError that `run` ends with, each as `line:column message (hint)`. */
export const faultsOf = async (run: () => unknown): Promise<string[]> => {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map(
      ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
  return [];
};
