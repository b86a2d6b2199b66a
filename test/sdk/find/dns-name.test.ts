import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dnsName, dnsNameLength } from '../../../sdk/find/dns-name.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const label = (length: number): string => `${length.toString(16).padStart(2, '0')}${'61'.repeat(length)}`;

test('a name is its labels with dots between, the root is a dot', () => {
  assert.is(dnsName(hex('03777777 07 6578616d706c65 03 6f7267 00'), 0), 'www.example.org');
  assert.is(dnsName(hex('00'), 0), '.');
  assert.is(dnsName(hex('03 577757 00'), 0), 'WwW');
});

test('dots and unusual bytes of a label are escaped', () => {
  assert.is(dnsName(hex('05 612e625c20 01 ff 00'), 0), 'a\\.b\\\\\\032.\\255');
});

test('pointers lead back, from the start of the message', () => {
  const message = hex('ffff 03 6f7267 00 01 61 c000 01 62 c005');
  assert.is(dnsName(message, 7, 2), 'a.org');
  assert.is(dnsName(message, 11, 2), 'b.a.org');
  assert.is(dnsNameLength(message, 7, message.length), 4);
  assert.is(dnsNameLength(message, 2, message.length), 5);
});

test('a pointer that does not lead back before its own name is none', () => {
  assert.is(dnsName(hex('c000'), 0), undefined);
  assert.is(dnsName(hex('01 61 c000'), 0), undefined);
  assert.is(dnsName(hex('c002 c000'), 0), undefined);
  assert.is(dnsName(hex('c002 c000'), 2), undefined);
  assert.is(dnsName(hex('c004 0000 00'), 0), undefined);
});

test('a name ends before the end, and has at most 255 bytes', () => {
  assert.is(dnsName(hex('03 6162'), 0), undefined);
  assert.is(dnsName(hex('01 61'), 0), undefined);
  assert.is(dnsName(hex('c0'), 0), undefined);
  assert.is(dnsName(hex(`${label(64)}00`), 0), undefined);
  const most = hex(`${label(63)}${label(63)}${label(63)}${label(61)}00`);
  assert.is(most.length, 255);
  assert.is(dnsName(most, 0)!.length, 253);
  assert.is(dnsNameLength(most, 0, 255), 255);
  const more = hex(`${label(63)}${label(63)}${label(63)}${label(62)}00`);
  assert.is(dnsName(more, 0), undefined);
  assert.is(dnsNameLength(more, 0, 256), -1);
  assert.is(dnsName(Uint8Array.of(0), 1), undefined);
});

test('any bytes end in a name or in none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), (bytes, at) => {
      dnsName(bytes, at);
      assert.ok(at + dnsNameLength(bytes, at, bytes.length) <= Math.max(at, bytes.length));
    }),
    { seed: 6, numRuns: 2000 },
  );
  // Bytes of which many are pointers.
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0xc0, 0, 1, 2, 3, 4, 5, 6), { maxLength: 12 }), bytes => {
      for (let at = 0; at <= bytes.length; at++) dnsName(Uint8Array.from(bytes), at);
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test.run();
