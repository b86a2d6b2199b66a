import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { jobSummary } from '../report/job-summary.js';
import { junitText, type RunOutcome } from '../report/junit.js';

/** What a command writes of its run for a machine that runs it. */
export interface ResultOptions {
  /** A file for the run as JUnit XML. */
  readonly junit?: string;
  /** A file to whose end a summary in Markdown is written. */
  readonly summary?: string;
}

/** The options of every command whose run is judged. */
export const withResultFiles = (command: Command): Command =>
  command
    .option('--junit <FILE>', 'write validity, expectations and hooks as JUnit XML')
    .addOption(
      new Option('--summary <FILE>', 'add a summary in Markdown to the end of this file, as CI systems show it'),
    );

/**
 * Removes what a former run has left, so that a run that does not come to its end does not stand there with the former
 * one's result. Throws Node's error.
 */
export const clearResultFiles = ({ junit }: ResultOptions): void => {
  if (junit !== undefined) rmSync(junit, { force: true });
};

/** Writes what was asked for. Throws Node's error. */
export const writeResultFiles = ({ junit, summary }: ResultOptions, outcome: RunOutcome): void => {
  if (junit !== undefined) {
    mkdirSync(dirname(junit), { recursive: true });
    writeFileSync(junit, junitText(outcome));
  }
  if (summary !== undefined) appendFileSync(summary, jobSummary(outcome));
};
