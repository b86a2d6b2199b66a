import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIpv6 } from '../../../sdk/wire/address.js';
import { embedded, hex, hexOf, packed } from '../hex.js';

// Duplicate address detection of Linux (test/sdk/fixtures/captured.pcap, frame 2).
const IPV6 = `3333ff000a01 020000000a01 86dd 60000000 0020 3a ff ${'00'.repeat(16)} ff0200000000000000000001ff000a01`;
const SOLICITATION = '87 00 860b 00000000 fe80000000000000000000fffe000a01 0e01b44f87cb3a6c';

test('a neighbour solicitation is read from its bytes', () => {
  const { frame } = embedded(hex(`${IPV6} ${SOLICITATION}`));
  const icmp = frame.icmpv6!;
  assert.equal([icmp.type, icmp.code, icmp.checksum, icmp.rest, icmp.payloadLength], [135, 0, 0x860b, 0, 24]);
  assert.is(icmp.targetText, 'fe80::ff:fe00:a01');
  assert.equal([...icmp.target!], [...parseIpv6('fe80::ff:fe00:a01')]);
  assert.match(frame.summary(), 'ICMPv6 neighbour solicitation fe80::ff:fe00:a01');
});

test('an ICMPv6 message is written to its bytes, its checksum following', () => {
  const { frame, intact } = embedded(
    hex(`${IPV6} 00 00 0000 ffffffff fe80000000000000000000fffe000a01 0e01b44f87cb3a6c`),
  );
  frame.repair();
  const icmp = frame.icmpv6!;
  icmp.type = 135;
  icmp.rest = 0;
  assert.is(icmp.checksumOk, true);
  icmp.checksum = 0x860b;
  assert.is(hexOf(frame), packed(`${IPV6} ${SOLICITATION}`));
  assert.ok(intact());
});

test('an echo has an identifier and a sequence number, and no target', () => {
  const { frame } = embedded(hex(`${IPV6} 80 00 0000 407c 0001 ${'00'.repeat(24)}`));
  const icmp = frame.icmpv6!;
  assert.equal([icmp.id, icmp.sequence, icmp.target, icmp.targetText], [0x407c, 1, undefined, undefined]);
  icmp.id = 9;
  icmp.sequence = 10;
  icmp.code = 1;
  assert.equal([icmp.rest, icmp.code], [0x0009000a, 1]);
});

test('network addresses are in an ICMPv6 checksum', () => {
  const { frame } = embedded(hex(`${IPV6} ${SOLICITATION}`));
  frame.repair();
  frame.ipv6!.src = parseIpv6('fe80::1');
  assert.is(frame.icmpv6!.checksumOk, true);
});

test('a solicitation too short for a target has none', () => {
  const bytes = hex(`${IPV6.replace('0020', '0008')} 87 00 860b 00000000`);
  const { frame } = embedded(bytes);
  assert.equal([frame.icmpv6!.target, frame.icmpv6!.payloadLength], [undefined, 0]);
  assert.is(embedded(bytes.subarray(0, 61)).frame.icmpv6, undefined);
});

test.run();
