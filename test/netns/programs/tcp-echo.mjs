import { createServer } from 'node:net';
import { counters, learnedMtu } from './kernel.mjs';

/**
 * A server that sends the first so many bytes of each connection back. To one more byte it answers, as JSON, with what
 * its kernel knows of the way to the client by then, and ends.
 */
const bytes = Number(process.argv[2]);
const server = createServer(socket => {
  const client = socket.remoteAddress.replace('::ffff:', '');
  let left = bytes;
  socket.on('data', chunk => {
    socket.write(chunk.subarray(0, left));
    if (chunk.length > left) socket.end(JSON.stringify({ mtu: learnedMtu(client), counters: counters() }));
    left -= Math.min(left, chunk.length);
  });
  socket.on('error', () => {});
});
server.listen(5300, '::');
