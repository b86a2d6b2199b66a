import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

// The datagram of test/sdk/fixtures/captured.pcap, frame 28.
const IPV4 = '02000000 0b02 020000000a01 0800 45 00 002a 642f 4000 40 11 c27f 0a090001 0a090002';
const TEXT = '6e6f626f6479206c697374656e73';
const UDP = 'b2a7 0fa0 0016 8755';

test('a UDP header is read from its bytes', () => {
  const udp = embedded(hex(`${IPV4} ${UDP} ${TEXT}`)).frame.udp!;
  assert.equal([udp.srcPort, udp.dstPort, udp.length, udp.checksum], [45735, 4000, 22, 0x8755]);
  assert.is(udp.checksumOk, true);
  assert.is(udp.payloadLength, 14);
  assert.is(Buffer.from(udp.payload).toString(), 'nobody listens');
});

test('a UDP header is written to its bytes, its checksum following', () => {
  const { frame, intact } = embedded(hex(`${IPV4} 0000 0000 0016 ffff ${TEXT}`));
  frame.repair();
  frame.udp!.srcPort = 45735;
  frame.udp!.dstPort = 4000;
  assert.is(hexOf(frame), packed(`${IPV4} ${UDP} ${TEXT}`));
  frame.udp!.length = 12;
  assert.equal([frame.udp!.length, frame.udp!.payloadLength], [12, 4]);
  frame.udp!.checksum = 7;
  assert.is(frame.udp!.checksum, 7);
  assert.ok(intact());
});

test('a checksum of zero says that there is none, and stays so', () => {
  const { frame } = embedded(hex(`${IPV4} b2a7 0fa0 0016 0000 ${TEXT}`));
  frame.udp!.dstPort = 1;
  frame.ipv4!.src = 0x0b0b0b0b;
  frame.repair();
  assert.is(frame.udp!.checksum, 0);
  assert.is(frame.udp!.checksumOk, true);
});

test('a checksum that comes out as zero is written as all ones', () => {
  const { frame } = embedded(hex(`${IPV4} ${UDP} ${TEXT}`));
  const { udp } = frame;
  // Moving the source port by the checksum's value brings the complement of the sum to zero.
  udp!.srcPort = (45735 + 0x8755) % 0xffff;
  assert.is(udp!.checksum, 0xffff);
  assert.is(udp!.checksumOk, true);
  frame.repair();
  assert.is(udp!.checksum, 0xffff);
});

test('a header cut short, or with a length below its own, is no UDP header', () => {
  const bytes = hex(`${IPV4} ${UDP} ${TEXT}`);
  assert.is(embedded(bytes.subarray(0, 41)).frame.udp, undefined);
  assert.is.not(embedded(bytes.subarray(0, 42)).frame.udp, undefined);
  bytes[39] = 7;
  assert.is(embedded(bytes).frame.udp, undefined);
});

test.run();
