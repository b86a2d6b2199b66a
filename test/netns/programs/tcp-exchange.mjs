import { connect } from 'node:net';
import { counters, learnedMtu, tcpPathMtu } from './kernel.mjs';

/**
 * Sends so many bytes to tcp-echo at each address given, waits for all of them to come back, and prints a line of JSON
 * with what the kernels at both ends then know of the way. Fails when bytes are wrong or nothing comes for 20 s.
 */
const [bytes, ...hosts] = process.argv.slice(2);
const length = Number(bytes);
const sent = Buffer.from({ length }, (_, i) => i * 31 + (i >> 8) * 7);

const exchange = host =>
  new Promise((resolve, reject) => {
    const socket = connect(5300, host, () => socket.write(sent));
    let back = Buffer.alloc(0);
    let client;
    socket.setTimeout(20_000, () => reject(new Error(`${back.length} bytes came back`)));
    socket.on('error', reject);
    socket.on('data', chunk => {
      back = Buffer.concat([back, chunk]);
      if (back.length < length || client !== undefined) return;
      client = { mtu: learnedMtu(host), tcp: tcpPathMtu('dport', 5300), counters: counters() };
      socket.write('?');
    });
    socket.on('end', () => {
      if (!back.subarray(0, length).equals(sent)) return reject(new Error('other bytes came back'));
      resolve({ client, server: JSON.parse(back.subarray(length).toString()) });
    });
  });

for (const host of hosts) console.log(JSON.stringify(await exchange(host)));
process.exit(0);
