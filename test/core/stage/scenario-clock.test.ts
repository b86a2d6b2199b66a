import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STARTUPS, type Startup } from '../../../core/plan/plan.js';
import { journalledClock, ownClock, startsClock } from '../../../core/stage/scenario-clock.js';
import { build, type FrameSpec } from '../../../sdk/build.js';
import { mbps, ms, type Nanos } from '../../../sdk/units.js';
import { CLIENT, Lab, type LabSetup, SERVER } from './lab.js';

const ipv4 = { src: '192.168.22.2', dst: '192.168.66.2' };
const ports = { srcPort: 5000, dstPort: 80 };
const GROUP = '33:33:00:00:00:16';

/** Frames by what they are. */
const FRAMES: Readonly<Record<string, FrameSpec>> = {
  'an ARP request, to all': {
    eth: { dst: 'ff:ff:ff:ff:ff:ff' },
    arp: { senderMac: '22:22:22:22:22:22', senderIp: ipv4.src, targetIp: ipv4.dst },
  },
  'an ARP reply': {
    arp: { operation: 2, senderMac: '66:66:66:66:66:66', senderIp: ipv4.dst, targetIp: ipv4.src },
  },
  'a router solicitation': {
    eth: { dst: GROUP },
    ipv6: { src: 'fe80::1', dst: 'ff02::2' },
    icmpv6: { type: 133, code: 0 },
  },
  'a multicast datagram': { eth: { dst: GROUP }, ipv6: { src: 'fe80::1', dst: 'ff02::fb' }, udp: ports },
  'an echo request': { ipv4, icmp: { type: 8, code: 0 }, payload: 1458 },
  'a small segment': { ipv4, tcp: ports },
  'a segment of 1499 bytes': { ipv4, tcp: ports, payload: 1445 },
  'a segment of 1500 bytes': { ipv4, tcp: ports, payload: 1446 },
  'a tagged IPv6 datagram of 1500 bytes': {
    vlan: [{ vid: 7 }],
    ipv6: { src: 'fd22::2', dst: 'fd66::2' },
    udp: ports,
    payload: 1434,
  },
};

const starters = (startup: Startup): string[] =>
  Object.keys(FRAMES).filter(name => startsClock(startup, build(FRAMES[name]!)));

test('only unicast frames start the clock, and of those the ones that the mode asks for', () => {
  const large = ['a segment of 1500 bytes', 'a tagged IPv6 datagram of 1500 bytes'];
  const transport = ['a small segment', 'a segment of 1499 bytes', ...large];
  assert.equal(starters('app-start'), []);
  assert.equal(starters('first-packet'), ['an ARP reply', 'an echo request', ...transport]);
  assert.equal(starters('first-transport-packet'), transport);
  assert.equal(starters('first-large-transport-packet'), large);
});

test('frames that are no packets at all start nothing but the first-packet clock', () => {
  const rubbish = build({ eth: { type: 0x0800 }, payload: Uint8Array.of(0x4f, 0, 0xff, 0xff, 1, 2, 3) });
  assert.equal(
    STARTUPS.filter(startup => startsClock(startup, rubbish)),
    ['first-packet'],
  );
});

test('the first offer starts the clock, and a replay’s clock takes none', () => {
  const clock = ownClock();
  assert.is(clock.read(), Number.POSITIVE_INFINITY);
  assert.equal([clock.start(7), clock.start(3), clock.read()], [7, 7, 7]);
  assert.equal(
    [journalledClock.start(7), journalledClock.read()],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  );
});

const SCENARIO = {
  rows: [
    { at: 0 as Nanos, route: 0, delay: ms(10), rate: mbps(Number.POSITIVE_INFINITY) },
    { at: ms(100), route: 1, delay: ms(4), rate: mbps(Number.POSITIVE_INFINITY) },
  ],
};
const waiting = (setup: LabSetup = {}): Lab =>
  new Lab({ scenario: SCENARIO, startup: 'first-transport-packet', ...setup });
const bytes = (name: string): Uint8Array => build(FRAMES[name]!).bytes;

test('rows count from the frame that starts the clock, in both directions; until then the first row is in force', () => {
  const lab = waiting();
  lab.arrive(ms(500), bytes('an echo request'), CLIENT);
  lab.arrive(ms(600), bytes('a small segment'), SERVER);
  lab.arrive(ms(700) - 1, bytes('an echo request'), CLIENT);
  lab.arrive(ms(700), bytes('an echo request'), CLIENT);
  lab.arrive(ms(700), bytes('an echo request'), SERVER);
  lab.run();
  assert.is(lab.engine.scenarioAt, ms(600));
  assert.equal(
    lab.sent.map(({ at, port }) => `${at / 1e6} ${port}`),
    [`510 ${SERVER}`, `610 ${CLIENT}`, `704 ${SERVER}`, `704 ${CLIENT}`, `${710 - 1e-6} ${SERVER}`],
  );
});

test('the journal has the start before the frame that caused it, once', () => {
  const lab = waiting();
  lab.arrive(5, bytes('a small segment'));
  lab.arrive(6, bytes('a small segment'));
  assert.equal(lab.arrivals, ['5 clock: 5', '5 port 0: 54 of 54', '6 port 0: 54 of 54']);
  const always = waiting({ startup: 'app-start' });
  always.arrive(5, bytes('a small segment'));
  assert.equal(always.arrivals, ['5 port 0: 54 of 54']);
});

test('an engine that hears late of the start puts the rows that are due by now into force, one after the other', () => {
  const lab = waiting();
  lab.arrive(ms(450), bytes('an echo request'));
  lab.engine.startScenario(ms(300));
  lab.arrive(ms(450), bytes('an echo request'));
  // A second word about the start changes nothing.
  lab.engine.startScenario(ms(449));
  lab.run();
  assert.equal(
    lab.sent.map(({ at }) => at / 1e6),
    [454, 460],
  );
  assert.equal(lab.arrivals[1], `${ms(450)} clock: ${ms(300)}`);
});

test.run();
