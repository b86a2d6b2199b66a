/** A fault in something the user wrote: collected and shown together, never one at a time. */
export interface Fault {
  /** The file as the user named it, or `--set`, `--hook` … for the command line. */
  readonly file: string;
  /** From 1; 0 when the fault has no place. */
  readonly line: number;
  /** From 1; 0 when the fault has no place. */
  readonly column: number;
  /** What was found and what was expected, in one sentence without a full stop. */
  readonly message: string;
  /** What to do, when there is more to say: the nearest known word, an example. */
  readonly hint?: string;
}

/** Ends a command with exit code 2, showing every fault. */
export class InputError extends Error {
  constructor(
    /** All of them, in the order in which they are shown. */
    readonly faults: readonly Fault[],
  ) {
    super(faults.map(faultText).join('\n'));
    this.name = 'InputError';
  }
}

/** `link.csv:3:7: message (hint)`. */
export const faultText = (fault: Fault): string => {
  const place = fault.line > 0 ? `${fault.file}:${fault.line}:${fault.column}` : fault.file;
  return `${place}: ${fault.message}${fault.hint ? ` (${fault.hint})` : ''}`;
};

const lineOrLast = (fault: Fault): number => fault.line || Number.MAX_SAFE_INTEGER;

/** Faults of one file in reading order; those without a place come last. */
export const sortFaults = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((a, b) => lineOrLast(a) - lineOrLast(b) || a.column - b.column);

/** At most this many faults of a file are shown: past it a reader mends the first ones and asks again. */
export const FAULT_LIMIT = 20;

/** The fault that stands for those past the limit. */
export const moreFaults = (file: string, count: number): Fault => ({
  file,
  line: 0,
  column: 0,
  message: `and ${count} more ${count === 1 ? 'fault' : 'faults'}`,
});

/** The machine, the kernel or the permissions do not allow what was asked. Ends a command with exit code 4. */
export class EnvironmentError extends Error {
  constructor(
    message: string,
    /** What would cure it, in one sentence. */
    readonly hint?: string | undefined,
  ) {
    super(hint ? `${message} (${hint})` : message);
    this.name = 'EnvironmentError';
  }
}
