import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

const ETHERNET = '020000000002 020000000001 0800';
// As tshark read it (test/sdk/fixtures/captured.pcap): the second fragment of a UDP datagram, cut to eight payload bytes.
const HEADER = '45 00 001c 6431 20b9 40 11 e1d2 0a090001 0a090002';

test('an IPv4 header is read from its bytes', () => {
  const { frame } = embedded(hex(`${ETHERNET} ${HEADER} 0102030405060708 ffff`));
  const ip = frame.ipv4!;
  assert.equal([ip.headerLength, ip.totalLength, ip.payloadLength], [20, 28, 8]);
  assert.equal([ip.dscp, ip.ecn, ip.id, ip.ttl, ip.protocol], [0, 0, 0x6431, 64, 17]);
  assert.equal([ip.dontFragment, ip.moreFragments, ip.fragmentOffset, ip.fragmented], [false, true, 1480, true]);
  assert.equal([ip.src, ip.dst, ip.srcText, ip.dstText], [0x0a090001, 0x0a090002, '10.9.0.1', '10.9.0.2']);
  assert.is(ip.checksum, 0xe1d2);
  assert.ok(ip.checksumOk);
  assert.is(ip.options.length, 0);
  assert.is(frame.udp, undefined, 'a later fragment has no transport header');
});

test('an IPv4 header is written to its bytes, its checksum following', () => {
  const { frame, intact } = embedded(
    hex(`${ETHERNET} 45 00 001c 0000 0000 00 11 bad2 00000000 00000000 0102030405060708`),
  );
  const ip = frame.ipv4!;
  ip.id = 0x6431;
  ip.moreFragments = true;
  ip.fragmentOffset = 1480;
  ip.ttl = 64;
  ip.src = 0x0a090001;
  ip.dst = 0x0a090002;
  assert.is(hexOf(frame), packed(`${ETHERNET} ${HEADER} 0102030405060708`));
  ip.dscp = 46;
  ip.ecn = 3;
  ip.dontFragment = true;
  assert.equal([ip.dscp, ip.ecn, ip.dontFragment, ip.moreFragments], [46, 3, true, true]);
  assert.ok(ip.checksumOk);
  ip.dontFragment = false;
  ip.moreFragments = false;
  assert.is(frame.u16(ip.at + 6), 0x00b9);
  assert.ok(intact());
});

test('options lengthen the header', () => {
  const ip = embedded(hex(`${ETHERNET} 46 00 0018 0000 0000 40 fd 0000 0a000001 0a000002 94040000`)).frame.ipv4!;
  assert.is(ip.headerLength, 24);
  assert.equal([...ip.options], [0x94, 4, 0, 0]);
  assert.is(ip.payloadLength, 0);
});

test('an IPv4 header that is cut short, too short, or of another version is not read', () => {
  const whole = hex(`${ETHERNET} ${HEADER} 0102030405060708`);
  for (const [at, value] of [
    [14, 0x44],
    [14, 0x65],
    [17, 0x13],
  ] as const) {
    const bytes = whole.slice();
    bytes[at] = value;
    assert.is(embedded(bytes).frame.ipv4, undefined, `byte ${at} = ${value}`);
  }
  assert.is(embedded(whole.subarray(0, 33)).frame.ipv4, undefined);
  assert.is.not(embedded(whole.subarray(0, 34)).frame.ipv4, undefined, 'a payload cut short leaves the header');
  assert.is(embedded(whole.subarray(0, 34)).frame.ipv4!.payloadLength, 0);
});

test('the checksum can be written by itself', () => {
  const { frame } = embedded(hex(`${ETHERNET} ${HEADER} 0102030405060708`));
  frame.ipv4!.checksum = 0x1234;
  assert.is(frame.ipv4!.checksum, 0x1234);
  assert.not(frame.ipv4!.checksumOk);
});

test.run();
