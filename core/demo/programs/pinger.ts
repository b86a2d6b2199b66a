import { createSocket } from 'node:dgram';
import { monotonic } from '../../port/clock.js';
import { tell } from './tell.js';

/** Sends a datagram to an echo server (arguments: address, port) every 50 ms and tells the round-trip time of each answer. */
const EVERY_MS = 50;
/** As long as the requests of the plan's stand-in for virtual time. */
const LENGTH = 64;

const [address = '', port = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
let sent = 0;

const send = (): void => {
  const message = Buffer.alloc(LENGTH);
  message.writeDoubleLE(monotonic());
  sent += 1;
  socket.send(message, Number(port), address);
};

socket.on('message', message => {
  const at = monotonic();
  tell({ at, rttNs: at - message.readDoubleLE(), sent });
});
send();
setInterval(send, EVERY_MS);
