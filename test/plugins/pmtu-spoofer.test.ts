import { test } from 'uvu';
import * as assert from 'uvu/assert';
import pmtuSpoofer from '../../plugins/pmtu-spoofer.js';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';
import { dissect, withTshark } from './tshark.js';

type Options = OptionTexts<NonNullable<typeof pmtuSpoofer.options>>;

const v4 = (payload: number, ip: Partial<NonNullable<FrameSpec['ipv4']>> = {}): Frame =>
  build({
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2', dontFragment: true, ...ip },
    tcp: { srcPort: 5000, dstPort: 80, seq: 1000 },
    payload,
  });
const v6 = (payload: number): Frame =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, tcp: { srcPort: 5000, dstPort: 80, seq: 1000 }, payload });
const forgedBy = (frame: Frame, options: Options = {}): Frame[] => {
  const r = rig(pmtuSpoofer, { options });
  const { passed, back } = r.preamble(frame);
  assert.equal([...passed[0]!.bytes], [...frame.bytes], 'the packet itself goes on as it is');
  r.settle();
  return back;
};
const hexOf = (bytes: Uint8Array, from: number, to?: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('hex');

test('the sender of an IPv4 packet is told that it had to be fragmented', () => {
  const packet = v4(1460);
  const [forged, ...others] = forgedBy(packet, { mtu: '552B' });
  assert.equal(others, []);
  const { eth, ipv4, icmp } = forged!;
  assert.equal([eth!.src, eth!.dst], [0x020000000002, 0x020000000001]);
  assert.equal([ipv4!.srcText, ipv4!.dstText, ipv4!.totalLength], ['10.0.0.2', '10.0.0.1', 576]);
  assert.equal([icmp!.type, icmp!.code, icmp!.rest], [3, 4, 552]);
  assert.is(hexOf(forged!.bytes, 42), hexOf(packet.bytes, 14, 14 + 548), 'as much of the packet as fits');
  assert.equal([forged!.headerChecksumOk, forged!.transportChecksumOk], [true, true]);
});

test('the sender of an IPv6 packet is told that it was too big', () => {
  const packet = v6(1400);
  const [forged] = forgedBy(packet, { mtu: '1300B' });
  const { ipv6, icmpv6 } = forged!;
  assert.equal([ipv6!.srcText, ipv6!.dstText, ipv6!.payloadLength], ['2001:db8::2', '2001:db8::1', 1240]);
  assert.equal([icmpv6!.type, icmpv6!.code, icmpv6!.rest], [2, 0, 1300]);
  assert.is(hexOf(forged!.bytes, 62), hexOf(packet.bytes, 14, 14 + 1232));
  assert.is(forged!.transportChecksumOk, true);
});

test('the sequence number quoted can be wrong, and nothing else of the quotation', () => {
  const [right, wrong] = [forgedBy(v4(1460))[0]!, forgedBy(v4(1460), { offset: '-5000' })[0]!];
  assert.is(hexOf(right.bytes, 42 + 24, 42 + 28), '000003e8');
  assert.is(hexOf(wrong.bytes, 42 + 24, 42 + 28), 'fffff060');
  assert.is(hexOf(wrong.bytes, 42, 42 + 24), hexOf(right.bytes, 42, 42 + 24));
  assert.is(wrong.transportChecksumOk, true);
});

test('it can be told in the name of a router, of each version by itself', () => {
  assert.is(forgedBy(v4(1460), { router: '10.9.9.9' })[0]!.ipv4!.srcText, '10.9.9.9');
  assert.is(forgedBy(v6(1400), { router: '10.9.9.9' })[0]!.ipv6!.srcText, '2001:db8::2');
  assert.is(forgedBy(v6(1400), { router: '2001:db8::9' })[0]!.ipv6!.srcText, '2001:db8::9');
  assert.throws(() => rig(pmtuSpoofer, { options: { router: '10.0.0.0/8' } }), /no single address/);
});

test('packets that would have passed, or been fragmented, draw nothing', () => {
  assert.is(forgedBy(v4(1240)).length, 0, '1280 bytes');
  assert.is(forgedBy(v4(1241)).length, 1);
  assert.is(forgedBy(v4(1460, { dontFragment: false })).length, 0);
  assert.is(forgedBy(build({ payload: 1400 })).length, 0, 'no IP');
  assert.is(
    forgedBy(
      build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2', dontFragment: true }, icmp: { type: 8 }, payload: 1400 }),
    ).length,
    1,
  );
});

test('each flow is told so many times, in each direction by who sends', () => {
  const r = rig(pmtuSpoofer, { options: { most: '2' } });
  const told = Array.from({ length: 4 }, () => r.preamble(v4(1460)).back.length);
  assert.equal(told, [1, 1, 0, 0]);
  assert.is(r.preamble(v6(1400)).back.length, 1);
  assert.is(r.counters.get('forged'), 3);
  assert.equal(r.events[0]!.fields, { mtu: 1280, length: 1500, seq: 1000, quoted: 1000 });
  r.settle();
});

test('true messages can be swallowed, and nothing else', () => {
  const r = rig(pmtuSpoofer, { options: { do: 'swallow' } });
  const icmp = (type: number, code: number): Frame =>
    build({ ipv4: { src: '10.0.0.9', dst: '10.0.0.1' }, icmp: { type, code }, payload: 28 });
  const icmpv6 = (type: number): Frame =>
    build({ ipv6: { src: '2001:db8::9', dst: '2001:db8::1' }, icmpv6: { type }, payload: 48 });
  const fates = [icmp(3, 4), icmp(3, 3), icmp(11, 4), icmpv6(2), icmpv6(1), v4(1460)].map(frame => r.preamble(frame));
  assert.equal(
    fates.map(({ dropped }) => dropped.join()),
    ['swallowed', '', '', 'swallowed', '', ''],
  );
  assert.equal(
    fates.map(({ back }) => back.length),
    [0, 0, 0, 0, 0, 0],
  );
  const forging = rig(pmtuSpoofer, {});
  assert.is(forging.preamble(icmp(3, 4)).passed.length, 1);
  assert.throws(() => rig(pmtuSpoofer, { options: { mtu: '60B' } }), /'mtu' can be 68 to 65535 bytes, not 60/);
});

withTshark('tshark finds the quoted segment in the message, which has right checksums', () => {
  const forged = [forgedBy(v4(1460), { mtu: '552B', offset: '7' })[0]!, forgedBy(v6(1400))[0]!];
  const fields = [
    'icmp.type',
    'icmp.code',
    'icmp.mtu',
    'icmp.checksum.status',
    'icmpv6.type',
    'icmpv6.mtu',
    'icmpv6.checksum.status',
    'tcp.seq',
  ];
  assert.equal(dissect(forged, ...fields), [
    ['3', '4', '552', '1', '', '', '', '1007'],
    ['', '', '', '', '2', '1280', '1', '1000'],
  ]);
});

test.run();
