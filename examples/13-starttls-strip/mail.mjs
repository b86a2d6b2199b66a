// node mail.mjs serve              an SMTP server that offers STARTTLS (RFC 3207)
// node mail.mjs HOST               sends a mail, over TLS if that is offered
// node mail.mjs HOST insist        sends it over TLS or not at all
import { connect, createServer } from 'node:net';
import { TLSSocket, connect as upgrade } from 'node:tls';

const [where, how] = process.argv.slice(2);
const PORT = 2525;
// A secret that both ends know in place of certificates (RFC 4279).
const psk = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const secret = { ciphers: 'PSK-AES128-GCM-SHA256', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };

const answers = {
  EHLO: '250-mail.example\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 8BITMIME',
  STARTTLS: '220 go ahead',
  MAIL: '250 sender noted',
  RCPT: '250 recipient noted',
  DATA: '354 end with a dot',
  '.': '250 taken',
  QUIT: '221 bye',
};

function serve(socket) {
  const isSecure = socket instanceof TLSSocket;
  socket.write(isSecure ? '' : '220 mail.example\r\n');
  socket.on('data', data => {
    const [word] = `${data}`.split(/\s/);
    const said = answers[word] ?? '250 noted';
    // What is secure is not to be secured again (RFC 3207 §4.2).
    socket.write(`${isSecure ? said.replace('250-STARTTLS\r\n', '') : said}\r\n`);
    if (word === 'DATA') console.log(`server: a mail ${isSecure ? `over ${socket.getProtocol()}` : 'in plain text'}`);
    if (word === 'STARTTLS') {
      socket.removeAllListeners('data');
      serve(new TLSSocket(socket, { ...secret, isServer: true, pskCallback: () => psk }));
    }
  });
}

/** What the other end says to a line. */
const ask = (socket, line) =>
  new Promise((resolve, reject) => {
    let said = '';
    const listen = data => {
      said += data;
      // Of several lines the last one has a space behind its number (RFC 5321 §4.2.1).
      if (!/^\d{3} .*\r\n$/m.test(said)) return;
      socket.off('data', listen);
      resolve(said);
    };
    socket.on('data', listen);
    socket.once('error', reject);
    if (line !== undefined) socket.write(`${line}\r\n`);
  });

const secured = socket =>
  new Promise((resolve, reject) => {
    const pskCallback = () => ({ psk, identity: 'example' });
    const over = upgrade({ socket, ...secret, pskCallback, checkServerIdentity: () => undefined }, () => resolve(over));
    over.once('error', reject);
  });

if (where === 'serve') createServer(serve).listen(PORT);
else {
  let socket = connect(PORT, where);
  await ask(socket);
  const offers = await ask(socket, 'EHLO client.example');
  console.log(
    `client: ${offers.trim().split('\r\n').length} lines, STARTTLS ${offers.includes('STARTTLS') ? '' : 'not '}offered`,
  );
  if (offers.includes('STARTTLS')) {
    await ask(socket, 'STARTTLS');
    socket = await secured(socket);
    await ask(socket, 'EHLO client.example');
  } else if (how === 'insist') {
    console.log('client: refuses to send in plain text');
    await ask(socket, 'QUIT');
    process.exit(1);
  }
  for (const line of ['MAIL FROM:<a@client.example>', 'RCPT TO:<b@mail.example>', 'DATA', '.', 'QUIT']) {
    console.log(`client: ${line.padEnd(29)} ${(await ask(socket, line)).trim()}`);
  }
  socket.end();
}
