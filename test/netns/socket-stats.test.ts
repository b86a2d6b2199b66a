import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Recorder, recordSockets } from '../../core/cli/socket-recorder.js';
import { findProgram } from '../../core/netns/find-program.js';
import { ipBatch } from '../../core/netns/ip-command.js';
import { Namespace } from '../../core/netns/namespace.js';
import { type RunningCommand, startCommand } from '../../core/netns/process.js';
import { DiagSocket } from '../../core/port/diag-socket.js';
import type { TcpSocket } from '../../core/port/tcp-diag.js';
import { inNamespaces } from './needs-namespaces.js';

const withSs = inNamespaces === test && findProgram('ss') === undefined ? test.skip : inNamespaces;

const node = (inside: Namespace, script: string): Promise<RunningCommand> =>
  startCommand(inside, [process.execPath, '-e', script], { output: 'capture' });

/** Once the command has printed something: it is where its test wants it. */
const ready = async (command: RunningCommand): Promise<void> => {
  command.stderr!.resume();
  await once(command.stdout!, 'data');
};

const SERVER = `require('net').createServer(socket => socket.resume()).listen(5000, '::', () => console.log('listens'))`;
/** Sends 300 kB and says when all of it is acknowledged; stays until it is killed. */
const sender = (host: string, port: number): string => `
  const socket = require('net').connect({ host: '${host}', port: 5000, localPort: ${port} }, () => {
    const unsent = () => /notsent|unacked/.test(require('child_process').execFileSync('ss', ['-tiHO', 'sport', '=', '${port}'], { encoding: 'utf8' }));
    const look = () => unsent() ? setTimeout(look, 20) : console.log('acknowledged');
    // Not before the kernel has all of it: what Node still holds, ss does not count as unsent.
    socket.write(Buffer.alloc(300000), look);
  })`;

interface Ends {
  readonly client: Namespace;
  readonly server: Namespace;
}

/** Two hosts with a veth pair between them, and one IPv4 and one IPv6 connection that have sent what they had. */
const connected = async (work: (ends: Ends, senders: readonly RunningCommand[]) => Promise<void>): Promise<void> => {
  const client = Namespace.create();
  const server = Namespace.create();
  const running: RunningCommand[] = [];
  try {
    ipBatch(
      client,
      [
        'link add veth1 type veth peer name veth2 netns /proc/self/fd/3',
        'addr add 192.168.22.2/16 dev veth1',
        'addr add fd22::2/16 dev veth1 nodad',
        'link set veth1 up',
      ],
      { passed: [server] },
    );
    ipBatch(server, [
      'addr add 192.168.66.2/16 dev veth2',
      'addr add fd22::66/16 dev veth2 nodad',
      'link set veth2 up',
    ]);
    running.push(await node(server, SERVER));
    await ready(running[0]!);
    running.push(await node(client, sender('192.168.66.2', 54321)), await node(client, sender('fd22::66', 54322)));
    await Promise.all(running.slice(1).map(ready));
    await work({ client, server }, running.slice(1));
  } finally {
    for (const command of running.reverse()) await command.stop({ signal: 'SIGKILL' });
    client.close();
    server.close();
  }
};

/** What `ss` says of each local port: `rto:204` as `rto`, `pacing_rate 8bps` as `pacing_rate`. */
const ss = (inside: Namespace): Map<number, { local: string; peer: string; has: (text: string) => boolean }> => {
  const text = inside.enter(() => execFileSync('ss', ['-tinHO'], { encoding: 'utf8' }));
  return new Map(
    text
      .trim()
      .split('\n')
      .map(line => {
        const [, , , local = '', peer = '', ...rest] = line.trim().split(/\s+/);
        const said = ` ${rest.join(' ')} `;
        return [Number(local.split(':').at(-1)), { local, peer, has: (part: string) => said.includes(` ${part} `) }];
      }),
  );
};

const inMs = (us: number): string => String(us / 1000);

