import { test } from 'uvu';
import * as assert from 'uvu/assert';
import arpSpoofer from '../../plugins/arp-spoofer.js';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';
import { ms } from '../../sdk/units.js';
import { parseIpv6 } from '../../sdk/wire/address.js';
import { dissect, withTshark } from './tshark.js';

type Options = OptionTexts<NonNullable<typeof arpSpoofer.options>>;
const hexOf = ({ bytes }: Frame): string => Buffer.from(bytes).toString('hex');
const hex = (text: string): string => text.replaceAll(' ', '');

const [ASKER, OWNER] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'];
const request = (arp: Partial<NonNullable<FrameSpec['arp']>> = {}, vlan: FrameSpec['vlan'] = []): Frame =>
  build({
    eth: { src: ASKER, dst: 'ff:ff:ff:ff:ff:ff' },
    vlan,
    arp: { senderMac: ASKER, senderIp: '10.0.0.1', targetIp: '10.0.0.7', ...arp },
    pad: true,
  });
const reply = (mac = OWNER): Frame =>
  build({
    eth: { src: mac, dst: ASKER },
    arp: { operation: 2, senderMac: mac, senderIp: '10.0.0.7', targetMac: ASKER, targetIp: '10.0.0.1' },
    pad: true,
  });
const neighbour = (type: number, src: string, target: string, mac = ASKER): Frame =>
  build({
    eth: { src: mac, dst: '33:33:ff:00:00:07' },
    ipv6: { src, dst: 'ff02::1:ff00:7', hopLimit: 255 },
    icmpv6: { type },
    payload: Uint8Array.of(...parseIpv6(target), 1, 1, 2, 0, 0, 0, 0, 0x0a),
  });
const answers = (frame: Frame, options: Options = {}): string[] => {
  const r = rig(arpSpoofer, { options });
  const { passed, back } = r.preamble(frame);
  assert.is(passed.length, 1, 'the question itself goes on');
  assert.is(r.counters.get('answered') ?? 0, back.length);
  r.settle();
  return back.map(hexOf);
};

test('who asks for an address is told the link address of the option', () => {
  assert.equal(answers(request()), [
    hex('02000000000a 020000666666 0806  0001 0800 06 04 0002  020000666666 0a000007  02000000000a 0a000001') +
      '00'.repeat(18),
  ]);
  const [tagged] = answers(request({}, [{ vid: 7 }]), { mac: '02:11:22:33:44:55' });
  assert.is(tagged!.slice(0, 36), hex('02000000000a 021122334455 8100 0007 0806'));
});

test('who asks for an IPv6 neighbour is told so by an advertisement, solicited and overriding', () => {
  const [frame, ...others] = answers(neighbour(135, 'fe80::1', '2001:db8::7'));
  assert.equal(others, []);
  assert.is(
    frame,
    hex(`02000000000a 020000666666 86dd  6000 0000 0020 3a ff
      20010db8 00000000 00000000 00000007  fe800000 00000000 00000000 00000001
      88 00 52d5 60000000  20010db8 00000000 00000000 00000007  02 01 020000666666`).replace(/\s/g, ''),
  );
});

test('only the addresses of the option are claimed', () => {
  const six = neighbour(135, 'fe80::1', '2001:db8::7');
  const counts = (address: string): number[] => [
    answers(request(), { address }).length,
    answers(six, { address }).length,
  ];
  assert.equal(counts('10.0.0.7'), [1, 0]);
  assert.equal(counts('10.0.0.8'), [0, 0]);
  assert.equal(counts('10.0.0.0/24'), [1, 0]);
  assert.equal(counts('2001:db8::/32'), [0, 1]);
  assert.equal(counts('any'), [1, 1]);
});

test('what a host asks about its own address stays unanswered', () => {
  assert.equal(answers(request({ senderIp: '0.0.0.0' })), [], 'a probe');
  assert.equal(answers(request({ senderIp: '10.0.0.7' })), [], 'an announcement');
  assert.equal(answers(neighbour(135, '::', '2001:db8::7')), [], 'duplicate address detection');
});

test('true answers pass, or are dropped where they would spoil it', () => {
  for (const [genuine, lost] of [
    ['pass', []],
    ['drop', ['genuine']],
  ] as const) {
    const r = rig(arpSpoofer, { options: { genuine, address: '10.0.0.7' } });
    assert.equal(r.preamble(reply()).dropped, lost);
    assert.equal(r.preamble(reply('02:00:00:66:66:66')).dropped, [], 'the forged one');
    assert.equal(r.preamble(neighbour(136, 'fe80::7', '2001:db8::7', OWNER)).dropped, [], 'of another address');
    const six = rig(arpSpoofer, { options: { genuine } });
    assert.equal(six.preamble(neighbour(136, 'fe80::7', '2001:db8::7', OWNER)).dropped, lost);
    const echo = build({ ipv6: { src: 'fe80::1', dst: 'fe80::2' }, icmpv6: { type: 128 } });
    assert.equal(six.preamble(echo).dropped, []);
    r.settle();
  }
});

test('one address is announced again and again, to everyone on the link', () => {
  const r = rig(arpSpoofer, { options: { address: '10.0.0.7', announce: '100ms' } });
  const { passed, times } = r.advance(ms(350));
  assert.equal(times, [ms(100), ms(200), ms(300)]);
  assert.is(
    hexOf(passed[0]!),
    hex('ffffffffffff 020000666666 0806  0001 0800 06 04 0001  020000666666 0a000007  000000000000 0a000007') +
      '00'.repeat(18),
  );
  const six = rig(arpSpoofer, { options: { address: '2001:db8::7', announce: '100ms' } });
  const [unasked] = six.advance(ms(100)).passed;
  assert.equal(
    [unasked!.eth!.dstText, unasked!.ipv6!.dstText, unasked!.icmpv6!.rest],
    ['33:33:00:00:00:01', 'ff02::1', 0x20000000],
  );
  assert.equal([six.counters.get('announced'), unasked!.ipv6!.hopLimit], [1, 255]);
  for (const address of ['any', '10.0.0.0/24']) {
    assert.throws(() => rig(arpSpoofer, { options: { address, announce: '1s' } }), /'announce' needs one 'address'/);
  }
  assert.throws(() => rig(arpSpoofer, { options: { announce: '0ms' } }), /'announce' cannot be 0/);
});

withTshark('tshark reads replies and advertisements as what they are', () => {
  const r = rig(arpSpoofer, {});
  const forged = [request(), neighbour(135, 'fe80::1', '2001:db8::7')].map(frame => r.preamble(frame).back[0]!);
  const fields = [
    'arp.opcode',
    'arp.src.hw_mac',
    'arp.src.proto_ipv4',
    'icmpv6.checksum.status',
    'icmpv6.nd.na.target_address',
    'icmpv6.opt.linkaddr',
  ];
  assert.equal(dissect(forged, ...fields), [
    ['2', '02:00:00:66:66:66', '10.0.0.7', '', '', ''],
    ['', '', '', '1', '2001:db8::7', '02:00:00:66:66:66'],
  ]);
});

test.run();
