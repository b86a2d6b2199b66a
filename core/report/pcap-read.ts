import { type ByteSource, ByteWindow } from '../../sdk/capture/byte-window.js';
import { captureReader } from '../../sdk/capture/capture-reader.js';
import { CaptureError, type CaptureReader } from './capture.js';

const readerOf = (window: ByteWindow, file: string): CaptureReader =>
  captureReader(window, (offset, what) => new CaptureError(file, offset, what));

/** Reads a pcap or pcapng file from `source` in bounded memory. Throws a CaptureError when it is neither. */
export const readCapture = (source: ByteSource, file: string): CaptureReader => readerOf(new ByteWindow(source), file);

/** Reads a pcap or pcapng file that is in memory; `file` is the name in errors. */
export const readCaptureBytes = (bytes: Uint8Array, file = 'capture'): CaptureReader =>
  readerOf(ByteWindow.over(bytes), file);
