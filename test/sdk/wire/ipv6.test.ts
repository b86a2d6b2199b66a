import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIpv6 } from '../../../sdk/wire/address.js';
import { embedded, hex, hexOf, packed } from '../hex.js';

const ETHERNET = '020000000002 020000000001 86dd';
const SRC = '20010db8000000000000000000000001';
const DST = 'fe80000000000000000000fffe000b02';
const HEADER = `6 29 abcde 0008 11 01 ${SRC} ${DST}`;
const UDP = '0035 1092 0008 0000';

test('an IPv6 header is read from its bytes', () => {
  const ip = embedded(hex(`${ETHERNET} ${HEADER} ${UDP}`)).frame.ipv6!;
  assert.equal([ip.trafficClass, ip.dscp, ip.ecn, ip.flowLabel], [0x29, 10, 1, 0xabcde]);
  assert.equal([ip.payloadLength, ip.nextHeader, ip.protocol, ip.hopLimit], [8, 17, 17, 1]);
  assert.equal([ip.srcText, ip.dstText], ['2001:db8::1', 'fe80::ff:fe00:b02']);
  assert.is(Buffer.from(ip.src).toString('hex'), SRC);
  assert.is(Buffer.from(ip.dst).toString('hex'), DST);
  assert.equal([ip.fragmented, ip.fragmentOffset], [false, 0]);
});

test('an IPv6 header is written to its bytes', () => {
  const { frame, intact } = embedded(hex(`${ETHERNET} 60000000 0008 11 00 ${'00'.repeat(32)} ${UDP}`));
  const ip = frame.ipv6!;
  ip.dscp = 10;
  ip.ecn = 1;
  ip.flowLabel = 0xabcde;
  ip.hopLimit = 1;
  ip.src = parseIpv6('2001:db8::1');
  ip.dst = parseIpv6('fe80::ff:fe00:b02');
  assert.is(hexOf(frame), packed(`${ETHERNET} ${HEADER} ${UDP}`), 'no checksum: it stays none');
  assert.throws(() => {
    ip.src = new Uint8Array(4);
  }, /16 bytes, not 4/);
  assert.ok(intact());
});

const walk = (next: string, rest: string) => {
  const bytes = hex(
    `${ETHERNET} 60000000 ${(packed(rest).length / 2).toString(16).padStart(4, '0')} ${next} 40 ${SRC} ${DST} ${rest}`,
  );
  return embedded(bytes).frame;
};

test('extension headers are stepped over to the transport header', () => {
  const frame = walk(
    '00',
    `3c 00 010400000000  2b 00 010400000000  33 00 000000000000  11 02 0000 00000001 00000001 00000000 ${UDP}`,
  );
  assert.is(frame.ipv6!.nextHeader, 0);
  assert.is(frame.ipv6!.protocol, 17);
  assert.is(frame.udp!.srcPort, 53);
  assert.is(frame.ipv6!.upperAt, frame.udp!.at);
});

test('the first fragment has a transport header and later ones have not', () => {
  const first = walk('2c', `11 00 0001 00000005 ${UDP}`);
  assert.equal([first.ipv6!.fragmented, first.ipv6!.fragmentOffset, first.udp?.srcPort], [true, 0, 53]);
  const later = walk('2c', `11 00 05a8 00000005 ${UDP}`);
  assert.equal([later.ipv6!.fragmented, later.ipv6!.fragmentOffset, later.ipv6!.protocol], [true, 1448, 17]);
  assert.is(later.udp, undefined);
  const inside = walk('2c', `3c 00 05a8 00000005 11 00 010400000000 ${UDP}`);
  assert.is(inside.ipv6!.protocol, 60, 'what a later fragment begins with is no header');
  const whole = walk('2c', `11 00 0000 00000005 ${UDP}`);
  assert.equal([whole.ipv6!.fragmented, whole.udp?.srcPort], [false, 53]);
});

test('an extension header that does not fit leaves the IPv6 header usable', () => {
  const frame = walk('00', `11 05 010400000000 ${UDP}`);
  assert.equal([frame.ipv6!.hopLimit, frame.ipv6!.protocol, frame.ipv6!.upperAt], [64, 0, frame.ipv6!.at + 40]);
  assert.is(frame.udp, undefined);
  assert.is(walk('3b', '').ipv6!.protocol, 59);
});

test('thirty-nine bytes are no IPv6 header', () => {
  const bytes = hex(`${ETHERNET} ${HEADER}`);
  assert.is(embedded(bytes.subarray(0, 53)).frame.ipv6, undefined);
  assert.is.not(embedded(bytes).frame.ipv6, undefined);
});

test.run();
