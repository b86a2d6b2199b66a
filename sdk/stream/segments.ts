import { Frame } from '../frame.js';
import type { Piece } from './half.js';

const FIN = 1;
const PSH = 8;

/** Bytes of payload that a segment may have: what fits `mtu`, or as many as this one has. */
const room = (frame: Frame, mtu: number): number => {
  const packet = (frame.ipv4 ?? frame.ipv6)?.at ?? frame.start;
  const headers = frame.start + frame.payloadOffset - packet;
  return Math.max(1, mtu - headers, frame.tcp?.payloadLength ?? 0);
};

/** Makes a frame the segment of these bytes: payload, numbers, flags, lengths, checksums. */
const write = (frame: Frame, position: number, payload: Uint8Array, fin: boolean, push: boolean): void => {
  const offset = frame.payloadOffset;
  frame.resize(offset + payload.length);
  frame.bytes.set(payload, offset);
  frame.repair();
  const tcp = frame.tcp;
  if (tcp === undefined) return;
  tcp.seq = position >>> 0;
  tcp.flags = (tcp.flags & ~(FIN | PSH)) | (fin ? FIN : 0) | (push ? PSH : 0);
};

/**
 * The segments that carry these pieces, with the headers of `frame`. Undefined if it is one, and `frame` itself has become
 * it; else `frame` is as it was.
 */
export const segmentsOf = (frame: Frame, pieces: readonly Piece[], mtu: number): Frame[] | undefined => {
  const most = room(frame, mtu);
  const offset = frame.payloadOffset;
  if (pieces.length === 1) {
    const [piece] = pieces;
    if (piece.untouched && frame.tcp !== undefined) {
      frame.tcp.seq = piece.at >>> 0;
      return undefined;
    }
    if (piece.bytes.length <= most && offset + piece.bytes.length <= frame.capacity) {
      // Its bytes may lie in this very frame.
      write(frame, piece.at, piece.bytes.slice(), piece.fin, piece.push);
      return undefined;
    }
  }
  const header = frame.memory.subarray(frame.start, frame.start + offset);
  return segmentsFrom(header, pieces, most);
};

/** As `segmentsOf`, with a copy of headers alone, of which a segment may have `most` bytes of payload. */
export const segmentsFrom = (header: Uint8Array, pieces: readonly Piece[], most: number): Frame[] => {
  const segments: Frame[] = [];
  for (const { at, bytes, fin, push } of pieces) {
    let from = 0;
    do {
      const part = bytes.subarray(from, from + most);
      const isLast = from + part.length === bytes.length;
      const memory = new Uint8Array(header.length + part.length);
      memory.set(header);
      const segment = Frame.of(memory);
      write(segment, at + from, part, fin && isLast, push && isLast);
      segments.push(segment);
      from += part.length;
    } while (from < bytes.length);
  }
  return segments;
};

/** A copy of the headers of a segment, and the payload that goes with them. */
export const headersOf = (frame: Frame, mtu: number): { readonly header: Uint8Array; readonly most: number } => ({
  header: frame.memory.slice(frame.start, frame.start + frame.payloadOffset),
  most: room(frame, mtu),
});
