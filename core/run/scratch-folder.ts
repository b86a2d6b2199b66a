import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for bundled hooks of a run that writes nothing; the caller removes it. */
export const scratchFolder = (): string => mkdtempSync(join(tmpdir(), 'hookline-'));
