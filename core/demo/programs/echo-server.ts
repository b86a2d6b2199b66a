import { createSocket } from 'node:dgram';
import { tell } from './tell.js';

/** Sends every datagram on a UDP port (argument 1) back to where it came from. */
const socket = createSocket('udp4');

socket.on('message', (message, from) => socket.send(message, from.port, from.address));
socket.bind(Number(process.argv[2]), '0.0.0.0', () => tell({ ready: true }));
