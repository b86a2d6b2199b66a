import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ipv4Text, ipv6Text, macNumber, macText, parseIpv4, parseIpv6, parseMac } from '../../../sdk/wire/address.js';

test('IPv4 addresses are written and read', () => {
  for (const [text, number] of [
    ['0.0.0.0', 0],
    ['10.0.0.1', 0x0a000001],
    ['255.255.255.255', 0xffffffff],
  ] as const) {
    assert.is(ipv4Text(number), text);
    assert.is(parseIpv4(text), number);
  }
  for (const text of ['', '10.0.0', '10.0.0.256', '10.0.0.1.2', 'a.b.c.d', '10.0.0.-1']) {
    assert.throws(() => parseIpv4(text), /not an IPv4 address/, text);
  }
});

test('link addresses are written and read', () => {
  assert.equal([...parseMac('02:00:00:AB:cd:01')], [2, 0, 0, 0xab, 0xcd, 1]);
  assert.equal([...parseMac('02-00-00-ab-cd-01')], [2, 0, 0, 0xab, 0xcd, 1]);
  assert.is(macText(Uint8Array.of(9, 2, 0, 0, 0xab, 0xcd, 1), 1), '02:00:00:ab:cd:01');
  assert.is(macNumber(Uint8Array.of(9, 0xfe, 0, 0, 0xab, 0xcd, 1), 1), 0xfe0000abcd01);
  assert.throws(() => parseMac('02:00:00:00:00'), /not a MAC address/);
});

// RFC 5952 §4 and §5, RFC 4291 §2.2.
const SAME = [
  ['2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0001'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8::1:1:1:1:1'],
  ['2001:0:0:1::1', '2001:0:0:1:0:0:0:1'],
  ['2001:db8::1:0:0:1', '2001:db8:0:0:1:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['::1', '0::1'],
  ['1::', '1:0:0:0:0:0:0:0'],
  ['::ffff:a00:1', '::ffff:10.0.0.1'],
  ['fe80::ff:fe00:a01', 'FE80::FF:FE00:0A01'],
] as const;

test('IPv6 addresses are read in every spelling and written in the one of RFC 5952', () => {
  for (const [canonical, other] of SAME) {
    assert.is(ipv6Text(parseIpv6(other), 0), canonical, other);
    assert.is(ipv6Text(parseIpv6(canonical), 0), canonical);
  }
});

test('what is no IPv6 address is refused', () => {
  for (const text of [
    '',
    ':',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'g::',
    ':::',
    '1:2:3:4:5:6:7:8::',
    '::10.0.0.256',
    '::1%eth0',
    '1:::2',
  ]) {
    assert.throws(() => parseIpv6(text), RangeError, text);
  }
});

test('any sixteen bytes survive being written and read', () => {
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.array(byte, { minLength: 16, maxLength: 16 }),
      (any, sparse) => {
        for (const bytes of [any, Uint8Array.from(sparse)]) {
          assert.equal([...parseIpv6(ipv6Text(bytes, 0))], [...bytes]);
        }
      },
    ),
    { seed: 1 },
  );
});

test.run();
