/** A prime, so that no power-of-two shift of the stream looks like the stream. */
const PERIOD = 4093;

/** `more` bytes beyond one period of the pattern, so that any run of up to `more` bytes lies in one piece. */
const patternBytes = (more: number): Uint8Array => {
  const bytes = new Uint8Array(PERIOD + more);
  let state = 1;
  for (let i = 0; i < PERIOD; i++) {
    state = Math.imul(state, 1664525) + 1013904223;
    bytes[i] = state >>> 24;
  }
  for (let i = PERIOD; i < bytes.length; i++) bytes[i] = bytes[i - PERIOD]!;
  return bytes;
};

/** What a modelled flow carries: byte n of the stream is a fixed function of n, so that the receiver can check it. */
export const streamPattern = (longestSegment: number): Uint8Array => patternBytes(longestSegment);

/** Where in the pattern stream offset `offset` stands. */
export const patternOffset = (offset: number): number => offset % PERIOD;

const CHECK = patternBytes(0);

/** How many of `length` payload bytes at `at` differ from the stream's at `offset`. */
export const mismatches = (memory: Uint8Array, at: number, length: number, offset: number): number => {
  let wrong = 0;
  let k = offset % PERIOD;
  for (let i = 0; i < length; i++) {
    if (memory[at + i] !== CHECK[k]) wrong += 1;
    if (++k === PERIOD) k = 0;
  }
  return wrong;
};
