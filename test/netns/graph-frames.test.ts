import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bare } from '../../core/netns/pair.js';
import { defaultAddresses } from '../../core/plan/port-plan.js';
import type { RunReport } from '../../core/report/run-report.js';
import { programOf } from '../command-line.js';
import { sideBySide } from '../side-by-side.js';
import { framesOfAllKinds, type Station } from './frame-kinds.js';
import { captureCommand, capturedFrames, dissect, withCaptures } from './host-captures.js';
import { program, runPlan } from './live-plan.js';

const STATIONS = ['client', 'server', 'other'] as const;
type StationName = (typeof STATIONS)[number];

const station = (name: StationName): Station & { readonly interfaceName: string } => {
  const { interfaceName, mac, ipv4, ipv6 } = defaultAddresses(STATIONS.indexOf(name));
  return { interfaceName, mac, ipv4: bare(ipv4!), ipv6: bare(ipv6!) };
};

/** Forgets what `run` told the host of its neighbours, and puts off the probes that would come some time after. */
const forget = (name: StationName): string => {
  const { interfaceName } = station(name);
  const later = ['ipv4', 'ipv6'].map(
    family => `echo 600 > /proc/sys/net/${family}/neigh/${interfaceName}/delay_first_probe_time`,
  );
  return `${later.join('; ')}; ip neigh flush dev ${interfaceName} nud permanent`;
};

const SENDER = programOf(import.meta.url, './programs/send-frames.ts');

const toServer = (from: StationName): string[] => Object.values(framesOfAllKinds(station(from), station('server')));

/** Nobody has this address. */
const STRANGER = '02:00:00:00:00:99';
const toStranger = (from: StationName): string[] =>
  Object.values(framesOfAllKinds(station(from), { mac: STRANGER, ipv4: '192.168.99.2', ipv6: 'fd99::2' }));

const sendFrames = (from: StationName, frames: readonly string[]): string =>
  [...SENDER, station(from).interfaceName, ...frames, '|| exit 1'].join(' ');

const SERVER = '$HOOKLINE_SERVER $HOOKLINE_SERVER6';
const pings = (count: number, between: number): string =>
  `for to in ${SERVER}; do ping -q -c ${count} -i ${between} -W 5 $to || exit 1; done`;

/** Waits until a shell's conditions hold, and fails when they do not in some 20 s. */
const untilAll = (...conditions: readonly string[]): string => {
  const all = conditions.join(' && ');
  return `for i in $(seq 1000); do { ${all}; } && break; sleep 0.02; done; { ${all}; } || exit 1`;
};

/** What the last frame has in it. */
const LAST = 'this is the last frame';
const lastFrame = `ffffffffffff${station('client').mac.replaceAll(':', '')}88b5${Buffer.from(LAST.padEnd(46)).toString('hex')}`;

interface Crossed {
  readonly report: RunReport;
  /** What a station has sent and what it has received, in hexadecimal, sorted. */
  readonly sent: (by: StationName) => string[];
  readonly received: (by: StationName) => string[];
  /** The file of a station's capture. */
  readonly file: (name: StationName) => string;
}

/**
 * Lets the stations resolve each other, ping, speak TCP and UDP over IPv4 and IPv6 and send frames of all kinds through a
 * graph, with a capture at each. What a station has sent has arrived when the run ends, or never will.
 */
