import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tcp } from '../../../sdk/wire/tcp.js';
import { embedded, hex, hexOf, packed } from '../hex.js';

const IPV4 = '020000000002 020000000001 0800  45 00 003c cf33 4000 40 06 5774 0a090001 0a090002';
// A SYN of Linux (test/sdk/fixtures/captured.pcap, frame 6).
const SYN = 'cbc6 1b5f 46c1711f 00000000 a0 02 faf0 467c 0000';
const SYN_OPTIONS = '020405b4 0402 080a4a5d091800000000 01 03030a';

const withHeader = (
  header: string,
): { frame: ReturnType<typeof embedded>['frame']; tcp: Tcp; intact: () => boolean } => {
  const total = (20 + packed(header).length / 2).toString(16).padStart(4, '0');
  const { frame, intact } = embedded(hex(`${IPV4.replace('003c', total)} ${header}`));
  return { frame, tcp: frame.tcp!, intact };
};

test('a TCP header is read from its bytes', () => {
  const { tcp } = withHeader(`${SYN} ${SYN_OPTIONS}`);
  assert.equal([tcp.srcPort, tcp.dstPort, tcp.seq, tcp.ackNumber], [52166, 7007, 1187082527, 0]);
  assert.equal([tcp.headerLength, tcp.flags, tcp.window, tcp.checksum, tcp.urgent], [40, 2, 64240, 0x467c, 0]);
  assert.equal(
    [tcp.syn, tcp.ack, tcp.fin, tcp.rst, tcp.psh, tcp.urg, tcp.ece, tcp.cwr, tcp.ae],
    [true, ...Array(8).fill(false)],
  );
  assert.equal([tcp.mss, tcp.windowScale, tcp.sackPermitted, tcp.tsVal, tcp.tsEcr], [1460, 10, true, 0x4a5d0918, 0]);
  assert.is(tcp.options.length, 20);
  assert.equal([tcp.payloadLength, tcp.payload.length], [0, 0]);
});

test('a TCP header is written to its bytes', () => {
  const { frame, intact } = withHeader(
    `0000 0000 00000000 00000000 a0 00 0000 0000 0000 020400000402080a${'00'.repeat(8)}01030300`,
  );
  const tcp = frame.tcp!;
  tcp.srcPort = 52166;
  tcp.dstPort = 7007;
  tcp.seq = 1187082527;
  tcp.ackNumber = 0;
  tcp.flags = 0x02;
  tcp.window = 64240;
  tcp.urgent = 0;
  tcp.mss = 1460;
  tcp.windowScale = 10;
  tcp.tsVal = 0x4a5d0918;
  tcp.tsEcr = 0;
  tcp.checksum = 0x467c;
  assert.is(hexOf(frame).slice(68), packed(`${SYN} ${SYN_OPTIONS}`));
  assert.ok(intact());
});

test('each flag is set and cleared alone', () => {
  const { tcp } = withHeader(`${SYN} ${SYN_OPTIONS}`);
  const bits = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;
  for (const [name, bit] of Object.entries(bits) as [keyof typeof bits, number][]) {
    tcp.flags = 0;
    tcp[name] = true;
    assert.is(tcp.flags, bit, name);
    tcp.flags = 255;
    tcp[name] = false;
    assert.is(tcp.flags, 255 - bit, name);
    assert.is(tcp[name], false, name);
  }
  tcp.ae = true;
  assert.equal([tcp.ae, tcp.headerLength], [true, 40]);
});

test('SACK blocks are read one by one', () => {
  const { tcp } = withHeader(`${SYN} 01 01 05 12 00000bb8 0000116c fffffff0 00000010`);
  assert.is(tcp.sackCount, 2);
  assert.equal([tcp.sackLeft(0), tcp.sackRight(0)], [3000, 4460]);
  assert.equal([tcp.sackLeft(1), tcp.sackRight(1)], [0xfffffff0, 16]);
  assert.equal([tcp.sackLeft(2), tcp.sackRight(2), tcp.sackLeft(-1)], [undefined, undefined, undefined]);
});

test('options that are not there are undefined, and setting them does nothing', () => {
  const { frame, tcp } = withHeader('1388 0050 00000001 00000002 50 10 ffff 0000 0000 68690a');
  const before = hexOf(frame);
  assert.equal(
    [tcp.mss, tcp.windowScale, tcp.sackPermitted, tcp.sackCount, tcp.tsVal, tcp.tsEcr],
    [undefined, undefined, false, 0, undefined, undefined],
  );
  tcp.mss = 1;
  tcp.windowScale = 1;
  tcp.tsVal = 1;
  tcp.tsEcr = 1;
  assert.is(hexOf(frame), before);
  assert.is(Buffer.from(tcp.payload).toString(), 'hi\n');
  assert.is(tcp.payloadLength, 3);
});

test('options after an end mark, or with a length that makes no sense, are not read', () => {
  assert.is(withHeader(`${SYN} 00 020405b4 ${'01'.repeat(15)}`).tcp.mss, undefined, 'after the end');
  assert.is(withHeader(`${SYN} 0300 020405b4 ${'01'.repeat(14)}`).tcp.mss, undefined, 'length 0');
  assert.is(withHeader(`${SYN} fe01 020405b4 ${'01'.repeat(14)}`).tcp.mss, undefined, 'length 1');
  assert.is(
    withHeader(`${SYN} ${'01'.repeat(18)} 0204 05b4`).tcp.mss,
    undefined,
    'begun in the header, ended in the payload',
  );
  assert.is(withHeader(`${SYN} fe20 020405b4 ${'01'.repeat(14)}`).tcp.mss, undefined, 'past the header');
  assert.is(withHeader(`${SYN} 0203b4 ${'01'.repeat(17)}`).tcp.mss, undefined, 'too short for its kind');
  assert.is(withHeader(`${SYN} ${'01'.repeat(19)} 02`).tcp.mss, undefined, 'a kind without a length');
});

test('a header whose offset is too small, or points past the segment, is no TCP header', () => {
  for (const offset of ['40', 'b0']) {
    const { frame } = withHeader(`${SYN.replace('a0 02', `${offset} 02`)} ${SYN_OPTIONS}`);
    assert.is(frame.tcp, undefined, offset);
    assert.is(frame.ipv4!.protocol, 6);
  }
});

test.run();
