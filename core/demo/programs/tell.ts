/** What a demo program reports, a line of JSON each, for `startProgram` to read. */
export interface Told {
  /** The program is ready to be talked to. */
  readonly ready?: true;
  /** CLOCK_MONOTONIC in nanoseconds; with `bytes` or `rttNs`. */
  readonly at?: number;
  /** Bytes received since the line before. */
  readonly bytes?: number;
  readonly rttNs?: number;
  /** Requests sent so far; with `rttNs`. */
  readonly sent?: number;
}

/** Tells whoever started this program. */
export const tell = (told: Told): void => {
  process.stdout.write(`${JSON.stringify(told)}\n`);
};
