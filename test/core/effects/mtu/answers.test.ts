import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../../../sdk/build.js';
import { Frame } from '../../../../sdk/frame.js';
import { hexOf, StageDouble } from './stage-double.js';

const V4 = { src: '192.168.22.2', dst: '192.168.66.2', dontFragment: true } as const;
const V6 = { src: 'fd22::2', dst: 'fd66::2' } as const;
const UDP = { srcPort: 5000, dstPort: 53 } as const;

/** A stage with an MTU of 1280 after one frame; its slots take jumbo frames. */
const after = (spec: FrameSpec, plan: ConstructorParameters<typeof StageDouble>[0] = {}): StageDouble =>
  new StageDouble(plan, { slots: 16, slotBytes: 10_240 }).enter(build(spec));

test('IPv4 with DF dies and is answered by ICMP 3/4 with the MTU and 548 bytes of the packet', () => {
  const spec = {
    eth: { src: '22:22:22:22:22:22', dst: '66:66:66:66:66:66' },
    vlan: [{ vid: 9 }],
    ipv4: { ...V4, id: 0x4242 },
    udp: UDP,
    payload: 1400,
  };
  const stage = after(spec);
  assert.equal([stage.fates, stage.passed.length, stage.answers.length], [['mtu'], 0, 1]);
  const headers = '222222222222 666666666666 8100 0009 0800';
  const ip = '45c0 0240 0000 0000 4001 caa9 c0a81601 c0a81602';
  const icmp = '0304 d6e2 0000 0500';
  const quoted = hexOf(build(spec)).slice(2 * 18, 2 * (18 + 548));
  assert.is(hexOf(stage.answers[0]), `${headers}${ip}${icmp}`.replace(/ /g, '') + quoted);
});

test('IPv6 dies and is answered by packet too big, 1280 bytes in all', () => {
  const spec = { ipv6: { ...V6, flowLabel: 7 }, udp: UDP, payload: 1400 };
  const stage = after(spec);
  assert.equal([stage.fates, stage.passed.length, stage.answers.length], [['mtu'], 0, 1]);
  const answer = stage.answers[0]!;
  assert.is(answer.length, 14 + 1280);
  const ip = '60000000 04d8 3a 40 fd220000000000000000000000000001 fd220000000000000000000000000002';
  assert.is(hexOf(answer).slice(28, 28 + 80), ip.replace(/ /g, ''));
  assert.is(answer.icmpv6!.checksumOk, true);
  assert.equal([answer.icmpv6!.type, answer.icmpv6!.code, answer.icmpv6!.rest], [2, 0, 1280]);
  assert.is(hexOf(answer).slice(2 * 62), hexOf(build(spec)).slice(28, 28 + 2 * 1232));
});

test('answers quote no more than there is, padding left out, and name the address of the plan', () => {
  const v4 = after({ ipv4: V4, payload: 60 }, { size: 68, address: '10.9.8.7' }).answers[0]!;
  assert.equal([v4.length, v4.ipv4!.srcText, v4.icmp!.checksumOk], [14 + 28 + 80, '10.9.8.7', true]);
  const v6 = after({ ipv6: V6, payload: 60 }, { size: 68, address6: '2001:db8::9' }).answers[0]!;
  assert.equal([v6.length, v6.ipv6!.srcText, v6.icmpv6!.checksumOk], [14 + 48 + 100, '2001:db8::9', true]);
});

test('the stage down answers as the gateway of the server', () => {
  const stage = new StageDouble({}, { direction: 'down' });
  stage.enter(build({ ipv4: V4, payload: 1400 })).enter(build({ ipv6: V6, payload: 1400 }));
  assert.equal([stage.answers[0]!.ipv4!.srcText, stage.answers[1]!.ipv6!.srcText], ['192.168.66.1', 'fd66::1']);
});

test('answers of IPv4 have identifications of their own, so that they can be fragmented on a way back as narrow', () => {
  const stage = new StageDouble({});
  for (let i = 0; i < 3; i++) stage.enter(build({ ipv4: V4, payload: 1400 }));
  assert.equal(
    stage.answers.map(({ ipv4 }) => [ipv4!.id, ipv4!.dontFragment]),
    [
      [0, false],
      [1, false],
      [2, false],
    ],
  );
});

