import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

const ETHERNET = 'ffffffffffff 020000000001 0806';
const REPLY = `${ETHERNET} 0001 0800 06 04 0002 0200000000aa 0a000009 0200000000bb c0a80008`;

test('an ARP message is read from its bytes', () => {
  const arp = embedded(hex(REPLY)).frame.arp!;
  assert.is(arp.operation, 2);
  assert.equal([arp.senderMac, arp.targetMac], [0x0200000000aa, 0x0200000000bb]);
  assert.equal([arp.senderMacText, arp.targetMacText], ['02:00:00:00:00:aa', '02:00:00:00:00:bb']);
  assert.equal([arp.senderIp, arp.targetIp], [0x0a000009, 0xc0a80008]);
  assert.equal([arp.senderIpText, arp.targetIpText], ['10.0.0.9', '192.168.0.8']);
});

test('an ARP message is written to its bytes', () => {
  const { frame, intact } = embedded(hex(`${ETHERNET} 0001 0800 06 04 ${'00'.repeat(22)}`));
  const arp = frame.arp!;
  arp.operation = 2;
  arp.senderMac = 0x0200000000aa;
  arp.senderIp = 0x0a000009;
  arp.targetMac = 0x0200000000bb;
  arp.targetIp = 0xc0a80008;
  assert.is(hexOf(frame), packed(REPLY));
  assert.ok(intact());
});

test('ARP for other hardware, for other protocols, or cut short is not read', () => {
  assert.is(embedded(hex(REPLY.replace('0001 0800', '0006 0800'))).frame.arp, undefined);
  assert.is(embedded(hex(REPLY.replace('0001 0800', '0001 0806'))).frame.arp, undefined);
  assert.is(embedded(hex(REPLY.replace('06 04', '08 04'))).frame.arp, undefined);
  assert.is(embedded(hex(REPLY).subarray(0, 41)).frame.arp, undefined);
});

test('a summary says who asks for whom', () => {
  const { frame } = embedded(hex(REPLY));
  assert.is(frame.summary(), '42 B ARP 10.0.0.9 is at 02:00:00:00:00:aa');
  frame.arp!.operation = 1;
  assert.is(frame.summary(), '42 B ARP who has 192.168.0.8 tell 10.0.0.9');
});

test.run();
