import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PcapngEncoder } from '../../core/report/pcapng-write.js';
import { readCapture } from '../../sdk/capture-file.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const frame = 'ffffffffffff 020000000001 88b5 01';

const LITTLE_MICRO = hex(`
  d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000
  01000000 3f420f00 0f000000 0f000000 ${frame}
  03000000 01000000 0f000000 dc050000 ${frame}`);
const BIG_NANO = hex(`
  a1b23c4d 0002 0004 00000000 00000000 00040000 00000001
  60000000 3b9ac9ff 0000000f 0000000f ${frame}
  60000001 00000000 0000000f 0000000f ${frame}`);
// Section header, interface with nanoseconds, one enhanced packet; big-endian.
const PCAPNG_BIG = hex(`
  0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
  00000001 00000020 0001 0000 00000000 0009 0001 09000000 00000000 00000020
  00000006 00000030 00000000 00000000 00000005 0000000f 0000000f ${frame} 00 00000030
  00000006 00000030 00000000 00000000 00000007 0000000f 0000000f ${frame} 00 00000030`);

const seen = (file: Uint8Array): unknown[] =>
  readCapture(file).map(({ at, bytes, originalLength }) => [at, Buffer.from(bytes).toString('hex'), originalLength]);
const text = frame.replace(/ /g, '');

test('the frames of a classic capture come with their times since the first, in either byte order and accuracy', () => {
  assert.equal(seen(LITTLE_MICRO), [
    [0, text, 15],
    [1_000_002_000, text, 1500],
  ]);
  assert.equal(seen(BIG_NANO), [
    [0, text, 15],
    [1, text, 15],
  ]);
});

test('those of a pcapng as well', () => {
  assert.equal(seen(PCAPNG_BIG), [
    [0, text, 15],
    [2, text, 15],
  ]);
});

test('what Hookline itself writes, it reads', () => {
  const encoder = new PcapngEncoder([{ name: 'up' }]);
  assert.ok(encoder.length > 0);
  assert.equal(readCapture(encoder.buffer.slice(0, encoder.length)), []);
});

test('frames are views of the file, and a file of another program is read whole', () => {
  const file = readFileSync(new URL('./fixtures/captured.pcap', import.meta.url));
  const frames = readCapture(file);
  assert.ok(frames.length > 20);
  assert.ok(frames.every(each => each.bytes.buffer === file.buffer));
});

test('what is no capture, or ends too early, is refused with its place', () => {
  assert.throws(() => readCapture(new Uint8Array(0)), /byte 0: the file is empty/);
  assert.throws(() => readCapture(hex('00112233')), /byte 0: neither pcap nor pcapng/);
  assert.throws(() => readCapture(LITTLE_MICRO.slice(0, 50)), /byte 24: the file ends inside a frame of 15 bytes/);
  const cooked = LITTLE_MICRO.slice();
  cooked[20] = 113;
  assert.throws(() => readCapture(cooked), /only Ethernet/);
});

test('changed files throw a RangeError or give frames that lie in them', () => {
  const file = fc.constantFrom(LITTLE_MICRO, BIG_NANO, PCAPNG_BIG);
  fc.assert(
    fc.property(file, fc.array(fc.tuple(fc.nat(170), fc.nat(255)), { maxLength: 5 }), (original, changes) => {
      const bytes = original.slice();
      for (const [at, to] of changes) if (at < bytes.length) bytes[at] = to;
      try {
        for (const one of readCapture(bytes)) assert.ok(one.bytes.byteOffset + one.bytes.length <= bytes.length);
      } catch (error) {
        assert.instance(error, RangeError);
      }
    }),
    { seed: 6, numRuns: 3000 },
  );
});

test.run();
