/** Where a command speaks: results on `out`, everything else on `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether `err` is a terminal, on which a line may be rewritten. */
  readonly live: boolean;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A reader that has gone, as `head` has after its last line, is no fault: what nobody reads is not written. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

/** This process's own. */
export const processTerminal = (): Terminal => {
  process.stdout.on('error', endQuietly);
  process.stderr.on('error', endQuietly);
  return ownTerminal();
};

const ownTerminal = (): Terminal => ({
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  live: process.stderr.isTTY === true,
  colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  width: process.stdout.columns ?? 80,
});
