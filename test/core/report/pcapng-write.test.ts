import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capturedFrame } from '../../../core/report/capture.js';
import { readCaptureBytes } from '../../../core/report/pcap-read.js';
import { PcapngEncoder } from '../../../core/report/pcapng-write.js';

test('the headers and a frame are these bytes on every machine', () => {
  const encoder = new PcapngEncoder([{ name: 'up', description: 'to b' }], 1);
  encoder.frame(0, 5 * 2 ** 32 + 7, Uint8Array.of(9, 0xaa, 0xbb, 0xcc), 1, 3, 1500, 'out', 'mtu', 2 ** 32 + 1);
  const expected = `
    0a0d0d0a 2c000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0800 686f6f6b6c696e65 00000000 2c000000
    01000000 30000000 0100 0000 00000400 0200 0200 75700000 0300 0400 746f2062 0900 0100 09000000 00000000 30000000
    06000000 44000000 00000000 05000000 07000000 03000000 dc050000 aabbcc00
      0100 0300 6d747500 0200 0400 02000000 0500 0800 0100000001000000 00000000 44000000`;
  assert.is(Buffer.from(encoder.buffer.subarray(0, encoder.length)).toString('hex'), expected.replace(/\s/g, ''));
});

const frame = fc.record({
  at: fc.oneof(fc.maxSafeNat(), fc.nat(5_000_000_000)),
  bytes: fc.uint8Array({ maxLength: 1600 }),
  cut: fc.nat(9000),
  index: fc.nat(1),
  direction: fc.constantFrom(undefined, 'in' as const, 'out' as const),
  comment: fc.option(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(t => !t.includes('\0')),
    { nil: undefined },
  ),
});

test('what is written is read back, whatever the buffer held before', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 12 }), fc.boolean(), (frames, pieces) => {
      const encoder = new PcapngEncoder([{ name: 'up' }, { name: 'down', description: 'server → client' }], 100);
      const parts: Uint8Array[] = [];
      for (const { index, at, bytes, cut, direction, comment } of frames) {
        encoder.frame(index, at, bytes, 0, bytes.length, bytes.length + cut, direction, comment);
        if (!pieces) continue;
        parts.push(encoder.buffer.slice(0, encoder.length));
        encoder.buffer.fill(0xee);
        encoder.clear();
      }
      parts.push(encoder.buffer.slice(0, encoder.length));
      const reader = readCaptureBytes(Buffer.concat(parts));
      const record = capturedFrame();
      for (const { index, at, bytes, cut, direction, comment } of frames) {
        assert.ok(reader.next(record));
        assert.is(record.interface, index);
        assert.is(record.at, at - frames[0]!.at);
        assert.equal(Uint8Array.from(record.bytes), bytes);
        assert.is(record.originalLength, bytes.length + cut);
        assert.is(record.direction, direction);
        assert.is(record.comment, comment);
      }
      assert.not(reader.next(record));
      assert.equal(
        reader.interfaces.map(i => i.description),
        ['', 'server → client'],
      );
    }),
    { seed: 20260101, numRuns: 200 },
  );
});

test('a start time in whole seconds moves all times of an interface, also before 1970', () => {
  const encoder = new PcapngEncoder([
    { name: 'a', offsetSeconds: 1_790_000_000 },
    { name: 'b', offsetSeconds: -3 },
  ]);
  encoder.frame(1, 5, new Uint8Array(1), 0, 1);
  encoder.frame(0, 0, new Uint8Array(1), 0, 1);
  const reader = readCaptureBytes(encoder.buffer.subarray(0, encoder.length));
  const record = capturedFrame();
  assert.ok(reader.next(record) && reader.next(record));
  assert.is(record.at, 1_790_000_003e9 - 5);
});

test('a comment longer than its length field is cut off between two characters', () => {
  const encoder = new PcapngEncoder([{ name: 'a' }]);
  encoder.frame(0, 0, new Uint8Array(1), 0, 1, 1, undefined, '€'.repeat(30_000));
  const reader = readCaptureBytes(encoder.buffer.subarray(0, encoder.length));
  const record = capturedFrame();
  assert.ok(reader.next(record));
  assert.is(record.comment, '€'.repeat(21_845));
});

test('an unknown interface and a time outside 0 to 2^53 are refused', () => {
  const encoder = new PcapngEncoder([{ name: 'a' }]);
  const before = encoder.length;
  assert.throws(() => encoder.frame(1, 0, new Uint8Array(1), 0, 1), /no interface 1/);
  assert.throws(() => encoder.frame(0, -1, new Uint8Array(1), 0, 1), /no time of a frame: -1 ns/);
  assert.throws(() => encoder.frame(0, Number.NaN, new Uint8Array(1), 0, 1), /NaN/);
  assert.is(encoder.length, before);
});

test.run();
