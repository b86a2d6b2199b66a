import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { jsonLines, program, runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

/** What the two ends of a TCP connection know of the way between them. */
interface Known {
  readonly client: { readonly mtu?: number; readonly tcp: number; readonly counters: Readonly<Record<string, number>> };
  readonly server: { readonly mtu?: number; readonly counters: Readonly<Record<string, number>> };
}

const LINK = 'rate: 50Mbit/s, delay: 1ms, queue: 1MB';
const BYTES = 1_000_000;
const BOTH = '$HOOKLINE_SERVER $HOOKLINE_SERVER6';
/** Whatever this machine's default is, a namespace has its own. */
const setting = (name: string, value: number): string => `echo ${value} > /proc/sys/net/ipv4/${name}; `;

const beside = sideBySide();

for (const mtu of [600, 1280]) {
  beside(inNamespaces)(
    `datagrams up to 8 KB cross an MTU of ${mtu} in fragments and arrive as they were sent`,
    async () => {
      const lengths = [1, 100, 571, 572, 573, 1252, 1253, 1472, 1473, 3000, 8192];
      // Without path-MTU discovery the kernel sends nothing with DF.
      const withoutDf = setting('ip_no_pmtu_disc', 1);
      const run = {
        plan: `link: { ${LINK}, mtu: ${mtu} }`,
        server: `${withoutDf} exec ${program('udp-echo')}`,
        client: `${withoutDf} exec ${program('udp-exchange', ...lengths)}`,
      };
      await runPlan(run, ({ report, said }) => {
        const [found] = jsonLines<{ same: number[]; reassembled: number }>(said);
        assert.equal(found!.same, lengths);
        assert.ok(found!.reassembled >= lengths.filter(length => length + 28 > mtu).length);
        assert.equal(report.ledger.dropped, {});
        // Each frame that is too big, on either way; those above 1500 bytes leave the hosts in fragments already.
        assert.ok(report.ledger.absorbed['fragmented']! >= 2 * lengths.filter(length => length + 28 > mtu).length);
      });
    },
  );
}

beside(inNamespaces)('TCP finds an MTU of 1280 by the answers, over IPv4 and IPv6, in both directions', async () => {
  // A host that checks where packets come from must take the answers as well.
  const strict = setting('conf/all/rp_filter', 1);
  const run = {
    plan: `link: { ${LINK}, mtu: 1280 }`,
    server: `${strict} exec ${program('tcp-echo', BYTES)}`,
    client: `${strict} exec ${program('tcp-exchange', BYTES, BOTH)}`,
  };
  await runPlan(run, ({ report, said }) => {
    const known = jsonLines<Known>(said);
    assert.equal(
      known.map(({ client, server }) => [client.mtu, client.tcp, server.mtu]),
      [
        [1280, 1280, 1280],
        [1280, 1280, 1280],
      ],
    );
    const { client, server } = known[1]!;
    const answers = ['IcmpInDestUnreachs', 'Icmp6InPktTooBigs'].flatMap(name => [
      client.counters[name]!,
      server.counters[name]!,
    ]);
    // No more than the packets of the first window, before the first answer came.
    for (const heard of answers) assert.ok(heard >= 1 && heard <= 20, `${heard} answers`);
    assert.equal(report.ledger.dropped, { mtu: answers.reduce((sum, heard) => sum + heard) });
    assert.equal(report.ledger.absorbed, {});
    for (const { counters } of [client, server]) assert.is(counters['IcmpInErrors']! + counters['Icmp6InErrors']!, 0);
  });
});

beside(inNamespaces)('a small MTU on the way down is learned by the server alone', async () => {
  const run = {
    plan: `link: { ${LINK}, down: { mtu: 1280 } }`,
    server: `exec ${program('tcp-echo', BYTES)}`,
    client: `exec ${program('tcp-exchange', BYTES, BOTH)}`,
  };
  await runPlan(run, ({ said }) => {
    const known = jsonLines<Known>(said).map(({ client, server }) => [client.mtu, client.tcp, server.mtu]);
    assert.equal(known, [
      [undefined, 1500, 1280],
      [undefined, 1500, 1280],
    ]);
  });
});

const HOLE = `link: { ${LINK}, mtu: { size: 1280, icmp: no } }`;

beside(inNamespaces)(
  'without the answers small exchanges work and a transfer hangs: a path-MTU black hole',
  async () => {
    const naive = setting('tcp_mtu_probing', 0);
    const run = {
      plan: HOLE,
      server: `${naive} exec ${program('tcp-echo', BYTES)}`,
      client: `${naive} exec ${program('tcp-stall', BOTH)}`,
    };
    await runPlan(run, ({ report, said }) => {
      assert.equal(jsonLines<number[]>(said), [[500, 500]]);
      assert.ok(report.ledger.dropped['mtu']! >= 2);
      assert.is(report.ledger.born, 0);
    });
  },
);

beside(inNamespaces)('a TCP that probes for the MTU by itself gets through the black hole', async () => {
  const probing = setting('tcp_mtu_probing', 2);
  const run = {
    plan: HOLE,
    server: `${probing} exec ${program('tcp-echo', BYTES)}`,
    client: `${probing} exec ${program('tcp-exchange', BYTES, '$HOOKLINE_SERVER')}`,
  };
  await runPlan(run, ({ said }) => {
    // It has learned nothing of the way: only the connection knows.
    assert.equal(
      jsonLines<Known>(said).map(({ client, server }) => [client.mtu, server.mtu]),
      [[undefined, undefined]],
    );
  });
});

test.run();
