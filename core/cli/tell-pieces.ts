import { inChunks } from '../report/line-file.js';
import type { Terminal } from './terminal.js';

/** Prints a long text piece by piece, and lets what is printed go before more is made: all of it would not fit. */
export const tellPieces = async (terminal: Terminal, pieces: Iterable<string>): Promise<void> => {
  for (const text of inChunks(pieces)) {
    terminal.out(text);
    await new Promise<void>(resolve => {
      setImmediate(resolve);
    });
  }
};
