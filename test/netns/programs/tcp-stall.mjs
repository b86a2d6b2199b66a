import { connect } from 'node:net';

/**
 * Sends 500 bytes to tcp-echo at each address given, at once, and, when they are back, 200,000 more, until nothing has
 * happened for a second or two. Prints, as JSON, how many bytes have come back.
 */
const stall = host =>
  new Promise((resolve, reject) => {
    const socket = connect(5300, host, () => socket.write(Buffer.alloc(500)));
    let back = 0;
    socket.on('error', reject);
    socket.on('data', chunk => {
      back += chunk.length;
      if (back === 500) socket.write(Buffer.alloc(200_000));
    });
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve(back);
    });
  });

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(stall))));
