/** Bytes of an 802.1Q or 802.1ad tag: protocol and control. */
export const TAG_BYTES = 4;

/**
 * Puts a VLAN tag back in front of the frame's type, as it was on the wire: the kernel takes the outermost tag out
 * before a packet socket sees the frame. The two addresses move 4 bytes down into the headroom, so the frame then
 * begins at `start - 4`. Needs 4 bytes of headroom; moves 12 bytes, whatever the frame's length (IEEE 802.1Q §9.3).
 */
export const restoreTag = (memory: Uint8Array, start: number, tpid: number, tci: number): void => {
  for (let i = start; i < start + 12; i++) memory[i - TAG_BYTES] = memory[i]!;
  const at = start + 12 - TAG_BYTES;
  memory[at] = tpid >>> 8;
  memory[at + 1] = tpid;
  memory[at + 2] = tci >>> 8;
  memory[at + 3] = tci;
};
