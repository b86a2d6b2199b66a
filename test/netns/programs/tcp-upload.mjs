import { connect } from 'node:net';

/** Sends so many bytes to tcp-sink and prints what that answers. Fails when nothing happens for 20 s. */
const socket = connect(5300, process.env.HOOKLINE_SERVER, () => socket.write(Buffer.alloc(Number(process.argv[2]))));
socket.setTimeout(20_000, () => process.exit(1));
let answer = '';
socket.on('data', chunk => {
  answer += chunk;
});
socket.on('end', () => {
  console.log(answer);
  process.exit(0);
});
