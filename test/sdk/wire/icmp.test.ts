import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

const IPV4 = '020000000002 020000000001 0800 45 00 0020 0000 0000 40 01 66db 0a000001 0a000002';
const ECHO = '08 00 dcbb 407b 0001';

test('an ICMP echo is read from its bytes', () => {
  const icmp = embedded(hex(`${IPV4} ${ECHO} 61626364`)).frame.icmp!;
  assert.equal([icmp.type, icmp.code, icmp.checksum, icmp.id, icmp.sequence], [8, 0, 0xdcbb, 0x407b, 1]);
  assert.is(icmp.rest, 0x407b0001);
  assert.is(Buffer.from(icmp.payload).toString(), 'abcd');
  assert.is(icmp.payloadLength, 4);
});

test('an ICMP message is written to its bytes, its checksum following', () => {
  const { frame, intact } = embedded(hex(`${IPV4} 0000 0000 00000000 61626364`));
  frame.repair();
  const icmp = frame.icmp!;
  icmp.type = 8;
  icmp.id = 0x407b;
  icmp.sequence = 1;
  assert.is(icmp.checksumOk, true);
  const { checksum } = icmp;
  icmp.checksum = 0xdcbb;
  assert.is(hexOf(frame), packed(`${IPV4} ${ECHO} 61626364`));
  icmp.checksum = checksum;
  icmp.type = 3;
  icmp.code = 4;
  icmp.rest = 1280;
  assert.equal([icmp.sequence, icmp.checksumOk], [1280, true]);
  assert.ok(intact());
});

test('network addresses are not in an ICMP checksum', () => {
  const { frame } = embedded(hex(`${IPV4} ${ECHO} 61626364`));
  frame.repair();
  const before = frame.icmp!.checksum;
  frame.ipv4!.src = 0x7f000001;
  assert.is(frame.icmp!.checksum, before);
  assert.equal([frame.icmp!.checksumOk, frame.ipv4!.checksumOk], [true, true]);
});

test('seven bytes are no ICMP header', () => {
  const bytes = hex(`${IPV4} ${ECHO}`);
  assert.is(embedded(bytes.subarray(0, 41)).frame.icmp, undefined);
  assert.is.not(embedded(bytes).frame.icmp, undefined);
});

test.run();
