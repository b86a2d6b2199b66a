import { createSocket } from 'node:dgram';

/** Sends so many datagrams of 1000 bytes a second to a port of a host until there are `count`, however late each is. */
const [host, port, rate, count] = process.argv.slice(2);
const bytes = Buffer.alloc(1000);
const socket = createSocket('udp4');
const begun = performance.now();
let due = 0;
let sent = 0;
const timer = setInterval(() => {
  const until = Math.min(Number(count), Math.floor(((performance.now() - begun) * Number(rate)) / 1000));
  for (; due < until; due++) {
    socket.send(bytes, Number(port), host, error => {
      if (error) throw error;
      if (++sent === Number(count)) socket.close();
    });
  }
  if (due === Number(count)) clearInterval(timer);
}, 1);
