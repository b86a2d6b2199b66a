import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { CaptureReader } from './capture.js';
import { readCapture } from './pcap-read.js';
import { PcapngEncoder, type WrittenInterface } from './pcapng-write.js';

const CHUNK = 1 << 20;

export interface OpenCapture extends CaptureReader {
  close(): void;
}

/** Opens a pcap or pcapng file for reading, 1 MiB at a time. Throws Node's error when it cannot be opened. */
export const openCapture = (path: string): OpenCapture => {
  const descriptor = openSync(path, 'r');
  try {
    const reader = readCapture(into => readSync(descriptor, into), path);
    return { ...reader, close: () => closeSync(descriptor) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
};

export interface CaptureFile {
  /** As `PcapngEncoder.frame`. Throws Node's error when the disk takes no more. */
  readonly frame: PcapngEncoder['frame'];
  /** Writes what is still in memory: for a reader that follows the file. */
  flush(): void;
  /** Flushes and closes; a second call does nothing. */
  close(): void;
}

const writeAll = (descriptor: number, bytes: Uint8Array, length: number): void => {
  let at = 0;
  while (at < length) at += writeSync(descriptor, bytes, at, length - at);
};

/** Creates a pcapng file (an older one of the name is replaced) that is written in pieces of about 1 MiB. */
export const createCapture = (path: string, interfaces: readonly WrittenInterface[]): CaptureFile => {
  const encoder = new PcapngEncoder(interfaces, CHUNK + (CHUNK >> 2));
  const descriptor = openSync(path, 'w');
  let open = true;
  const flush = (): void => {
    writeAll(descriptor, encoder.buffer, encoder.length);
    encoder.clear();
  };
  return {
    frame: (...frame) => {
      encoder.frame(...frame);
      if (encoder.length >= CHUNK) flush();
    },
    flush,
    close: () => {
      if (!open) return;
      open = false;
      try {
        flush();
      } finally {
        closeSync(descriptor);
      }
    },
  };
};
