import type { RunReport } from '../report/run-report.js';

/** How a command ends; a client command's own code passes through otherwise. */
export const EXIT = {
  ok: 0,
  /** An expectation of the plan failed, or a replay differs. */
  failed: 1,
  /** A fault in what the user wrote. */
  input: 2,
  /** The run is invalid, with --strict. */
  invalid: 3,
  /** The machine or the permissions do not allow it. */
  environment: 4,
  /** There is no such program, as shells have it. */
  notFound: 127,
  /** Ended by Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** The code of a run that came to its end. */
export const exitCode = (
  { validity, expectations = [] }: Pick<RunReport, 'validity' | 'expectations'>,
  strict: boolean | undefined,
  failed: boolean,
): number => {
  if (failed || expectations.some(({ met }) => !met)) return EXIT.failed;
  return strict && validity.verdict === 'invalid' ? EXIT.invalid : EXIT.ok;
};
