/** The Internet checksum (RFC 1071) and its amendment (RFC 1624). Pure arithmetic on bytes. */

/** The one's-complement sum of `memory[from, to)` in 16-bit words, added to `sum`; an odd last byte is padded. */
export const sumWords = (memory: Uint8Array, from: number, to: number, sum = 0): number => {
  let total = sum;
  let at = from;
  for (; at + 1 < to; at += 2) total += (memory[at] << 8) | memory[at + 1];
  if (at < to) total += memory[at] << 8;
  return total;
};

/** Folds a sum of words into 16 bits and complements it: the value that stands in the header. */
export const finish = (sum: number): number => {
  let folded = (sum & 0xffff) + Math.floor(sum / 0x10000);
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
};

/**
 * The checksum after one covered 16-bit word changed: RFC 1624 equation 3, HC' = ~(~HC + ~m + m').
 * It follows the edit alone: a checksum that was wrong before stays wrong, so an edit never heals a bit error.
 */
export const amend = (checksum: number, was: number, is: number): number => {
  let sum = (~checksum & 0xffff) + (~was & 0xffff) + (is & 0xffff);
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
};
