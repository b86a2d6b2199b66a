import { createServer } from 'node:net';
import { counters } from './kernel.mjs';

/** A server that takes so many bytes in of each connection and then tells, as JSON, what its kernel has counted. */
const bytes = Number(process.argv[2]);
const server = createServer(socket => {
  let left = bytes;
  socket.on('data', chunk => {
    left -= chunk.length;
    if (left === 0) socket.end(JSON.stringify(counters()));
  });
  socket.on('error', () => {});
});
server.listen(5300, '::');
