import type { CaptureDecoder, CapturedFrame } from './record.js';

/**
 * The classic capture file (draft-ietf-opsawg-pcap): a header of 24 bytes, then for each frame 16 bytes and the frame.
 *
 * ```
 * magic 4 | version 2+2 | zone 4 | accuracy 4 | snap length 4 | link type 4      seconds 4 | fraction 4 | captured 4 | original 4 | frame …
 * ```
 */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET = 1;
/** libpcap's own limit (MAXIMUM_SNAPLEN): a longer record is damage, and must not be waited for. */
const FRAME_MOST = 262144;

/** The reading function of a classic file. Throws when the header is none or its link type is not Ethernet. */
export const pcapRecords = (decoder: CaptureDecoder): ((record: CapturedFrame) => boolean) => {
  const { window } = decoder;
  const magic = window.view.getUint32(window.start, false);
  const little = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
  const micro = magic === 0xd4c3b2a1 || magic === 0xa1b2c3d4;
  if (!micro && magic !== 0x4d3cb2a1 && magic !== 0xa1b23c4d) {
    throw decoder.fault(`neither pcap nor pcapng: starts with 0x${magic.toString(16).padStart(8, '0')}`);
  }
  if (!window.ensure(FILE_HEADER)) throw decoder.fault('the file ends inside its header', window.available);
  const snapLength = window.view.getUint32(window.start + 16, little);
  // The upper bits tell the length of a frame check sequence, not the type.
  const linkType = window.view.getUint32(window.start + 20, little) & 0xffff;
  if (linkType !== ETHERNET) throw decoder.notEthernet(linkType, '');
  decoder.interfaces.push({ name: '', description: '', linkType, snapLength });
  window.skip(FILE_HEADER);

  const scale = micro ? 1000 : 1;
  let first = true;
  let firstSeconds = 0;
  let firstNanos = 0;

  return record => {
    if (!window.ensure(RECORD_HEADER)) {
      if (window.available === 0) return false;
      throw decoder.fault('the file ends inside a record header');
    }
    const { view, start } = window;
    const seconds = view.getUint32(start, little);
    const nanos = view.getUint32(start + 4, little) * scale;
    const length = view.getUint32(start + 8, little);
    const original = view.getUint32(start + 12, little);
    if (length > FRAME_MOST) throw decoder.fault(`a record claims ${length} captured bytes, more than ${FRAME_MOST}`);
    if (!window.ensure(RECORD_HEADER + length)) {
      throw decoder.fault(`the file ends inside a frame of ${length} bytes`);
    }
    if (first) {
      first = false;
      firstSeconds = seconds;
      firstNanos = nanos;
    }
    record.at = (seconds - firstSeconds) * 1e9 + (nanos - firstNanos);
    record.interface = 0;
    const from = window.start + RECORD_HEADER;
    record.bytes = window.buffer.subarray(from, from + length);
    record.length = length;
    record.originalLength = Math.max(length, original);
    record.comment = undefined;
    record.direction = undefined;
    window.skip(RECORD_HEADER + length);
    return true;
  };
};
