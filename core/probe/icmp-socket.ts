import { finish, sumWords } from '../../sdk/checksum.js';
import type { Transmit } from './transmit.js';

const HEADER_BYTES = 8;
const ECHO_REQUEST = 8;

/**
 * Sends payloads in ICMP echo requests (RFC 792) by the raw-socket package. Only in the main thread of a process of its
 * own: the package works in one thread of a process, and crashes in others. Throws if it is not there, was not built or
 * raw sockets are not allowed.
 */
export const openIcmp = async (address: string): Promise<Transmit> => {
  const loaded = await import('raw-socket');
  // A CommonJS package: under some loaders its exports are the default export's.
  const raw = 'createSocket' in loaded ? loaded : (loaded as { default: typeof loaded }).default;
  const socket = raw.createSocket({ protocol: raw.Protocol.ICMP });
  socket.on('error', () => {});
  // The taps see the answers. Every message would be a view of one shared buffer besides, changed by the next.
  socket.pauseRecv();
  const identifier = process.pid & 0xffff;
  return (payload, done) => {
    const packet = Buffer.alloc(HEADER_BYTES + payload.length);
    packet[0] = ECHO_REQUEST;
    packet.writeUInt16BE(identifier, 4);
    payload.copy(packet, HEADER_BYTES);
    packet.writeUInt16BE(finish(sumWords(packet, 0, packet.length)), 2);
    socket.send(packet, 0, packet.length, address, error => done(error !== null));
  };
};
