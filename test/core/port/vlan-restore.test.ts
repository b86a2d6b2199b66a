import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { restoreTag } from '../../../core/port/vlan-restore.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'));

test('puts the tag between the addresses and the type, four bytes further down', () => {
  const memory = bytes('0000000000000000 666666666666 222222222222 0800 45000014');
  restoreTag(memory, 8, 0x8100, 0x6064);
  assert.equal(memory, bytes('00000000 666666666666 222222222222 8100 6064 0800 45000014'));
});

test('stacks a service tag in front of an inline customer tag', () => {
  const memory = bytes('00000000 ffffffffffff 222222222222 8100 0007 0806');
  restoreTag(memory, 4, 0x88a8, 0x0123);
  assert.equal(memory, bytes('ffffffffffff 222222222222 88a8 0123 8100 0007 0806'));
});

test('leaves what lies before the four bytes of headroom alone', () => {
  const memory = bytes('aabbccdd 00000000 666666666666 222222222222 0800');
  restoreTag(memory, 8, 0x8100, 0);
  assert.equal(memory.subarray(0, 4), bytes('aabbccdd'));
});

test.run();
