const END = 0;
const NO_OPERATION = 1;
const COPIED = 0x80;

/**
 * Writes those of the IPv4 options in `memory[from, to)` that go into every fragment (copied flag, RFC 791 §3.1) to
 * `out`, padded with zeros to a multiple of 4 bytes.
 *
 * Returns their length in bytes, 0 to 40; -1 for options that do not end where they say.
 */
export const copiedOptions = (memory: Uint8Array, from: number, to: number, out: Uint8Array): number => {
  let length = 0;
  let at = from;
  while (at < to && memory[at] !== END) {
    if (memory[at] === NO_OPERATION) {
      at++;
      continue;
    }
    const size = at + 1 < to ? memory[at + 1]! : 0;
    if (size < 2 || at + size > to) return -1;
    if ((memory[at]! & COPIED) !== 0) {
      for (let i = 0; i < size; i++) out[length++] = memory[at + i]!;
    }
    at += size;
  }
  while ((length & 3) !== 0) out[length++] = END;
  return length;
};
