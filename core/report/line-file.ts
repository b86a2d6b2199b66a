import { closeSync, openSync, writeSync } from 'node:fs';

const CHUNK = 1 << 16;

/** Joins pieces of text until they are worth writing: millions of lines would cost a call each. */
export function* inChunks(pieces: Iterable<string>): Iterable<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Writes a text file piece by piece; an older one of the name is replaced. Throws Node's error. */
export const writePieces = (path: string, pieces: Iterable<string>): void => {
  const descriptor = openSync(path, 'w');
  try {
    for (const text of inChunks(pieces)) writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
};

/** A cell of a CSV file (RFC 4180): in quotes where it has to be. */
export const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
