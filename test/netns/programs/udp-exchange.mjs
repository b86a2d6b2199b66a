import { createSocket } from 'node:dgram';
import { counters } from './kernel.mjs';

/**
 * Sends a datagram of each length given, all at once, and waits for them to come back from udp-echo. Prints, as JSON,
 * the lengths of those that came back with the same bytes and what the kernel reassembled; fails when some do not.
 */
const lengths = process.argv.slice(2).map(Number);
const datagrams = lengths.map((length, id) => Buffer.from({ length }, (_, i) => i * 7 + (i >> 8) + id * 13));
const same = new Set();
const end = code => {
  console.log(JSON.stringify({ same: [...same].sort((a, b) => a - b), reassembled: counters().IpReasmOKs }));
  process.exit(code);
};
const socket = createSocket('udp4');
socket.on('message', message => {
  if (datagrams.some(each => each.equals(message))) same.add(message.length);
  if (same.size === lengths.length) end(0);
});
socket.bind(0, () => {
  for (const each of datagrams) socket.send(each, 5300, process.env.HOOKLINE_SERVER);
});
setTimeout(() => end(1), 20_000);
