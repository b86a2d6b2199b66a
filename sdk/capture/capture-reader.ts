import type { ByteWindow } from './byte-window.js';
import { pcapRecords } from './pcap-classic.js';
import { pcapngRecords } from './pcapng-read.js';
import type { CaptureDecoder, CaptureReader } from './record.js';

const LINK_TYPES: Record<number, string> = {
  0: 'BSD loopback',
  101: 'raw IP',
  105: 'IEEE 802.11',
  113: 'Linux cooked, as of the interface "any"',
  127: 'IEEE 802.11 with radiotap',
  276: 'Linux cooked v2, as of the interface "any"',
};

/**
 * Reads a pcap or pcapng file from the window on, in bounded memory. `faultAt` makes the error of a place, in bytes from the
 * file's start. Throws one when the file is neither.
 */
export const captureReader = (window: ByteWindow, faultAt: (offset: number, what: string) => Error): CaptureReader => {
  const decoder: CaptureDecoder = {
    window,
    interfaces: [],
    fault: (what, ahead = 0) => faultAt(window.offset + ahead, what),
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
