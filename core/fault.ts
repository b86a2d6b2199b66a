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
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(faultText).join('\n'));
    this.name = 'InputError';
  }
}

/** `link.csv:3:7: message (hint)`. */
export const faultText = (fault: Fault): string => {
  const place = fault.line > 0 ? `${fault.file}:${fault.line}:${fault.column}` : fault.file;
  return `${place}: ${fault.message}${fault.hint ? ` (${fault.hint})` : ''}`;
};
