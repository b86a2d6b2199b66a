import type { Frame } from './frame.js';
import { bytesOf, type Needle, needle } from './needle.js';

// Texts that handlers name are few; past the bound they are prepared anew each time.
const PREPARED_MOST = 256;
const exact = new Map<string, Needle>();
const anyCase = new Map<string, Needle>();

const prepared = (what: Needle | string, among: Map<string, Needle>): Needle => {
  if (typeof what !== 'string') return what;
  const known = among.get(what);
  if (known !== undefined) return known;
  const made = needle(what, { anyCase: among === anyCase });
  if (among.size < PREPARED_MOST) among.set(what, made);
  return made;
};

/** Where the transport payload ends in the frame's memory, padding left out; -1 without a transport layer. */
export const payloadEnd = (frame: Frame): number => (frame.tcp ?? frame.udp ?? frame.icmp ?? frame.icmpv6)?.end ?? -1;

const search = (where: Frame | Uint8Array, what: Needle, from: number): number => {
  const first = Math.max(0, from);
  if (where instanceof Uint8Array) return what.find(where, first, where.length);
  const offset = where.payloadOffset;
  if (offset < 0) return -1;
  const at = where.start + offset;
  const found = what.find(where.memory, at + first, payloadEnd(where));
  return found < 0 ? -1 : found - at;
};

/**
 * Where the bytes first occur in the frame's transport payload, or in these bytes, from offset `from` on (default 0):
 * an offset from the payload's first byte, -1 for nowhere or without a transport layer. A text is looked for as UTF-8;
 * bytes are prepared with `needle`. Looks at this frame only: what is cut in two by segments is not found. Allocates
 * nothing for a needle, or for a text asked for before.
 */
export const indexOfBytes = (where: Frame | Uint8Array, what: Needle | string, from = 0): number =>
  search(where, prepared(what, exact), from);

/** As `indexOfBytes`, ASCII letters in either case: what most text protocols mean by their keywords. */
export const findText = (where: Frame | Uint8Array, text: string, from = 0): number =>
  search(where, prepared(text, anyCase), from);

/**
 * Puts `replacement` in the place of each occurrence in the frame's transport payload, from left to right, at most `most`
 * times; returns how often. Checksums follow. Both must be of one length, else it throws a RangeError: for another length
 * there is `streamEditor` for TCP, `resize` and `repair` for datagrams. What fits is not looked at again.
 */
export const replaceBytes = (
  frame: Frame,
  what: Needle | string,
  replacement: Uint8Array | string,
  most = Number.POSITIVE_INFINITY,
): number => {
  const sought = prepared(what, exact);
  const put = typeof replacement === 'string' ? prepared(replacement, exact).bytes : bytesOf(replacement);
  const length = sought.bytes.length;
  if (put.length !== length) {
    throw new RangeError(`${put.length} bytes cannot take the place of ${length} in one frame`);
  }
  const offset = frame.payloadOffset;
  let count = 0;
  for (let at = search(frame, sought, 0); at >= 0 && count < most; at = search(frame, sought, at + length)) {
    frame.write(offset + at, put);
    count += 1;
  }
  return count;
};
