import { createSocket } from 'node:dgram';

/**
 * Sends so many datagrams of 1000 bytes, each full of its own number, to udp-listen, and then single bytes until one
 * comes back: the link may damage them as well.
 */
const count = Number(process.argv[2]);
const socket = createSocket('udp4');
const send = bytes => socket.send(bytes, 5300, process.env.HOOKLINE_SERVER);
socket.on('message', () => process.exit(0));
socket.bind(0, () => {
  for (let number = 0; number < count; number++) send(Buffer.alloc(1000, number));
  setInterval(() => send('?'), 50);
});
setTimeout(() => process.exit(1), 20_000);