const GROUP = { dst: '01:00:5e:00:00:05' };
const EVERYONE = { dst: 'ff:ff:ff:ff:ff:ff' };
const BIG = 2000;
const icmp = (type: number): FrameSpec => ({ ipv4: V4, icmp: { type }, payload: BIG });
const icmpv6 = (type: number): FrameSpec => ({ ipv6: V6, icmpv6: { type }, payload: BIG });
const fragmentHeader = (offset: number): { type: number; body: Uint8Array } => ({
  type: 44,
  body: Uint8Array.of(offset >>> 8, offset | 1, 0, 0, 0, 1),
});

const DIE: Record<string, [boolean, FrameSpec]> = {
  'an ICMP echo': [true, icmp(8)],
  'an ICMP extended echo': [true, icmp(42)],
  'ICMP unreachable': [false, icmp(3)],
  'an ICMP redirect': [false, icmp(5)],
  'ICMP time exceeded': [false, icmp(11)],
  'an ICMP type nobody knows': [false, icmp(200)],
  'a first fragment': [true, { ipv4: { ...V4, moreFragments: true }, payload: BIG }],
  'a first fragment of an ICMP error': [false, { ...icmp(11), ipv4: { ...V4, moreFragments: true } }],
  'a later fragment': [false, { ipv4: { ...V4, fragmentOffset: 8, protocol: 17 }, payload: BIG }],
  'an IPv4 multicast': [false, { eth: GROUP, ipv4: { ...V4, dst: '224.0.0.5' }, payload: BIG }],
  'an IPv4 multicast sent to one station': [false, { ipv4: { ...V4, dst: '224.0.0.5' }, payload: BIG }],
  'a unicast packet in a broadcast frame': [false, { eth: EVERYONE, ipv4: V4, payload: BIG }],
  'an IPv4 broadcast': [false, { ipv4: { ...V4, dst: '255.255.255.255' }, payload: BIG }],
  'a packet to the network 0': [false, { ipv4: { ...V4, dst: '0.0.0.0' }, payload: BIG }],
  'a packet from 0.0.0.0': [false, { ipv4: { ...V4, src: '0.0.0.0' }, payload: BIG }],
  'a packet from loopback': [false, { ipv4: { ...V4, src: '127.0.0.1' }, payload: BIG }],
  'a packet from a group': [false, { ipv4: { ...V4, src: '239.1.1.1' }, payload: BIG }],
  'a packet from class E': [false, { ipv4: { ...V4, src: '240.0.0.1' }, payload: BIG }],
  'an ICMPv6 echo': [true, icmpv6(128)],
  'an ICMPv6 error': [false, icmpv6(3)],
  'packet too big': [false, icmpv6(2)],
  'an ICMPv6 redirect': [false, icmpv6(137)],
  'an ICMPv6 error behind an extension header': [
    false,
    { ...icmpv6(1), ipv6: { ...V6, extensions: [{ type: 60, body: new Uint8Array(6) }] } },
  ],
  'a first IPv6 fragment of an error': [false, { ...icmpv6(1), ipv6: { ...V6, extensions: [fragmentHeader(0)] } }],
  'a later IPv6 fragment': [true, { ipv6: { ...V6, protocol: 58, extensions: [fragmentHeader(16)] }, payload: BIG }],
  'an IPv6 multicast': [true, { eth: { dst: '33:33:00:00:00:05' }, ipv6: { ...V6, dst: 'ff0e::5' }, payload: BIG }],
  'an IPv6 packet in a broadcast frame': [true, { eth: EVERYONE, ipv6: V6, payload: BIG }],
  'an IPv6 packet from nobody': [false, { ipv6: { ...V6, src: '::' }, payload: BIG }],
  'an IPv6 packet from a group': [false, { ipv6: { ...V6, src: 'ff02::1' }, payload: BIG }],
  'a frame of another protocol': [false, { eth: { type: 0x88b5 }, payload: BIG }],
};

for (const [what, [answered, spec]] of Object.entries(DIE)) {
  test(`${what} that is too big dies and is ${answered ? '' : 'not '}answered`, () => {
    const stage = after(spec);
    assert.equal([stage.fates, stage.passed.length, stage.inside], [['mtu'], 0, 0]);
    assert.is(stage.answers.length, answered ? 1 : 0);
  });
}

