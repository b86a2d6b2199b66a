import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../fault.js';
import { isAlive, isElsewhere, markProcess, type ProcessMark } from '../netns/process-start.js';
import { createEvents, type EventFile } from '../report/events.js';
import { type RunReport, runReportJson } from '../report/run-report.js';

/** Made first in every run's folder: proof that it is one, so that a second run may write over it. */
const MARK = 'events.jsonl';
/** There while a run writes: whose it is. */
const WRITER = 'running.json';
/** What a former run with other hooks would leave stale, and its report, which would speak for this one if it ended early. */
const FORMER = ['captures', 'hooks', 'journal', 'run.json'];

/** Throws an InputError unless the folder is a run's, empty, or not there yet. */
export const refuseForeign = (path: string): void => {
  const refuse = (message: string, hint = 'name a new folder'): never => {
    throw new InputError([{ file: `--out ${path}`, line: 0, column: 0, message, hint }]);
  };
  let entries: string[] = [];
  try {
    entries = readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') refuse('a file, not a folder');
  }
  const writer = entries.includes(WRITER) ? writerOf(path) : undefined;
  // Two at once would mix their journals, and each would call itself valid.
  if (writer !== undefined && writer.pid !== process.pid && isAlive(writer)) {
    refuse(`a run is writing there (process ${writer.pid})`);
  }
  if (writer !== undefined && isElsewhere(writer)) {
    const left = `if it was killed, remove ${join(path, WRITER)}`;
    refuse(`a run of another PID namespace is writing there (process ${writer.pid})`, `name a new folder; ${left}`);
  }
  if (entries.length > 0 && !entries.includes(MARK)) refuse('the folder is not empty and no run of Hookline made it');
};

const writerOf = (path: string): ProcessMark | undefined => {
  try {
    return JSON.parse(readFileSync(join(path, WRITER), 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
};

/**
 * A run's directory of results. An existing one is written over only if a run made it; a folder with other things in it
 * is refused, so that `--out .` never litters a project.
 */
export class RunFolder {
  readonly events: EventFile;

  /** Throws an InputError for a folder that is not a run's, and Node's error when it cannot be made. */
  constructor(readonly path: string) {
    refuseForeign(path);
    mkdirSync(path, { recursive: true });
    for (const each of FORMER) rmSync(join(path, each), { recursive: true, force: true });
    this.write(WRITER, JSON.stringify(markProcess()));
    this.events = createEvents(join(path, MARK));
  }

  write(name: string, content: string | Uint8Array): void {
    const path = join(this.path, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }

  finish(report: RunReport): void {
    this.events.close();
    this.write('run.json', runReportJson(report));
    this.release();
  }

  /** Another run may write here from now on. */
  release(): void {
    rmSync(join(this.path, WRITER), { force: true });
  }
}
