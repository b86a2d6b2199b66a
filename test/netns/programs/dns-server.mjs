import { createSocket } from 'node:dgram';

/** Answers every A query with 10.0.0.7 and every AAAA query with 2001:db8::7, over IPv4 and IPv6. */
const ADDRESSES = { 1: '0a000007', 28: '20010db8000000000000000000000007' };
const socket = createSocket('udp6');
socket.on('message', (query, from) => {
  const end = query.indexOf(0, 12) + 5;
  const question = Buffer.from(query.subarray(0, end));
  question.set([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
  const type = query[end - 3];
  const address = Buffer.from(ADDRESSES[type], 'hex');
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length]);
  socket.send(Buffer.concat([question, record, address]), from.port, from.address);
});
socket.bind(53, '::');