test('an answer about a group comes from an address that can send', () => {
  const src = (eth: FrameSpec['eth']): string =>
    after({ ...(eth ? { eth } : {}), ipv6: { ...V6, dst: 'ff0e::5' }, payload: BIG }).answers[0]!.eth!.srcText;
  assert.is(src({ dst: '33:33:00:00:00:05' }), '32:33:00:00:00:05');
  assert.is(src(EVERYONE), 'fe:ff:ff:ff:ff:ff');
});

test('a black hole drops in silence and still fragments what may be fragmented', () => {
  const hole = after({ ipv4: V4, payload: BIG }, { icmp: false });
  assert.equal([hole.fates, hole.answers.length], [['mtu'], 0]);
  assert.is(after({ ipv4: { ...V4, dontFragment: false }, payload: BIG }, { icmp: false }).passed.length, 2);
});

test('damaged packets are not answered: a wrong IPv4 header checksum, one longer than its frame, a jumbogram', () => {
  const wrong = build({ ipv4: V4, payload: BIG });
  wrong.ipv4!.checksum ^= 1;
  const cut = build({ ipv6: V6, payload: BIG });
  cut.ipv6!.payloadLength += 1;
  const jumbogram = build({ ipv6: V6, payload: BIG });
  jumbogram.ipv6!.payloadLength = 0;
  for (const frame of [wrong, cut, jumbogram]) {
    const stage = new StageDouble({}, { slots: 16, slotBytes: 4096 }).enter(frame);
    assert.equal([stage.fates, stage.answers.length], [['mtu'], 0]);
  }
});

test('answers keep to their rate: a burst at once, then one each time a token has come', () => {
  const stage = new StageDouble({ answers: 3, burst: 2 });
  const frame = build({ ipv4: V4, payload: 1400 });
  const told = (now: number): boolean => {
    const before = stage.answers.length;
    stage.now = now;
    stage.enter(frame);
    return stage.answers.length > before;
  };
  assert.equal([0, 0, 0, 333_333_333, 333_333_334, 333_333_335].map(told), [true, true, false, false, true, false]);
  assert.equal([666_666_666, 666_666_667, 60e9, 60e9, 60e9].map(told), [false, true, true, true, false]);
});

test('over any while there are at most burst + rate x time answers, and no fewer when asked all the time', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 1e6 }),
    fc.integer({ min: 1, max: 100 }),
    fc.array(fc.integer({ min: 0, max: 5e7 }), { minLength: 1, maxLength: 200 }),
    (answers, burst, waits) => {
      const stage = new StageDouble({ answers, burst, size: 68 });
      const frame = build({ ipv4: V4, payload: 60 });
      // The exact bucket, in parts of a token: 1e9 a token.
      let credit = BigInt(burst) * 1_000_000_000n;
      let expected = 0;
      for (const wait of waits) {
        stage.now += wait;
        stage.enter(frame);
        credit += BigInt(wait) * BigInt(answers);
        if (credit > BigInt(burst) * 1_000_000_000n) credit = BigInt(burst) * 1_000_000_000n;
        if (credit >= 1_000_000_000n) {
          credit -= 1_000_000_000n;
          expected++;
        }
        assert.is(stage.answers.length, expected);
      }
    },
  );
  fc.assert(property, { seed: 3, numRuns: 100 });
});

test('frames of random bytes never make it throw, and each has one fate', () => {
  const header = fc.constantFrom('0800', '86dd', '8100', '88a8', '0806', '88b5');
  const property = fc.property(header, fc.uint8Array({ minLength: 100, maxLength: 300 }), (type, bytes) => {
    const raw = Uint8Array.from([...bytes.subarray(0, 12), ...Buffer.from(type, 'hex'), ...bytes]);
    if (type === '0800') raw[14] = 0x45 + (bytes[0]! & 3);
    if (type === '86dd') raw[14] = 0x60;
    const stage = new StageDouble({ size: 68 }).enter(Frame.of(raw));
    assert.is(stage.inside, 0);
    assert.ok(stage.fates.length + stage.passed.length >= 1);
  });
  fc.assert(property, { seed: 4, numRuns: 500 });
});

test.run();
