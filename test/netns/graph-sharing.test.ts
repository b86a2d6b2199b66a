import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { sideBySide } from '../side-by-side.js';
import { program, runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';
import { type Walk, walksOf } from './run-walks.js';

const RATE = 10e6;

const crossing = (access: string): string => `
ports: { alice: {}, bob: {}, carol: {}, dave: {} }
stages:
  north: { ${access} }
  south: { ${access} }
  shared: { rate: 10Mbit/s, queue: 64KiB }
  home: { delay: 5ms }
topologies:
  northern: { from: alice, path: [north, shared], to: bob }
  southern: { from: carol, path: [south, shared], to: dave }
  back: { from: [bob, dave], path: [home], to: learn }
`;

interface Shares {
  /** Alice's share of the frames that both hosts sent, and of those that the bottleneck let through. */
  readonly offered: number;
  readonly passed: number;
  /** Bits that left the bottleneck, by those that it could carry. */
  readonly use: number;
}

/** How two hosts' data frames share the bottleneck, from 300 ms after both have begun until the first of them ends. */
const sharesOf = (walks: readonly Walk[]): Shares => {
  const flows = ['alice', 'carol'].map(port => walks.filter(walk => walk.port === port && walk.bytes.length > 1000));
  const from = Math.max(...flows.map(each => each[0]!.at)) + 300e6;
  const to = Math.min(...flows.map(each => each.at(-1)!.at));
  const within = (at: number): boolean => at >= from && at < to;
  // The last frame of a flow may be as early as its first: then there is nothing to compare.
  assert.ok(to - from > 1e9, `they met for ${to - from} ns only`);
  const left = flows
    .flat()
    .flatMap(({ bytes, end }) => (end?.out && within(end.at) ? [{ at: end.at, length: bytes.length }] : []))
    .sort((a, b) => a.at - b.at);
  // A frame leaves when it has been sent, so the first one's bits belong to the time before.
  const bytes = left.slice(1).reduce((sum, { length }) => sum + length, 0);
  const share = (which: (walk: Walk) => boolean): number => {
    const [north, south] = flows.map(each => each.filter(walk => within(walk.at) && which(walk)).length);
    return north! / (north! + south!);
  };
  return {
    offered: share(() => true),
    passed: share(({ end }) => end?.out === true),
    use: (bytes * 8e9) / (RATE * (left.at(-1)!.at - left[0]!.at)),
  };
};

/** Within what the rounding of each frame to a nanosecond allows, no link carries more than its rate. */
const assertUse = (use: number, least: number): void => assert.ok(use >= least && use < 1 + 1e-5, `used to ${use}`);

const assertNear = (found: number, expected: number, within: number): void =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not within ${within} of ${expected}`);

// Programs on one machine's clock send in step, and the first to come to a full queue then takes all the room there is
// (Floyd, Jacobson: Traffic phase effects in packet-switched gateways, 1991). Spread over 40 ms at random, whatever the
// machine made of them, all frames meet the same queue.
const SPREAD = 'delay: 25ms, jitter: { span: 20ms, distribution: uniform, order: free }';

inNamespaces('two floods of two topologies through one bottleneck share it by what they offer', async () => {
  const flood = (to: string, rate: number): string => program('udp-flood', to, 5004, rate, rate * 2.5);
  const sink = `exec ${program('udp-sink', 5004)}`;
  // 1042 bytes each: 12 and 6 Mbit/s.
  const run = {
    plan: crossing(SPREAD),
    server: sink,
    at: [`dave:5004=${sink}`, `carol=${flood('$HOOKLINE_DAVE', 720)}`],
    client: flood('$HOOKLINE_BOB', 1440),
  };
  await runPlan(run, ({ report, folder }) => {
    const { offered, passed, use } = sharesOf(walksOf(folder, report));
    assertNear(offered, 2 / 3, 0.1);
    // Of some 4000 frames each passes by a chance of 5/9: a standard deviation of 0.5 %, and neighbours share their luck.
    assertNear(passed, offered, 0.05);
    assertUse(use, 0.98);
    assert.equal(Object.keys(report.ledger.dropped), ['queue:tail']);
    const { framesIn, framesOut } = report.stages.find(({ name }) => name === 'shared')!;
    assert.is(framesIn, report.stages[0]!.framesOut + report.stages[1]!.framesOut);
    const [, bob, , dave] = report.ports;
    assert.is(framesOut, bob!.framesOut + dave!.framesOut);
  });
});

const withIperf = findProgram('iperf3') === undefined ? test.skip : inNamespaces;

withIperf('two TCP flows of equal round-trip time share a bottleneck about evenly', async () => {
  const load = (to: string): string => `iperf3 -c ${to} -t 3 -C reno`;
  const run = {
    plan: crossing('delay: 15ms'),
    at: ['bob:5201=iperf3 -s -1', 'dave:5201=iperf3 -s -1', `carol=${load('$HOOKLINE_DAVE')}`],
    client: load('$HOOKLINE_BOB'),
  };
  await runPlan(run, ({ report, folder }) => {
    const { passed, use } = sharesOf(walksOf(folder, report));
    // Both halve their windows about once in half a second, now the one, now the other, now both. One run
    // differs from the next by 5 %.
    assertNear(passed, 0.5, 0.25);
    assertUse(use, 0.85);
    assert.equal(Object.keys(report.ledger.dropped), ['queue:tail']);
  });
});

// Not those above: how hosts share is a matter of when they get to send.
const beside = sideBySide();

const ICMP = 1;
/** The IPv4 frames of a protocol that came in by a port. */
const ofProtocol = (walks: readonly Walk[], port: string, protocol: number): Walk[] =>
  walks.filter(walk => walk.port === port && walk.bytes.readUInt16BE(12) === 0x0800 && walk.bytes[23] === protocol);

beside(inNamespaces)('four clients in namespaces of their own are served by one server at once', async () => {
  const clients = ['one', 'two', 'three', 'four'];
  const plan = `
ports: { ${clients.map(name => `${name}: {}, `).join('')}server: {} }
stages:
${clients.map((name, i) => `  to-${name}: { rate: ${5 + i}Mbit/s, delay: ${2 + i}ms, queue: 1MB }`).join('\n')}
  trunk: { rate: 20Mbit/s, delay: 3ms, queue: 1MB }
  home: { rate: 20Mbit/s, delay: 3ms, queue: 1MB }
topologies:
${clients.map(name => `  from-${name}: { from: ${name}, path: [to-${name}, trunk], to: server }`).join('\n')}
  back: { from: server, path: [home], to: learn }
`;
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    const ends = ['two', 'three', 'four'].map(name => join(folder, name));
    execFileSync('mkfifo', ends);
    const use = `ping -q -c 20 -i 0.05 -W 5 $HOOKLINE_SERVER && ${program('tcp-exchange', 50_000, '$HOOKLINE_SERVER')} > /dev/null`;
    const run = {
      plan,
      server: `exec ${program('tcp-echo', 50_000)}`,
      at: ['two', 'three', 'four'].map((name, i) => `${name}=${use}; echo $? > ${ends[i]}`),
      // The run ends with its client: it waits for the others.
      client: `${use} && [ "$(echo $(cat ${ends.join(' ')}))" = '0 0 0' ]`,
    };
    await runPlan(run, ({ report, said, folder: results }) => {
      assert.is(said.match(/20 packets transmitted, 20 received, 0% packet loss/g)?.length, 4, said);
      const walks = walksOf(results, report);
      for (const name of clients) {
        const pings = ofProtocol(walks, name, ICMP);
        assert.equal([pings.length, pings.filter(({ end }) => end?.out && end.stage === 'trunk').length], [20, 20]);
      }
      assert.is(ofProtocol(walks, 'server', ICMP).filter(({ end }) => end?.out && end.stage === 'home').length, 80);
      const { ledger, ports, stages } = report;
      assert.equal([ledger.dropped, ledger.born], [{}, 0]);
      assert.is(ledger.in, ledger.out + ledger.inFlight);
      const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
      assert.is(sum(ports.map(({ framesIn }) => framesIn)), ledger.in);
      assert.is(sum(ports.map(({ framesOut }) => framesOut)), ledger.out);
      // Each client's frames take its own stage, and all of them the trunk.
      assert.equal(
        stages.slice(0, 4).map(({ framesIn }) => framesIn),
        ports.slice(0, 4).map(({ framesIn }) => framesIn),
      );
      assert.is(stages[4]!.framesIn, sum(stages.slice(0, 4).map(({ framesOut }) => framesOut)));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

beside(inNamespaces)('two kinds of traffic from one host take different paths with delays of their own', async () => {
  const plan = `
ports:
  alice: { enter: [{ match: udp port 5004, topology: media }, bulk] }
  bob: {}
stages:
  short: { delay: 5ms }
  long: { rate: 5Mbit/s, delay: 40ms, queue: 1MB }
  home: { delay: 1ms }
topologies:
  media: { path: [short], to: bob }
  bulk: { from: alice, path: [long], to: bob }
  back: { from: bob, path: [home], to: alice }
`;
  const flood = (port: number, count: number): string => program('udp-flood', '$HOOKLINE_BOB', port, 200, count);
  // Ping ends when its answers are back, and by then all that was sent before it has gone by the same path.
  const client = `${flood(5004, 150)} & ${flood(5005, 100)}; wait; ping -c 3 -i 0.1 -W 5 $HOOKLINE_BOB`;
  await runPlan({ plan, server: `exec ${program('udp-sink', 5004, 5005)}`, client }, ({ report, said, folder }) => {
    assert.match(said, '3 packets transmitted, 3 received');
    const walks = walksOf(folder, report).filter(({ port }) => port === 'alice');
    const took = (stage: string): Walk[] => walks.filter(({ end }) => end?.out && end.stage === stage);
    const [short, long] = [took('short'), took('long')];
    assert.equal(
      report.stages.slice(0, 2).map(({ name, framesIn, framesOut }) => [name, framesIn, framesOut]),
      [
        ['short', 150, 150],
        ['long', 103, 103],
      ],
    );
    assert.is(ofProtocol(long, 'alice', ICMP).length, 3);
    const port = ({ bytes }: Walk): number => bytes.readUInt16BE(36);
    assert.ok(short.every(walk => port(walk) === 5004));
    assert.ok(long.every(walk => port(walk) !== 5004));
    assert.equal([...new Set(short.map(({ at, end }) => end!.at - at))], [5e6]);
    // Sent at 5 Mbit/s, then 40 ms under way.
    for (const { at, end, bytes } of long) assert.ok(end!.at - at >= 40e6 + bytes.length * 1600, `${end!.at - at}`);
  });
});

test.run();
