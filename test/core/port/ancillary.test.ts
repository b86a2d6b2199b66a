import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ancillary } from '../../../core/port/ancillary.js';

// 64-bit little-endian control messages, word by word, as Linux lays them out.
const STAMP = [32, 0, 1, 35, 1_700_000_000, 0, 123_456_789, 0];
const auxdata = (status: number, tag: number): number[] => [36, 0, 263, 8, status, 60, 60, 0, tag, 0];

const parse = (words: number[], at = 0, bytes = (words.length - at) * 4): Ancillary => {
  const ancillary = new Ancillary();
  ancillary.parse(Uint32Array.from(words), at, bytes);
  return ancillary;
};

test('reads the receive stamp in seconds and nanoseconds', () => {
  const found = parse(STAMP);
  assert.is(found.stamped, true);
  assert.is(found.seconds, 1_700_000_000);
  assert.is(found.nanoseconds, 123_456_789);
});

test('reads seconds beyond 32 bits', () => {
  assert.is(parse([32, 0, 1, 35, 5, 1, 0, 0]).seconds, 4294967301);
});

test('reads the tag that follows the stamp, control and protocol', () => {
  const found = parse([...STAMP, ...auxdata(0x51, (0x88a8 << 16) | 0x6064)]);
  assert.is(found.tpid, 0x88a8);
  assert.is(found.tci, 0x6064);
  assert.is(found.stamped, true);
});

test('takes a priority tag with all-zero control for a tag', () => {
  const found = parse(auxdata(0x51, 0x8100 << 16));
  assert.is(found.tpid, 0x8100);
  assert.is(found.tci, 0);
});

test('assumes 802.1Q when the kernel does not tell the tag protocol', () => {
  assert.is(parse(auxdata(0x11, 0x0005)).tpid, 0x8100);
});

test('reports no tag for an untagged frame, even after a tagged one', () => {
  const ancillary = new Ancillary();
  const tagged = Uint32Array.from(auxdata(0x51, 0x8100 << 16));
  ancillary.parse(tagged, 0, 40);
  ancillary.parse(Uint32Array.from(auxdata(1, 0)), 0, 40);
  assert.is(ancillary.tpid, 0);
  assert.is(ancillary.stamped, false);
});

test('starts at the given word and stays within the given bytes', () => {
  assert.is(parse([9, 9, ...STAMP], 2).seconds, 1_700_000_000);
  assert.is(parse(STAMP, 0, 0).stamped, false);
  assert.is(parse([...auxdata(1, 0), ...STAMP], 0, 40).stamped, false);
});

test('stops at a malformed length instead of looping or reading past the end', () => {
  assert.is(parse([0, 0, 1, 35, 1, 0, 1, 0]).stamped, false);
  assert.is(parse([4096, 0, 1, 35, 1, 0, 1, 0]).stamped, false);
});

test('steps over messages it does not know', () => {
  assert.is(parse([20, 0, 41, 50, 7, 0, ...STAMP]).stamped, true);
});

test.run();
