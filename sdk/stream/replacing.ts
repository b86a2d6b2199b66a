import { bytesOf, needle } from '../needle.js';
import type { StreamEdits } from './stream-edits.js';

/** Bytes to look for in a stream, and what to put in their place; nothing takes them out. */
export interface Replacement {
  /** What to look for: text (UTF-8), bytes, or bytes in hex. */
  readonly find: string | Uint8Array | { readonly hex: string };
  /** What to put there, of any length. */
  readonly with: string | Uint8Array | { readonly hex: string };
  /** Whether ASCII letters fit in either case; default no. */
  readonly anyCase?: boolean;
  /** Only in bytes from the side that opened the connection, or only in those to it; default both. */
  readonly from?: 'client' | 'server';
}

/**
 * An `edit` for `streamEditor` that replaces bytes wherever they occur, also across segments: the leftmost first, of several
 * that begin at one byte the first in the list; what was put is not looked at again. A beginning of a match at the end of the
 * bytes at hand waits for more. What comes of a stream does not depend on how it is cut into segments, unless a match comes in
 * parts further apart than the editor's `patience`. Throws a RangeError for nothing to look for.
 */
export const replacing = (rules: readonly Replacement[]): (<T>(bytes: Uint8Array, edits: StreamEdits<T>) => void) => {
  const sides = [false, true].map(fromClient =>
    rules
      .filter(({ from }) => from === undefined || (from === 'client') === fromClient)
      .map(({ find, with: put, anyCase = false }) => {
        const { bytes } = needle(find, { anyCase });
        const fold = Uint8Array.from({ length: 256 }, (_, byte) =>
          anyCase && byte >= 65 && byte <= 90 ? byte + 32 : byte,
        );
        return { bytes, put: bytesOf(put).slice(), fold };
      }),
  );
  // For each side, whether a byte can begin a match.
  const begins = sides.map(side =>
    Uint8Array.from({ length: 256 }, (_, byte) => (side.some(({ bytes, fold }) => fold[byte] === bytes[0]) ? 1 : 0)),
  );
  return (bytes, edits) => {
    const side = edits.fromClient ? 1 : 0;
    const first = begins[side];
    for (let at = 0; at < bytes.length; ) {
      if (first[bytes[at]] === 0) {
        at += 1;
        continue;
      }
      let matched = 0;
      for (const { bytes: sought, put, fold } of sides[side]) {
        const most = Math.min(sought.length, bytes.length - at);
        let same = 0;
        while (same < most && fold[bytes[at + same]] === sought[same]) same += 1;
        if (same === sought.length) {
          edits.replace(at, same, put);
          matched = same;
          break;
        }
        if (at + same === bytes.length && !edits.last) {
          edits.wait(at);
          return;
        }
      }
      at += Math.max(1, matched);
    }
  };
};
