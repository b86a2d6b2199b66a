import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OURS = /^hookline-(\d+)-/;

/** A folder for bundled hooks of a run that writes nothing; the caller removes it. Sweeps up after killed runs. */
export const scratchFolder = (): string => {
  sweepScratchFolders();
  return mkdtempSync(join(tmpdir(), `hookline-${process.pid}-`));
};

/** Removes what killed runs have left. */
export const sweepScratchFolders = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(OURS.exec(name)?.[1]);
    if (pid > 0 && !lives(pid)) sweep(join(tmpdir(), name));
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
