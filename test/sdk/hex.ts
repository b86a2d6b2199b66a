import { Frame } from '../../sdk/frame.js';

/** Bytes from hex digits; blanks are for the reader. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s+/g, ''), 'hex'));

/** Hex digits of a frame's bytes. */
export const hexOf = (frame: Frame): string => Buffer.from(frame.bytes).toString('hex');

/** The same hex digits without blanks. */
export const packed = (text: string): string => text.replace(/\s+/g, '');

/**
 * A frame that lies in the middle of a larger memory, as in a lane, other bytes around it. `intact` says whether those
 * are untouched.
 */
export const embedded = (bytes: Uint8Array, spare = 64): { frame: Frame; intact: () => boolean } => {
  const headroom = 64;
  const memory = new Uint8Array(headroom + bytes.length + spare + headroom).fill(0xa5);
  memory.set(bytes, headroom);
  const frame = new Frame().point(memory, headroom, bytes.length, bytes.length + spare, 7);
  const untouched = (from: number, to: number): boolean => memory.subarray(from, to).every(byte => byte === 0xa5);
  return {
    frame,
    intact: () => untouched(0, headroom) && untouched(headroom + frame.length, memory.length),
  };
};
