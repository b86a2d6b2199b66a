import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CapturedFrame, CaptureError, capturedFrame } from '../../../core/report/capture.js';
import { readCapture, readCaptureBytes } from '../../../core/report/pcap-read.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

/** Everything a reader delivers, and the error it ended with. */
const all = (reader: { next(record: CapturedFrame): boolean }) => {
  const frames: CapturedFrame[] = [];
  const record = capturedFrame();
  try {
    while (reader.next(record)) frames.push({ ...record, bytes: record.bytes.slice() });
  } catch (error) {
    return { frames, error: error as CaptureError };
  }
  return { frames, error: undefined };
};
const refused = (bytes: Uint8Array): CaptureError => {
  try {
    readCaptureBytes(bytes, 'f.pcap');
  } catch (error) {
    if (error instanceof CaptureError) return error;
  }
  throw new Error('was not refused');
};

const LITTLE_MICRO = hex(`
  d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000
  01000000 3f420f00 03000000 03000000 aabbcc
  03000000 01000000 02000000 dc050000 ddee`);
const BIG_NANO = hex(`
  a1b23c4d 0002 0004 00000000 00000000 00040000 00000001
  60000000 3b9ac9ff 00000003 00000003 aabbcc
  60000001 00000000 00000002 000005dc ddee
  5fffffff 3b9ac9ff 00000001 00000001 ff`);

test('a little-endian capture with microseconds gives exact nanoseconds since its first frame', () => {
  const { frames, error } = all(readCaptureBytes(LITTLE_MICRO));
  assert.is(error, undefined);
  assert.equal(
    frames.map(f => [f.at, f.length, f.originalLength, Buffer.from(f.bytes).toString('hex')]),
    [
      [0, 3, 3, 'aabbcc'],
      [1_000_002_000, 2, 1500, 'ddee'],
    ],
  );
});

test('a big-endian capture with nanoseconds is exact to one nanosecond, and may go back in time', () => {
  const { frames } = all(readCaptureBytes(BIG_NANO));
  assert.equal(
    frames.map(f => f.at),
    [0, 1, -1_000_000_000],
  );
  assert.is(frames[1]?.originalLength, 1500);
});

