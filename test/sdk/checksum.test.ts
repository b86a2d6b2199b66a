import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { amend, finish, sumWords } from '../../sdk/checksum.js';
import { hex } from './hex.js';

test('the example of RFC 1071 sums to ddf2', () => {
  const bytes = hex('0001 f203 f4f5 f6f7');
  assert.is(finish(sumWords(bytes, 0, 8)), ~0xddf2 & 0xffff);
});

test('an odd last byte is the first of its word', () => {
  assert.is(sumWords(hex('0102 03'), 0, 3), 0x0102 + 0x0300);
  assert.is(sumWords(hex('ff 0102 03'), 1, 4, 5), 0x0102 + 0x0300 + 5);
});

test('the example of RFC 1624 gives zero and not all ones', () => {
  // §4: HC 0xdd2f, m 0x5555, m' 0x3285.
  assert.is(amend(0xdd2f, 0x5555, 0x3285), 0x0000);
});

test('amending is summing anew', () => {
  const even = fc
    .uint8Array({ minLength: 2, maxLength: 64 })
    .filter(bytes => bytes.length % 2 === 0 && bytes.some(byte => byte > 0));
  fc.assert(
    fc.property(even, fc.nat(), fc.integer({ min: 1, max: 0xffff }), (bytes, where, value) => {
      const at = (where % (bytes.length / 2)) * 2;
      const before = finish(sumWords(bytes, 0, bytes.length));
      const was = (bytes[at] << 8) | bytes[at + 1];
      bytes[at] = value >>> 8;
      bytes[at + 1] = value;
      assert.is(amend(before, was, value), finish(sumWords(bytes, 0, bytes.length)));
    }),
    { seed: 6 },
  );
});

test('sums past thirty-two bits fold right', () => {
  assert.is(finish(0x1_0000_0001), ~2 & 0xffff);
});

test.run();
