import { PAYLOAD_BYTES, type Payload, readPayload } from './payload.js';

/** Ethernet, IPv4 without options, and the ICMP echo or the UDP header: both 8 bytes. */
export const HEADER_BYTES = 14 + 20 + 8;
/** The shortest frame that can be a probe. */
export const LEAST_FRAME = HEADER_BYTES + PAYLOAD_BYTES;
/** As much of a frame as `recognise` looks at, with all IPv4 options. */
export const SNAP_BYTES = HEADER_BYTES + 40 + PAYLOAD_BYTES;

const IPV4 = 0x0800;
const ICMP = 1;
const UDP = 17;
const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;

/**
 * What frame of the probe with this marker lies at `start` (`length` bytes of it), or undefined for any other frame.
 * An ICMP echo reply carries its request's payload unchanged, so that its type tells which of the two it is.
 */
export const recognise = (view: DataView, start: number, length: number, marker: number): Payload | undefined => {
  if (length < LEAST_FRAME || view.getUint16(start + 12) !== IPV4) return undefined;
  const ip = start + 14;
  const headerBytes = (view.getUint8(ip) & 15) * 4;
  const protocol = view.getUint8(ip + 9);
  const inner = ip + headerBytes;
  if (headerBytes < 20 || inner + 8 + PAYLOAD_BYTES > start + length) return undefined;
  const found = readPayload(view, inner + 8, marker);
  if (found === undefined) return undefined;
  if (protocol === UDP) return found;
  if (protocol !== ICMP || found.kind !== 'request') return undefined;
  const type = view.getUint8(inner);
  if (type === ECHO_REQUEST) return found;
  return type === ECHO_REPLY ? { ...found, kind: 'reply' } : undefined;
};