test('a capture that is not Ethernet is refused with its link type by name', () => {
  const cooked = LITTLE_MICRO.slice();
  cooked[20] = 113;
  assert.match(refused(cooked).message, /f\.pcap: byte 0: .*link type 113 \(Linux cooked.*only Ethernet/);
});

test('the bits for a frame check sequence beside the link type are not part of it', () => {
  const withFcs = LITTLE_MICRO.slice();
  withFcs[23] = 0x24;
  assert.is(all(readCaptureBytes(withFcs)).frames.length, 2);
});

test('an empty file, a text and a gzip file are each refused for what they are', () => {
  assert.match(refused(new Uint8Array(0)).message, /empty/);
  assert.match(
    refused(new TextEncoder().encode('Time [ms], RouteID')).message,
    /neither pcap nor pcapng: starts with 0x54696d65/,
  );
  assert.match(refused(hex('1f8b0800 00000000')).message, /gzip/);
});

test('a capture cut off anywhere delivers the frames before the cut and names the place', () => {
  const starts = [24, 24 + 19];
  for (let cut = 25; cut < LITTLE_MICRO.length; cut++) {
    const { frames, error } = all(readCaptureBytes(LITTLE_MICRO.subarray(0, cut), 'cut.pcap'));
    const whole = cut >= 43 ? 1 : 0;
    assert.is(frames.length, whole, `cut at ${cut}`);
    if (cut === 43) assert.is(error, undefined);
    else assert.is(error?.offset, starts[whole], `cut at ${cut}`);
  }
});

test('a record with an absurd length is damage, not a reason to wait for it', () => {
  const bad = LITTLE_MICRO.slice();
  bad.set([0xff, 0xff, 0xff, 0x7f], 24 + 19 + 8);
  const reader = readCaptureBytes(bad, 'bad.pcap');
  const { frames, error } = all(reader);
  assert.is(frames.length, 1);
  assert.match(error?.message ?? '', /bad\.pcap: byte 43: a record claims 2147483647 captured bytes/);
  assert.throws(() => reader.next(capturedFrame()), /byte 43/);
});

// Two sections of different byte order: interface 0 in microseconds by default, interface 1 with if_tsresol 9, an
// offset of 10 s and a name; a simple packet; a block of unknown type; an old packet block.
const SECTIONS = hex(`
  0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000
  01000000 14000000 0100 0000 00000000 14000000
  01000000 34000000 0100 0000 00000000 0200 0200 75700000 0900 0100 09000000 0e00 0800 0a00000000000000 00000000 34000000
  06000000 24000000 00000000 00000000 02000000 03000000 03000000 aabbcc00 24000000
  ad0b0000 10000000 deadbeef 10000000
  06000000 40000000 01000000 00000000 d2040000 01000000 01000000 11000000
           0100 0300 74776f00 0100 0300 6f6e6500 0200 0400 02000000 00000000 40000000
  03000000 14000000 02000000 ab cd 0000 14000000
  0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
  00000001 00000020 0001 0000 00000000 0009 0001 94000000 00000000 00000020
  00000002 00000024 0000 0000 00000000 00200001 00000001 00000001 99000000 00000024`);

test('pcapng sections of both byte orders are read with the time units of each interface', () => {
  const reader = readCaptureBytes(SECTIONS);
  const { frames, error } = all(reader);
  assert.is(error, undefined);
  assert.is(reader.format, 'pcapng');
  assert.equal(
    reader.interfaces.map(i => i.name),
    ['', 'up', ''],
  );
  assert.equal(
    frames.map(f => [f.interface, f.at, Buffer.from(f.bytes).toString('hex')]),
    [
      [0, 0, 'aabbcc'],
      // 10 s + 1234 ns against 2 us.
      [1, 10_000_001_234 - 2_000, '11'],
      [0, 10_000_001_234 - 2_000, 'abcd'],
      // (2^21 + 1) / 2^20 s = 2.00000095367 s, rounded down.
      [2, 2_000_000_953 - 2_000, '99'],
    ],
  );
  assert.is(frames[1]?.comment, 'two\none');
  assert.is(frames[1]?.direction, 'out');
  assert.is(frames[0]?.comment, undefined);
  assert.is(frames[2]?.direction, undefined);
});

test('a source that gives a few bytes at a time gives the same frames', () => {
  let at = 0;
  const drip = (into: Uint8Array): number => {
    const piece = SECTIONS.subarray(at, at + 1 + (at % 7));
    into.set(piece);
    at += piece.length;
    return piece.length;
  };
  assert.equal(all(readCapture(drip, 'drip')).frames, all(readCaptureBytes(SECTIONS)).frames);
});

test('a pcapng file cut off anywhere but between two blocks ends with an error at the cut block', () => {
  const blocks = [0, 28, 48, 100, 136, 152, 216, 236, 264, 296, 332];
  for (let cut = 4; cut < SECTIONS.length; cut++) {
    const copy = SECTIONS.slice(0, cut);
    const { error } = all(readCaptureBytes(copy, 'cut'));
    const start = blocks.filter(b => b <= cut).at(-1);
    if (start === cut) assert.is(error, undefined, `cut at ${cut}`);
    else assert.is(error?.offset, start, `cut at ${cut}`);
    assert.equal(copy, SECTIONS.slice(0, cut));
  }
});

test('a block with two different lengths, a frame of no interface and a foreign interface are damage', () => {
  const lengths = SECTIONS.slice();
  lengths[132] = 0x28;
  assert.match(all(readCaptureBytes(lengths)).error?.message ?? '', /byte 100: a block's two lengths differ/);
  const nowhere = SECTIONS.slice();
  nowhere[108] = 7;
  assert.match(all(readCaptureBytes(nowhere)).error?.message ?? '', /byte 100: a frame of interface 7.*describes 2/);
  const foreign = SECTIONS.slice();
  foreign[56] = 105;
  const { frames, error } = all(readCaptureBytes(foreign));
  assert.is(frames.length, 1);
  assert.match(error?.message ?? '', /byte 152: interface 'up' has link type 105 \(IEEE 802\.11\)/);
});

test('a big capture streams through a bounded window', () => {
  const header = LITTLE_MICRO.subarray(0, 24);
  const one = new Uint8Array(16 + 1500);
  new DataView(one.buffer).setUint32(8, 1500, true);
  new DataView(one.buffer).setUint32(12, 1500, true);
  const total = 24 + 20_000 * one.length;
  let at = 0;
  let most = 0;
  const source = (into: Uint8Array): number => {
    most = Math.max(most, into.length);
    const count = Math.min(into.length, total - at);
    for (let i = 0; i < count; ) {
      const piece = at < 24 ? header.subarray(at) : one.subarray((at - 24) % one.length);
      const part = piece.subarray(0, count - i);
      into.set(part, i);
      i += part.length;
      at += part.length;
    }
    return count;
  };
  const reader = readCapture(source, 'big');
  const record = capturedFrame();
  let frames = 0;
  const memory = new Set<ArrayBufferLike>();
  while (reader.next(record)) {
    frames++;
    memory.add(record.bytes.buffer);
  }
  assert.is(frames, 20_000);
  assert.is(memory.size, 1);
  assert.is(most, 1 << 20);
});

test.run();
