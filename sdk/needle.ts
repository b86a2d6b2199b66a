/** Bytes to look for, prepared once: `needle('STARTTLS')`. */
export interface Needle {
  /** What is looked for, in lower case if the case does not count. */
  readonly bytes: Uint8Array;
  /** Where it first occurs whole in `memory[from, end)`: an offset from the memory's beginning, -1 for nowhere. Allocates nothing. */
  find(memory: Uint8Array, from: number, end: number): number;
}

const hexBytes = (text: string): Uint8Array => {
  const digits = text.replace(/[\s:_]/g, '').replace(/^0x/i, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new RangeError(`not bytes in hex: '${text}' (as in 48:69)`);
  return Uint8Array.from(digits.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
};

/** Bytes from a text (as UTF-8), from hex (`{ hex: '16 03 01' }`), or as they are. Throws a RangeError for what is no hex. */
export const bytesOf = (what: string | Uint8Array | { readonly hex: string }): Uint8Array => {
  if (typeof what === 'string') return new TextEncoder().encode(what);
  return what instanceof Uint8Array ? what : hexBytes(what.hex);
};

const isUpper = (byte: number): boolean => byte >= 65 && byte <= 90;

/**
 * Prepares bytes to look for (Horspool, "Practical fast searching in strings", 1980): a text as UTF-8, bytes, or
 * `{ hex: '16 03 01' }`. With `anyCase` ASCII letters fit in either case. Throws a RangeError for no bytes at all.
 */
export const needle = (
  what: string | Uint8Array | { readonly hex: string },
  how: { readonly anyCase?: boolean } = {},
): Needle => {
  const bytes = bytesOf(what).slice();
  const length = bytes.length;
  if (length === 0) throw new RangeError('cannot look for no bytes at all');
  const fold = Uint8Array.from({ length: 256 }, (_, byte) => (how.anyCase && isUpper(byte) ? byte + 32 : byte));
  for (let i = 0; i < length; i++) bytes[i] = fold[bytes[i]];
  const last = length - 1;
  const skip = new Int32Array(256).fill(length);
  for (let i = 0; i < last; i++) skip[bytes[i]] = last - i;
  return {
    bytes,
    find: (memory, from, end) => {
      let at = from;
      while (at + last < end) {
        const tail = fold[memory[at + last]];
        if (tail === bytes[last]) {
          let i = 0;
          while (i < last && fold[memory[at + i]] === bytes[i]) i += 1;
          if (i === last) return at;
        }
        at += skip[tail];
      }
      return -1;
    },
  };
};
