import { createSocket } from 'node:dgram';

/** A server that sends every datagram back, over IPv4. */
const socket = createSocket('udp4');
socket.on('message', (message, from) => socket.send(message, from.port, from.address));
socket.bind(5300);
