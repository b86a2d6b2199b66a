import { connect } from 'node:net';
import { counters } from './kernel.mjs';

/**
 * Says five words to tcp-echo at each address given, each when the one before has come back. Prints a line of JSON for
 * each: how many came back, how the connection ended if not by itself, and what the kernel has counted by then. Fails
 * when nothing comes for 20 s.
 */
const talk = host =>
  new Promise(resolve => {
    let words = 0;
    const socket = connect(5300, host, () => socket.write('word'));
    const end = error => resolve({ words, error, counters: counters() });
    socket.setTimeout(20_000, () => process.exit(1));
    socket.on('data', () => {
      words += 1;
      if (words === 5) end(null);
      else socket.write('word');
    });
    socket.on('error', ({ code }) => end(code));
    socket.on('end', () => end('end'));
  });

for (const host of process.argv.slice(2)) console.log(JSON.stringify(await talk(host)));
process.exit(0);