withSs('says of idle sockets what ss says of them', async () => {
  await connected(async ({ client }) => {
    const diag = client.enter(() => new DiagSocket());
    const told = ss(client);
    const sockets = diag.read();
    diag.close();
    assert.equal(
      sockets.map(({ family, localAddress, localPort }) => [family, localAddress, localPort]),
      [
        ['ipv4', '192.168.22.2', 54321],
        ['ipv6', 'fd22::2', 54322],
      ],
    );
    for (const { congestionControl, peerAddress, peerPort, localPort, info } of sockets) {
      const { peer, has } = told.get(localPort)!;
      assert.is(peer.replace(/[[\]]/g, ''), `${peerAddress}:${peerPort}`);
      for (const part of [
        congestionControl!,
        `rto:${inMs(info.rtoUs)}`,
        `rtt:${inMs(info.rttUs)}/${inMs(info.rttvarUs)}`,
        `minrtt:${inMs(info.minRttUs!)}`,
        `mss:${info.sndMss}`,
        `cwnd:${info.sndCwnd}`,
        `bytes_acked:${info.bytesAcked}`,
        `pacing_rate ${8 * info.pacingRate!}bps`,
        `delivery_rate ${8 * info.deliveryRate!}bps`,
      ]) {
        assert.ok(has(part), part);
      }
      // The connection itself counts as one byte.
      assert.is(info.bytesAcked, 300_001);
      assert.is(info.unacked, 0);
      assert.is(info.caState, 'TCP_CA_OPEN');
      assert.is(has('app_limited'), info.appLimited);
    }
  });
});

withSs('tells at the server IPv4 connections of an IPv6 socket, and nothing of other namespaces', async () => {
  await connected(async ({ server }) => {
    const diag = server.enter(() => new DiagSocket());
    const sockets = diag.read();
    diag.close();
    assert.equal(
      sockets.map(({ localAddress, peerPort, info }) => [localAddress, peerPort, info.bytesReceived]).sort(),
      [
        ['::ffff:192.168.66.2', 54321, 300_000],
        ['fd22::66', 54322, 300_000],
      ],
    );
  });
});

withSs('records until the last connection has closed, each under a cookie of its own', async () => {
  await connected(async ({ client }, senders) => {
    const diag = client.enter(() => new DiagSocket());
    const readings: number[] = [];
    const cookies = new Set<string>();
    let time = 0;
    const recorder: Recorder = {
      read: () => diag.read(),
      write: (sockets: readonly TcpSocket[]) => {
        readings.push(sockets.length);
        for (const { cookie } of sockets) cookies.add(cookie);
      },
      mayCome: () => true,
      now: () => time,
      pauseUntil: async at => {
        time = at;
        await senders[readings.length - 1]?.stop({ signal: 'SIGKILL' });
        return false;
      },
      intervalMs: 100,
    };
    assert.equal(await recordSockets(recorder), { rows: 3, sockets: 2 });
    diag.close();
    assert.equal(readings, [2, 1]);
    assert.is(cookies.size, 2);
  });
});

inNamespaces('has nothing to tell of an empty namespace, however often it is asked, and leaves no descriptor', () => {
  const inside = Namespace.create();
  const before = readdirSync('/proc/self/fd').length;
  const diag = inside.enter(() => new DiagSocket());
  for (let i = 0; i < 100; i++) assert.equal(diag.read(), []);
  diag.close();
  assert.is(readdirSync('/proc/self/fd').length, before);
  inside.close();
});

const MANY = 300;

withSs('tells more sockets than one datagram of the kernel holds', async () => {
  const inside = Namespace.create();
  const command = await node(
    inside,
    `const net = require('net');
     let open = 0;
     const server = net.createServer(() => { if (++open === ${MANY}) console.log('open'); }).listen(5000, '127.0.0.1', ${MANY}, () => {
       for (let i = 0; i < ${MANY}; i++) net.connect(5000, '127.0.0.1');
     });`,
  );
  try {
    await ready(command);
    const diag = inside.enter(() => new DiagSocket());
    const sockets = diag.read();
    diag.close();
    assert.is(sockets.length, 2 * MANY);
    assert.is(new Set(sockets.map(({ cookie }) => cookie)).size, 2 * MANY);
  } finally {
    await command.stop({ signal: 'SIGKILL' });
    inside.close();
  }
});

test.run();
