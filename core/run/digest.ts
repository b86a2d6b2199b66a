/** FNV-1a over 32 bits: tells the bytes of two frames apart but for one pair in four billion. */
export const digest = (memory: Uint8Array, start: number, length: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ memory[at]!, 0x01000193);
  return hash >>> 0;
};