const cross = async (
  names: readonly StationName[],
  graph: string,
  inspect: (crossed: Crossed) => void,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  const file = (name: StationName): string => join(folder, `${name}.pcap`);
  const capturing = untilAll(...names.map(name => `[ -s ${file(name)} ]`));
  const others = names.filter(name => name === 'other');
  const done = join(folder, 'done');
  const capture = (name: StationName): string =>
    `${name}=${forget(name)}; exec ${captureCommand(station(name).interfaceName, file(name))}`;
  const client = [
    capturing,
    pings(5, 0.02),
    sendFrames('client', [...toServer('client'), ...others.flatMap(() => toStranger('client'))]),
    `${program('tcp-exchange', 30_000, SERVER)} > /dev/null || exit 1`,
    `${program('udp-flood', '$HOOKLINE_SERVER', 5004, 500, 50)} & ${program('udp-flood', '239.1.2.3', 5004, 500, 20)}; wait`,
    ...others.map(() => untilAll(`[ -s ${done} ]`)),
    // They take ten times as long as the longest way.
    pings(2, 0.1),
    // A capture that has the last frame has all: what it has not read yet when it is ended is lost.
    sendFrames('client', [lastFrame]),
    untilAll(...names.map(name => `grep -a -q '${LAST}' ${file(name)}`)),
  ].join('\n');
  const run = {
    plan: `ports: { ${names.map(name => `${name}: {}`).join(', ')} }\n${graph}`,
    server: `exec ${program('tcp-echo', 30_000)}`,
    at: [
      `server:5004=exec ${program('udp-sink', 5004)}`,
      ...names.map(capture),
      ...others.map(
        name => `${name}=${[capturing, pings(5, 0.02), sendFrames(name, toServer(name)), `echo > ${done}`].join('\n')}`,
      ),
    ],
    client,
  };
  try {
    await runPlan(run, ({ report }) => {
      const heard = new Map(names.map(name => [name, capturedFrames(file(name), station(name).mac)]));
      const sent = (name: StationName): string[] => heard.get(name)!.sent.sort();
      const received = (name: StationName): string[] => heard.get(name)!.received.sort();
      const all = sent('client');
      for (const frame of toServer('client')) assert.ok(all.includes(frame), frame);
      assert.equal(report.ledger.dropped, {});
      assert.is(
        report.ledger.in,
        names.map(name => sent(name).length).reduce((sum, count) => sum + count, 0),
      );
      inspect({ report, sent, received, file });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What crosses from client to server, as tshark tells it with the destination behind. */
const KINDS: readonly RegExp[] = [
  /^eth:ethertype:arp to ff:/,
  /^eth:ethertype:ip:icmp\b/,
  /^eth:ethertype:ip:tcp:data/,
  /^eth:ethertype:ip:udp\b.* to 66:/,
  /^eth:ethertype:ip:udp\b.* to 01:00:5e:/,
  /^eth:ethertype:ip:udp\b.* to ff:/,
  /^eth:ethertype:ipv6:tcp:data/,
  /^eth:ethertype:ipv6:icmpv6\b.* to 33:33:ff:/,
  /^eth:ethertype:ipv6:udp\b.* to 33:33:/,
  /^eth:ethertype:vlan:ethertype:arp\b.* to ff:/,
  /^eth:ethertype:vlan:ethertype:ip:udp\b.* to 66:/,
  /^eth:ethertype:vlan:ethertype:ip:udp\b.* to 01:00:5e:/,
  /^eth:ethertype:vlan:ethertype:ipv6:tcp\b/,
  /^eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:tcp\b/,
  /^eth:ethertype:vlan:ethertype:vlan:ethertype:ipv6:icmpv6\b/,
  /^eth:llc:stp/,
];

/** tshark finds no checksum bad in a capture, and many good. */
const assertSound = (file: string, kinds: readonly RegExp[] = []): void => {
  const frames = dissect(file);
  assert.equal(
    frames.filter(({ checksums }) => checksums.includes('Bad')),
    [],
  );
  assert.ok(frames.filter(({ checksums }) => checksums.includes('Good')).length > 20);
  const said = frames.map(({ protocols, to }) => `${protocols} to ${to}`);
  for (const kind of kinds) {
    assert.ok(
      said.some(each => kind.test(each)),
      `none is ${kind}`,
    );
  }
};

const beside = sideBySide();

const FORK = `
stages:
  fast: { rate: 20Mbit/s, delay: 2ms, queue: 1MB }
  slow: { rate: 10Mbit/s, delay: 6ms, queue: 1MB }
  slower: { rate: 10Mbit/s, delay: 9ms, queue: 1MB }
topologies:`;

const forked = (from: string, policy: string, exit: string): string => `
  of-${from}:
    from: ${from}
    arcs:
      - { stage: fast, from: fork, to: out, weight: 2 }
      - { stage: slow, from: fork, to: out }
      - { stage: slower, from: fork, to: out }
    dispatch: { fork: ${policy} }
    exits: { out: ${exit} }
`;

beside(withCaptures)('frames of all kinds cross a weighted fork unharmed, both ways', async () => {
  const graph = FORK + forked('client', 'weighted', 'server') + forked('server', 'weighted', 'client');
  await cross(['client', 'server'], graph, ({ report, sent, received, file }) => {
    assert.equal(received('server'), sent('client'));
    assert.equal(received('client'), sent('server'));
    assert.ok(report.stages.every(({ framesOut }) => framesOut > 20));
    assert.is(report.ledger.out, report.ledger.in);
    assertSound(file('server'), KINDS);
    assertSound(file('client'));
  });
});

beside(withCaptures)('of the copies that a flood makes of frames of all kinds each arrives once', async () => {
  const once = (port: string): string => `{ port: ${port}, dedupe: first }`;
  const graph = FORK + forked('client', 'flood', once('server')) + forked('server', 'flood', once('client'));
  await cross(['client', 'server'], graph, ({ report, sent, received, file }) => {
    assert.equal(received('server'), sent('client'));
    assert.equal(received('client'), sent('server'));
    const { in: came, out, born, absorbed, inFlight } = report.ledger;
    // Copies of the last frame may still be under way.
    assert.ok(inFlight <= 2, `${inFlight}`);
    assert.equal([out, born, absorbed], [came, 2 * came, { deduplicated: 2 * came - inFlight }]);
    for (const { name, framesIn } of report.stages) assert.is(framesIn, came, name);
    assertSound(file('server'), KINDS);
  });
});

beside(withCaptures)('an exit that learns brings unicast to one port and group frames to all others', async () => {
  const graph = FORK + forked('[client, server, other]', 'weighted', 'learn').replace(/of-.*:/, 'all:');
  await cross(STATIONS, graph, ({ report, sent, received, file }) => {
    const plain = (mac: string): string => mac.replaceAll(':', '');
    const toAll = (frame: string): boolean =>
      (Number.parseInt(frame.slice(0, 2), 16) & 1) === 1 || frame.startsWith(plain(STRANGER));
    for (const name of STATIONS) {
      const theirs = STATIONS.filter(other => other !== name).flatMap(sent);
      const expected = theirs.filter(frame => toAll(frame) || frame.startsWith(plain(station(name).mac)));
      assert.equal(received(name), expected.sort(), name);
    }
    // A copy each, as there are two others.
    const flooded = STATIONS.flatMap(sent).filter(toAll).length;
    assert.ok(flooded > 40, `${flooded}`);
    const { in: came, out, born } = report.ledger;
    assert.equal([born, out], [flooded, came + flooded]);
    assertSound(file('server'), KINDS);
    assertSound(file('other'));
  });
});

test.run();
