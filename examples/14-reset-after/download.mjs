// node download.mjs serve          sends 2 MB to whoever connects
// node download.mjs HOST           takes them, and says how that ended
import { connect, createServer } from 'node:net';

const [where] = process.argv.slice(2);
const PORT = 7000;

if (where === 'serve') {
  createServer(socket => {
    socket.on('error', error => console.log(`server: ${error.code}`));
    socket.end(Buffer.alloc(2_000_000));
  }).listen(PORT);
} else {
  let bytes = 0;
  const socket = connect(PORT, where);
  socket.on('data', data => {
    bytes += data.length;
  });
  socket.on('error', error => console.log(`client: ${error.code} after ${bytes} bytes`));
  socket.on('end', () => console.log(`client: end after ${bytes} bytes`));
}
