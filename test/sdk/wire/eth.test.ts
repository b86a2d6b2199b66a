import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

const BYTES = 'ffffffffffff 02000000000a 0806';

test('an Ethernet header is read from its bytes', () => {
  const eth = embedded(hex(BYTES)).frame.eth!;
  assert.is(eth.dst, 0xffffffffffff);
  assert.is(eth.src, 0x02000000000a);
  assert.is(eth.srcText, '02:00:00:00:00:0a');
  assert.is(eth.dstText, 'ff:ff:ff:ff:ff:ff');
  assert.is(eth.type, 0x0806);
  assert.ok(eth.broadcast);
  assert.ok(eth.multicast);
});

test('an Ethernet header is written to its bytes', () => {
  const { frame, intact } = embedded(new Uint8Array(14));
  const eth = frame.eth!;
  eth.dst = 0xffffffffffff;
  eth.src = 0x02000000000a;
  eth.type = 0x0806;
  assert.is(hexOf(frame), packed(BYTES));
  assert.ok(intact());
});

test('a group address is not a broadcast unless all its bits are set', () => {
  const eth = embedded(hex('01005e000001 020000000001 0800')).frame.eth!;
  assert.ok(eth.multicast);
  assert.not(eth.broadcast);
  assert.not(embedded(hex('020000000001 01005e000001 0800')).frame.eth!.multicast);
});

test('thirteen bytes are no Ethernet header', () => {
  assert.is(embedded(new Uint8Array(13)).frame.eth, undefined);
});

test('changing the type changes which layers there are', () => {
  const { frame } = embedded(hex(`020000000002 020000000001 0800 45${'00'.repeat(45)}`));
  frame.eth!.type = 0x88b5;
  assert.is(frame.ipv4, undefined);
});

test.run();
