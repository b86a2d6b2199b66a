import { ByteWindow } from './capture/byte-window.js';
import { captureReader } from './capture/capture-reader.js';
import { capturedFrame } from './capture/record.js';
import type { Nanos } from './units.js';

/** A frame of a capture file. */
export interface CapturedBytes {
  /** Time since the file's first frame; below 0 where the file goes back in time. */
  readonly at: Nanos;
  /** From the destination address on, in place: a view of the file's bytes. */
  readonly bytes: Uint8Array;
  /** Bytes the frame had on the wire: more than `bytes` has where the capture cut it off. */
  readonly originalLength: number;
}

/**
 * The frames of a capture that is in memory: pcap and pcapng of either byte order, micro- or nanoseconds. Throws a RangeError
 * that names the place for a file that is neither, is damaged or cut off, or has frames that are not Ethernet.
 *
 *     const frames = readCapture(readFileSync('attack.pcapng'));
 *     for (const { at, bytes } of frames) ctx.inject(Frame.of(bytes), { after: at });
 */
export const readCapture = (file: Uint8Array): CapturedBytes[] => {
  const reader = captureReader(ByteWindow.over(file), (offset, what) => new RangeError(`byte ${offset}: ${what}`));
  const record = capturedFrame();
  const frames: CapturedBytes[] = [];
  while (reader.next(record)) {
    frames.push({ at: record.at as Nanos, bytes: record.bytes, originalLength: record.originalLength });
  }
  return frames;
};
