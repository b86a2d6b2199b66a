import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { jsonLines, program, runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

type Counters = Readonly<Record<string, number>>;

const LINK = 'link: { rate: 20Mbit/s, delay: 5ms, queue: 1MB }';
const BOTH = '$HOOKLINE_SERVER $HOOKLINE_SERVER6';
const withHook = (name: string, options: string, at = 'both', link = LINK): string =>
  `${link}\nhooks:\n  - { use: ${name}, at: ${at}, options: { ${options} } }\n`;
/** Whatever this machine's default is, a namespace has its own. */
const setting = (name: string, value: number): string => `echo ${value} > /proc/sys/net/ipv4/${name}; `;

const beside = sideBySide();

beside(inNamespaces)('ack-thief: a sender whose ACKs stay out times out, though no data was lost', async () => {
  const BYTES = 500_000;
  const run = (options: string) => ({
    plan: withHook('ack-thief', options, 'down'),
    server: `exec ${program('tcp-sink', BYTES)}`,
    client: `${program('tcp-upload', BYTES)} && exec ${program('counters')}`,
  });
  const timeouts = (said: string): number => jsonLines<Counters>(said)[1]!['TcpExtTCPTimeouts']!;
  const robbed = await runPlan(run('every: 40, burst: 1, lasts: 400ms'), ({ report, said }) => {
    const { bursts } = report.hooks.find(({ stage }) => stage === 'down')!.counters;
    assert.ok(bursts! >= 1);
    assert.equal(Object.keys(report.ledger.dropped), ['hook:ack-thief:ack-stolen']);
    assert.ok(timeouts(said) >= 2);
    return timeouts(said);
  });
  await runPlan(run('chance: 0%'), ({ said }) => assert.ok(timeouts(said) < robbed));
});

interface Heard {
  /** In hexadecimal. */
  readonly heard: readonly string[];
  readonly counters: Counters;
}
/** Bits in which two numbers differ. */
const distance = (a: number, b: number): number => (a ^ b).toString(2).replaceAll('0', '').length;

for (const checksums of ['stale', 'fixed'] as const) {
  const what = checksums === 'stale' ? 'the kernel drops damaged datagrams' : 'applications get them';
  beside(inNamespaces)(`bit-flipper: with ${checksums} checksums ${what}`, async () => {
    // As many as wait in the receiver's socket if it is not scheduled for a while.
    const COUNT = 60;
    const run = {
      plan: withHook('bit-flipper', `chance: 50%, checksums: ${checksums}`, 'up'),
      server: `exec ${program('udp-listen')}`,
      client: `exec ${program('udp-send', COUNT)}`,
    };
    await runPlan(run, ({ report, said }) => {
      const [{ heard, counters }] = jsonLines<Heard>(said) as [Heard];
      const flipped = heard.map(hex => {
        const bytes = Buffer.from(hex, 'hex');
        // Each datagram is full of its own number: what two of its first three bytes are.
        const number = bytes[0] === bytes[1] ? bytes[0]! : bytes[2]!;
        return bytes.reduce((sum, byte) => sum + distance(byte, number), 0);
      });
      const damaged = report.hooks.find(({ stage }) => stage === 'up')!.counters['frames']!;
      const dropped = counters['UdpInCsumErrors']!;
      assert.ok(damaged > COUNT / 4);
      if (checksums === 'stale') {
        assert.equal([...new Set(flipped)], [0]);
        // Single bytes follow, until one of them is whole.
        assert.ok(dropped >= COUNT - heard.length && dropped <= damaged, `${dropped} of ${damaged}`);
      } else {
        assert.is(flipped.length, COUNT);
        assert.equal([...new Set(flipped)].sort(), [0, 1]);
        assert.ok(flipped.filter(bits => bits === 1).length > COUNT / 4);
        assert.is(dropped, 0);
      }
    });
  });
}

const TRUE = ['10.0.0.7', '2001:db8::7', '10.0.0.7'];
const FORGED = ['192.0.2.66', '2001:db8::66', '10.0.0.7'];
const races: readonly (readonly [string, string, readonly string[]])[] = [
  ['the forged answer comes first and wins', 'after: 1ms', FORGED],
  ['a forged answer that comes too late loses', 'after: 3s', TRUE],
  ['it wins where the true one is held back', 'after: 200ms, delay: 3s', FORGED],
  ['who does not know the port loses, whatever ids are guessed', 'guesses: 60, ports: 1-9', TRUE],
];
for (const [what, options, told] of races) {
  beside(inNamespaces)(`dns-spoofer: ${what}, over IPv4 and IPv6`, async () => {
    const run = {
      plan: withHook('dns-spoofer', `name: '*.example.com', ${options}`),
      server: `exec ${program('dns-server')}`,
      client: `exec ${program('dns-ask', BOTH)}`,
    };
    await runPlan(run, ({ report, said }) => {
      assert.equal(jsonLines(said), [told, told]);
      assert.is(report.hooks.find(({ stage }) => stage === 'up')!.counters['queries'], 4);
    });
  });
}

interface Talk {
  readonly words: number;
  readonly error: string | null;
  readonly counters: Counters;
}
const talks: readonly (readonly [string, number, string | null])[] = [
  ['the number that is expected resets the connection', 0, 'ECONNRESET'],
  ['another one in the window draws a challenge ACK', 100, null],
  ['one outside the window does nothing', 1_000_000_000, null],
];
for (const [what, offset, ended] of talks) {
  beside(inNamespaces)(`rst-injector: ${what}, over IPv4 and IPv6`, async () => {
    const run = {
      plan: withHook('rst-injector', `toward: client, segments: 5, offset: ${offset}`),
      server: `exec ${program('tcp-echo', 1000)}`,
      client: `exec ${program('tcp-talk', BOTH)}`,
    };
    await runPlan(run, ({ report, said }) => {
      const found = jsonLines<Talk>(said);
      assert.equal(
        found.map(({ words, error }) => [words === 5, error]),
        [ended, ended].map(error => [error === null, error]),
      );
      const challenges = found.map(({ counters }) => counters['TcpExtTCPChallengeACK']);
      assert.equal(challenges, offset === 100 ? [1, 2] : [0, 0]);
      assert.is(report.ledger.born, 2);
    });
  });
}

beside(inNamespaces)('arp-spoofer: the peer sends to the forged link address, and nobody answers', async () => {
  const run = {
    plan: withHook('arp-spoofer', 'mac: 02:00:00:66:66:66, genuine: drop'),
    // The hosts know each other as permanent neighbours until they are told to forget it.
    client: `for host in ${BOTH}; do ip neigh del $host dev veth1; ping -c 2 -i 0.1 -W 1 -q $host; done; ip -j neigh`,
  };
  await runPlan(run, ({ report, said }) => {
    const found = jsonLines<{ dst: string; lladdr?: string }[]>(said)[0]!;
    assert.equal(
      found.filter(({ dst }) => !dst.startsWith('fe80')).map(({ dst, lladdr }) => [dst, lladdr]),
      [
        ['192.168.66.2', '02:00:00:66:66:66'],
        ['fd66::2', '02:00:00:66:66:66'],
      ],
    );
    assert.is(said.match(/2 packets transmitted, 0 received/g)!.length, 2);
    assert.ok(report.ledger.dropped['hook:arp-spoofer:genuine']! >= 2);
  });
});

beside(inNamespaces)('arp-spoofer: frames go to the host whose link address is claimed', async () => {
  const run = {
    plan: `ports: { alice: { ipv6: none }, bob: { ipv6: none }, carol: { ipv6: none } }
stages: { star: { delay: 1ms } }
topologies: { all: { from: [alice, bob, carol], path: [star], to: learn } }
hooks:
  - { use: arp-spoofer, options: { address: 192.168.66.2, mac: 02:48:4c:00:00:02, genuine: drop } }
`,
    // Carol answers once, so that it is known where she is.
    client:
      'ping -c 1 -q $HOOKLINE_CAROL && ip neigh del $HOOKLINE_BOB dev veth1; ping -c 3 -i 0.1 -W 1 -q $HOOKLINE_BOB; true',
  };
  await runPlan(run, ({ report, said }) => {
    assert.match(said, '3 packets transmitted, 0 received');
    const [, bob, carol] = report.ports;
    // Both hear the question and the first ping, which the star does not know where to send.
    assert.is(carol!.framesOut - bob!.framesOut, 3);
  });
});

interface Known {
  readonly client: { readonly mtu?: number; readonly tcp: number; readonly counters: Counters };
}
const BYTES = 300_000;
const exchange = (options: string) => ({
  plan: withHook('pmtu-spoofer', options, 'up'),
  server: `exec ${program('tcp-echo', BYTES)}`,
  client: `exec ${program('tcp-exchange', BYTES, BOTH)}`,
});

beside(inNamespaces)('pmtu-spoofer: a sender believes a smaller MTU that the path has not', async () => {
  await runPlan(exchange('mtu: 1280B'), ({ report, said }) => {
    assert.equal(
      jsonLines<Known>(said).map(({ client }) => [client.mtu, client.tcp]),
      [
        [1280, 1280],
        [1280, 1280],
      ],
    );
    assert.equal(report.ledger.dropped, {});
    assert.is(report.ledger.born, 2);
  });
});

beside(inNamespaces)('pmtu-spoofer: TCP ignores it where the sequence number quoted is wrong', async () => {
  await runPlan(exchange('mtu: 1280B, offset: 100000000'), ({ said }) => {
    const known = jsonLines<Known>(said);
    assert.equal(
      known.map(({ client }) => [client.mtu, client.tcp]),
      [
        [undefined, 1500],
        [undefined, 1500],
      ],
    );
    assert.equal(
      known.map(({ client }) => client.counters['TcpExtOutOfWindowIcmps']),
      [1, 2],
    );
  });
});

beside(inNamespaces)('pmtu-spoofer: a path whose true messages are swallowed is a black hole', async () => {
  const naive = setting('tcp_mtu_probing', 0);
  const run = {
    plan: withHook('pmtu-spoofer', 'do: swallow', 'both', LINK.replace('}', ', mtu: 1280 }')),
    server: `${naive} exec ${program('tcp-echo', 1_000_000)}`,
    client: `${naive} exec ${program('tcp-stall', BOTH)}`,
  };
  await runPlan(run, ({ report, said }) => {
    assert.equal(jsonLines<number[]>(said), [[500, 500]]);
    assert.ok(report.ledger.dropped['hook:pmtu-spoofer:swallowed']! >= 2);
  });
});

test.run();
