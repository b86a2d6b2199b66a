import { createSocket } from 'node:dgram';

/**
 * `udp-numbers send HOST PORT RATE`: sends so many numbered datagrams a second until it is interrupted, then prints how
 * many. `udp-numbers hear PORT`: takes them in; interrupted, it prints as JSON how many different ones came, how many came
 * again, and those of the first that are missing.
 */
const [what, ...words] = process.argv.slice(2);
const BYTES = 200;
const MISSING_MOST = 20;

const send = (host, port, rate) => {
  const socket = createSocket('udp4');
  const begun = performance.now();
  let sent = 0;
  let gone = 0;
  const timer = setInterval(() => {
    const until = Math.floor(((performance.now() - begun) * rate) / 1000);
    for (; sent < until; sent++) {
      const bytes = Buffer.alloc(BYTES);
      bytes.writeUInt32BE(sent);
      socket.send(bytes, port, host, error => {
        if (error) throw error;
        gone++;
      });
    }
  }, 1);
  process.on('SIGINT', () => {
    clearInterval(timer);
    const end = () => {
      if (gone < sent) {
        setTimeout(end, 1);
        return;
      }
      console.log(sent);
      process.exit(0);
    };
    end();
  });
};

const hear = port => {
  let seen = new Uint8Array(1 << 16);
  let different = 0;
  let again = 0;
  let top = 0;
  const socket = createSocket('udp4');
  socket.on('message', bytes => {
    const number = bytes.readUInt32BE();
    if (number >= seen.length) {
      const more = new Uint8Array(2 ** Math.ceil(Math.log2(number + 1)));
      more.set(seen);
      seen = more;
    }
    if (seen[number] === 1) again++;
    else different++;
    seen[number] = 1;
    top = Math.max(top, number + 1);
  });
  socket.bind(port, () => {
    socket.setRecvBufferSize(1 << 22);
    console.log('ready');
  });
  process.on('SIGINT', () => {
    const missing = [];
    for (let number = 0; number < top && missing.length < MISSING_MOST; number++)
      if (seen[number] === 0) missing.push(number);
    console.log(JSON.stringify({ different, again, missing }));
    process.exit(0);
  });
};

if (what === 'send') send(words[0], Number(words[1]), Number(words[2]));
else hear(Number(words[0]));
