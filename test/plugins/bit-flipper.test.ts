import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import bitFlipper from '../../plugins/bit-flipper.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';

const segment = (payload = 100): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80 }, payload });
const datagram = (): Frame =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, udp: { srcPort: 1, dstPort: 53 }, payload: 4, pad: true });
const arp = (): Frame =>
  build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' }, pad: true });

type Options = OptionTexts<NonNullable<typeof bitFlipper.options>>;
const flipped = (frame: Frame, options: Options, seed = 1): Frame => {
  const r = rig(bitFlipper, { seed, options: { chance: '100%', ...options } });
  const [passed] = r.preamble(frame).passed;
  r.settle();
  return passed!;
};
/** Places of the bits in which two frames differ, counted from the first bit. */
const difference = (a: Frame, b: Frame): number[] => {
  assert.is(a.length, b.length);
  return Array.from({ length: a.length * 8 }, (_, i) => i).filter(
    i => ((a.bytes[i >>> 3] ^ b.bytes[i >>> 3]) & (0x80 >>> (i & 7))) !== 0,
  );
};

test('one bit of the payload is flipped, and the checksum tells', () => {
  const frame = flipped(segment(), {});
  const [bit, ...others] = difference(segment(), frame);
  assert.equal(others, []);
  assert.ok(bit! >= 54 * 8);
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, false]);
});

test('with fixed checksums nothing but the payload tells', () => {
  const frame = flipped(segment(), { checksums: 'fixed', byte: '7' });
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
  const changed = [...new Set(difference(segment(), frame).map(bit => bit >>> 3))];
  // Byte 7 of the payload, and bytes 16 and 17 of the TCP header, where the checksum stands.
  assert.is(changed.at(-1), 54 + 7);
  assert.ok(changed.slice(0, -1).every(at => at === 50 || at === 51));
  const byte = frame.payload![7]!;
  assert.is(byte & (byte - 1), 0, 'one bit of it');
});

test('a whole byte is inverted by eight bits, no bit twice', () => {
  assert.equal([...flipped(segment(3), { byte: '1', bits: '8' }).payload!], [0, 0xff, 0]);
  assert.equal([...flipped(segment(3), { bits: '24' }, 9).payload!], [0xff, 0xff, 0xff]);
  assert.equal([...flipped(segment(3), { bits: '1000' }, 9).payload!], [0xff, 0xff, 0xff], 'as many as there are');
});

test('every part keeps to itself, whatever the frame is', () => {
  const ends: [Frame, [number, number] | undefined, [number, number] | undefined][] = [
    [segment(), [54, 154], [14, 54]],
    [segment(0), undefined, [14, 54]],
    [datagram(), [62, 66], [14, 62]],
    [arp(), undefined, [14, 42]],
    [
      build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2', fragmentOffset: 8, protocol: 17 }, payload: 50 }),
      undefined,
      [14, 34],
    ],
    [build({ ipv6: { src: '::1', dst: '::2', protocol: 59 } }), undefined, [14, 54]],
    [build({ payload: 60 }), undefined, undefined],
  ];
  for (const [frame, payload, header] of ends) {
    const anywhere: [number, number] = [0, frame.length];
    for (const [where, part] of [
      ['payload', payload],
      ['header', header],
      ['anywhere', anywhere],
    ] as const) {
      for (let seed = 0; seed < 40; seed++) {
        const bits = difference(frame, flipped(frame, { where, bits: '3' }, seed));
        assert.is(bits.length, part === undefined ? 0 : 3, `${where} of ${frame.summary()}`);
        if (part) assert.ok(bits[0]! >= part[0] * 8 && bits[2]! < part[1] * 8, `${where} of ${frame.summary()}`);
      }
    }
  }
  assert.equal(difference(segment(3), flipped(segment(3), { byte: '3' })), [], 'beyond its end a part has no byte');
});

test('every bit of a part is as likely as the others', () => {
  const counts = new Array<number>(80).fill(0);
  const r = rig(bitFlipper, { options: { chance: '100%', bits: '5' } });
  for (let i = 0; i < 4000; i++)
    for (const bit of difference(segment(10), r.preamble(segment(10)).passed[0]!)) counts[bit - 54 * 8]! += 1;
  // Binomial with n = 4000, p = 5 / 80: sigma = 15.3; five of them.
  for (const seen of counts) assert.ok(Math.abs(seen - 250) < 77, `${seen}`);
});

test('chance draws once for each frame that has the part', () => {
  const r = rig(bitFlipper, { seed: 3, options: { chance: '30%' } });
  let damaged = 0;
  for (let i = 0; i < 2000; i++) {
    damaged += r.preamble(segment()).passed[0]!.transportChecksumOk ? 0 : 1;
    r.preamble(arp());
  }
  // Binomial with p = 0.3: sigma = 20.5; five of them.
  assert.ok(Math.abs(damaged - 600) < 103, `${damaged}`);
  assert.equal([r.counters.get('frames'), r.counters.get('bits')], [damaged, damaged]);
});

test('no bytes whatever, taken for a frame, make it throw or change length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom<[number, number]>([8, 0], [0x86, 0xdd], [8, 6], [0, 0]),
      fc.constantFrom('payload', 'header', 'anywhere'),
      fc.constantFrom('stale', 'fixed'),
      fc.integer({ min: 1, max: 64 }),
      (bytes, [high, low], where, checksums, bits) => {
        const frame = build({ payload: bytes });
        frame.bytes.set([high, low], 12);
        frame.reparse();
        assert.is(flipped(frame, { where, checksums, bits } as Options).length, frame.length);
      },
    ),
    { seed: 6, numRuns: 500 },
  );
});

test('as many bits as make no sense are refused at the start', () => {
  assert.throws(() => rig(bitFlipper, { options: { bits: 0 } }), /'bits' can be 1 to 1024, not 0/);
  assert.throws(() => rig(bitFlipper, { options: { bits: 1025 } }), RangeError);
});

test.run();
