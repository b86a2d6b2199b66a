import { createSocket } from 'node:dgram';
import { readPayload, writePayload } from './payload.js';
import type { Transmit } from './transmit.js';

/**
 * Binds a socket that answers this probe's requests and takes in everything else: without it the kernel would answer
 * trains with ICMP errors. Resolves to its port.
 */
export const openEcho = (marker: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
      const payload = readPayload(view, 0, marker);
      if (payload?.kind !== 'request') return;
      writePayload(view, 0, marker, { ...payload, kind: 'reply' });
      socket.send(message, from.port, from.address);
    });
    socket.on('error', reject);
    socket.bind(0, () => resolve(socket.address().port));
  });

/** Sends payloads in UDP. Connected: the kernel then takes each at once, without a name to be looked up. */
export const openUdp = (address: string, port: number): Promise<Transmit> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('error', reject);
    socket.connect(port, address, () => {
      resolve((payload, done) => socket.send(payload, error => done(error !== null && error !== undefined)));
    });
  });
