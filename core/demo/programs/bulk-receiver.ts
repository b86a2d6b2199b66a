import { createServer } from 'node:net';
import { monotonic } from '../../port/clock.js';
import { tell } from './tell.js';
import { yieldToEmulator } from './yield.js';

/** Takes whatever comes on a TCP port (argument 1) and tells the bytes of each 100 ms. */
const EVERY_MS = 100;

let bytes = 0;

yieldToEmulator();

const server = createServer(socket => {
  socket.on('data', chunk => {
    bytes += chunk.length;
  });
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.argv[2]), '0.0.0.0', () => tell({ ready: true }));

setInterval(() => {
  tell({ at: monotonic(), bytes });
  bytes = 0;
}, EVERY_MS);
