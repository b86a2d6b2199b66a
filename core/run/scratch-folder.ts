import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isElsewhere, ownPidNamespace } from '../netns/process-start.js';

const OURS = /^hookline-(\d+)-(?:(\d+)-)?/;

/** A folder for bundled hooks of a run that writes nothing; the caller removes it. Sweeps up after killed runs. */
export const scratchFolder = (): string => {
  sweepScratchFolders();
  const namespace = ownPidNamespace();
  return mkdtempSync(join(tmpdir(), `hookline-${process.pid}-${namespace === undefined ? '' : `${namespace}-`}`));
};

/** Removes what killed runs have left, but not those of other PID namespaces, whose numbers say nothing here. */
export const sweepScratchFolders = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const [, pid, namespace] = OURS.exec(name) ?? [];
    if (pid === undefined || (namespace !== undefined && isElsewhere({ pidNamespace: Number(namespace) }))) continue;
    if (Number(pid) > 0 && !lives(Number(pid))) sweep(join(tmpdir(), name));
  }
};

const sweep = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's, root's perhaps: theirs to sweep up.
  }
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
