import { createSocket } from 'node:dgram';
import { counters } from './kernel.mjs';

/**
 * A server that keeps the datagrams it hears. At the first one of a single byte it prints, as JSON, their bytes in
 * hexadecimal and what its kernel has counted; it sends back those of a single byte.
 */
const heard = [];
let told = false;
const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  if (message.length > 1) {
    heard.push(message.toString('hex'));
    return;
  }
  if (!told) console.log(JSON.stringify({ heard, counters: counters() }));
  told = true;
  socket.send(message, from.port, from.address);
});
socket.bind(5300);
