import { type ByteSource, ByteWindow } from './byte-window.js';
import { type CaptureDecoder, CaptureError, type CaptureReader } from './capture.js';
import { pcapRecords } from './pcap-classic.js';
import { pcapngRecords } from './pcapng-read.js';

const LINK_TYPES: Record<number, string> = {
  0: 'BSD loopback',
  101: 'raw IP',
  105: 'IEEE 802.11',
  113: 'Linux cooked, as of the interface "any"',
  127: 'IEEE 802.11 with radiotap',
  276: 'Linux cooked v2, as of the interface "any"',
};

const readerOf = (window: ByteWindow, file: string): CaptureReader => {
  const decoder: CaptureDecoder = {
    window,
    interfaces: [],
    fault: (what, ahead = 0) => new CaptureError(file, window.offset + ahead, what),
    notEthernet: (linkType, name) => {
      const known = LINK_TYPES[linkType];
      const what = `link type ${linkType}${known ? ` (${known})` : ''}`;
      return decoder.fault(
        `${name ? `interface '${name}'` : 'the capture'} has ${what}, only Ethernet (1) can be read`,
      );
    },
  };
  if (!window.ensure(4))
    throw decoder.fault(window.available === 0 ? 'the file is empty' : 'the file ends inside its first number');
  const magic = window.view.getUint32(window.start, false);
  const pcapng = magic === 0x0a0d0d0a;
  if (magic >>> 16 === 0x1f8b) throw decoder.fault('the file is compressed by gzip, unpack it first');
  const next = pcapng ? pcapngRecords(decoder) : pcapRecords(decoder);
  let broken: unknown;
  return {
    format: pcapng ? 'pcapng' : 'pcap',
    interfaces: decoder.interfaces,
    next: record => {
      if (broken) throw broken;
      try {
        return next(record);
      } catch (error) {
        broken = error;
        throw error;
      }
    },
  };
};

/** Reads a pcap or pcapng file from `source` in bounded memory. Throws a CaptureError when it is neither. */
export const readCapture = (source: ByteSource, file: string): CaptureReader => readerOf(new ByteWindow(source), file);

/** Reads a pcap or pcapng file that is in memory; `file` is the name in errors. */
export const readCaptureBytes = (bytes: Uint8Array, file = 'capture'): CaptureReader =>
  readerOf(ByteWindow.over(bytes), file);
