import type { ByteWindow } from './byte-window.js';

/** One frame of a capture file. The reader fills the caller's record again and again. */
export interface CapturedFrame {
  /** Nanoseconds since the file's first frame: exact, and below 0 where the file goes back in time. */
  at: number;
  /** Index into the reader's `interfaces`. */
  interface: number;
  /** The captured bytes, from the destination address on; valid until the next frame is read. */
  bytes: Uint8Array;
  /** Captured bytes. */
  length: number;
  /** Bytes the frame had on the wire; more than `length` where the capture cut it off. */
  originalLength: number;
  /** What the file says about the frame; several comments are joined by line feeds. */
  comment: string | undefined;
  /** As seen from the capturing interface, if the file says so. */
  direction: 'in' | 'out' | undefined;
}

export interface CaptureInterface {
  readonly name: string;
  readonly description: string;
  /** 1 is Ethernet; the numbers are those of www.tcpdump.org/linktypes.html. */
  readonly linkType: number;
  /** The longest capture; 0: no limit. */
  readonly snapLength: number;
}

export interface CaptureReader {
  readonly format: 'pcap' | 'pcapng';
  /** All interfaces met so far, those of several sections one after the other. */
  readonly interfaces: readonly CaptureInterface[];
  /**
   * Reads the next frame into `record`; false at the end of the file. Throws where the file is damaged
   * or cut off, after everything before that place has been delivered, and again if called again.
   */
  next(record: CapturedFrame): boolean;
}

/** What the two formats' decoders share. */
export interface CaptureDecoder {
  readonly window: ByteWindow;
  readonly interfaces: CaptureInterface[];
  /** Makes the error of the place `ahead` bytes past the window's start. */
  fault(what: string, ahead?: number): Error;
  /** The error of an interface that is not Ethernet. */
  notEthernet(linkType: number, name: string): Error;
}

/** A fresh record to read into. */
export const capturedFrame = (): CapturedFrame => ({
  at: 0,
  interface: 0,
  bytes: new Uint8Array(0),
  length: 0,
  originalLength: 0,
  comment: undefined,
  direction: undefined,
});
