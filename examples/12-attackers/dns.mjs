// node dns.mjs serve               answers every A query with 10.0.0.7, every AAAA query with 2001:db8::7
// node dns.mjs HOST NAME…          asks it for both addresses of each name, and prints what it was told
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';

const [where, ...names] = process.argv.slice(2);

if (where === 'serve') {
  const addresses = { 1: '0a000007', 28: '20010db8000000000000000000000007' };
  const socket = createSocket('udp6');
  socket.on('message', (query, from) => {
    const end = query.indexOf(0, 12) + 5;
    const type = query[end - 3];
    const address = Buffer.from(addresses[type] ?? '', 'hex');
    const answer = Buffer.from(query.subarray(0, end));
    // A response with one question, one answer and nothing else.
    answer.set([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
    const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length]);
    socket.send(Buffer.concat([answer, record, address]), from.port, from.address);
  });
  socket.bind(53, '::');
} else {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([where.includes(':') ? `[${where}]` : where]);
  for (const name of names) {
    const told = await Promise.all([resolver.resolve4(name), resolver.resolve6(name)]);
    console.log(`${name}: ${told.flat().join(', ')}`);
  }
}
