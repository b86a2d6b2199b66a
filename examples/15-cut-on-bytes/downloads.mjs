// node downloads.mjs serve         sends 2 MB over TLS to whoever connects
// node downloads.mjs HOST          three downloads, a quarter of a second apart; says how long each had to wait
import { connect, createServer } from 'node:tls';

const [where] = process.argv.slice(2);
const PORT = 7443;
// A secret that both ends know in place of certificates (RFC 4279).
const psk = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const secret = { ciphers: 'PSK-AES128-GCM-SHA256', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };

if (where === 'serve') {
  createServer({ ...secret, pskCallback: () => psk }, socket => socket.end(Buffer.alloc(2_000_000))).listen(PORT);
} else {
  for (const n of [1, 2, 3]) setTimeout(() => download(n), 250 * (n - 1));
}

function download(n) {
  const servername = 'shop.example';
  const pskCallback = () => ({ psk, identity: 'example' });
  const socket = connect(PORT, where, { ...secret, servername, pskCallback, checkServerIdentity: () => undefined });
  const begun = performance.now();
  let [bytes, greeted, last, silence] = [0, 0, begun, 0];
  socket.on('secureConnect', () => {
    greeted = last = performance.now();
  });
  socket.on('data', data => {
    // The first bytes come a round trip after the greeting at the earliest.
    if (bytes > 0) silence = Math.max(silence, performance.now() - last);
    bytes += data.length;
    last = performance.now();
  });
  socket.on('error', error => console.log(`download ${n}: ${error.code}`));
  socket.on('end', () => {
    const [wait, most] = [greeted - begun, silence].map(Math.round);
    console.log(`download ${n}: ${bytes} bytes, greeted after ${wait} ms, then silent for ${most} ms at most`);
  });
}
