import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../../../sdk/build.js';
import type { Frame } from '../../../../sdk/frame.js';
import { hexOf, StageDouble } from './stage-double.js';

const ADDRESSES = { src: '10.0.0.1', dst: '10.0.0.2' } as const;

/** Bytes 0, 1, 2 …, so that each says where it belongs. */
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

const packetBytes = (frame: Frame): number => frame.ipv4!.end - frame.ipv4!.at;

/** RFC 791's other half: the packet behind fragments in any order; undefined while bytes are missing. */
const reassembled = (fragments: readonly Frame[]): { header: string; payload: string } | undefined => {
  const payload = new Map<number, number>();
  let total = -1;
  let header: Uint8Array | undefined;
  for (const frame of fragments) {
    const ip = frame.ipv4!;
    const from = ip.at + ip.headerLength;
    for (let i = 0; i < ip.payloadLength; i++) {
      assert.not(payload.has(ip.fragmentOffset + i), 'no byte comes twice');
      payload.set(ip.fragmentOffset + i, frame.memory[from + i]!);
    }
    if (!ip.moreFragments) total = ip.fragmentOffset + ip.payloadLength;
    if (ip.fragmentOffset === 0) header = frame.memory.slice(ip.at, from);
  }
  if (header === undefined || payload.size !== total) return undefined;
  // What fragments may differ in: total length, flags and offset, checksum.
  for (const at of [2, 3, 6, 7, 10, 11]) header[at] = 0;
  const bytes = Uint8Array.from({ length: total }, (_, i) => payload.get(i)!);
  return { header: Buffer.from(header).toString('hex'), payload: Buffer.from(bytes).toString('hex') };
};

test('a packet of 100 bytes through an MTU of 68 becomes these two frames', () => {
  const frame = build({
    eth: { src: '02:00:00:00:00:0a', dst: '02:00:00:00:00:0b' },
    vlan: [{ vid: 5, pcp: 3 }],
    ipv4: { ...ADDRESSES, id: 0x1234, ttl: 63, dscp: 46, ecn: 1 },
    payload: counting(80),
  });
  const stage = new StageDouble({ size: 68 }).enter(frame);
  assert.equal(stage.passed.map(hexOf), [
    `02000000000b02000000000a810060050800 45b9004412342000 3ffd33ce 0a0000010a000002 ${hexRange(0, 48)}`.replace(
      / /g,
      '',
    ),
    `02000000000b02000000000a810060050800 45b9003412340006 3ffd53d8 0a0000010a000002 ${hexRange(48, 80)}`.replace(
      / /g,
      '',
    ),
  ]);
  assert.equal(stage.fates, ['fragmented']);
  assert.is(stage.inside, 0);
});

const hexRange = (from: number, to: number): string => Buffer.from(counting(to).subarray(from)).toString('hex');

test('later fragments have the options with the copied flag only, padded; the first has all', () => {
  // Record route (7, not copied), no-operation, loose source route (131, copied), stream identifier (136, copied).
  const options = Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 1, 131, 7, 4, 9, 9, 9, 9, 136, 4, 1, 2);
  const stage = new StageDouble({ size: 68 }).enter(build({ ipv4: { ...ADDRESSES, options }, payload: 64 }));
  const later = '8307040909090988040102'.concat('00');
  const optionsOf = (frame: Frame): string => Buffer.from(frame.ipv4!.options).toString('hex');
  assert.equal(stage.passed.map(optionsOf), [`${Buffer.from(options).toString('hex')}00`, later, later]);
  assert.equal(stage.passed.map(packetBytes), [40 + 24, 32 + 32, 32 + 8]);
});

test('a middle fragment stays one: offsets count on and the last piece says that more follows', () => {
  const frame = build({
    ipv4: { ...ADDRESSES, id: 7, fragmentOffset: 1480, moreFragments: true, protocol: 17 },
    payload: counting(160),
  });
  const stage = new StageDouble({ size: 100 }).enter(frame);
  assert.equal(
    stage.passed.map(one => [one.ipv4!.fragmentOffset, one.ipv4!.payloadLength, one.ipv4!.moreFragments]),
    [
      [1480, 80, true],
      [1560, 80, true],
    ],
  );
});

interface Packet {
  readonly payload: Uint8Array;
  readonly options: readonly (readonly number[])[];
  readonly tags: readonly number[];
  readonly id: number;
  /** Bytes behind the packet in its frame. */
  readonly padding: number;
}
const packets: fc.Arbitrary<Packet> = fc.record({
  payload: fc.uint8Array({ minLength: 1, maxLength: 4000 }),
  options: fc.array(
    fc
      .tuple(fc.constantFrom(7, 68, 131, 136, 148, 1), fc.uint8Array({ maxLength: 6 }))
      .map(([type, value]) => (type === 1 ? [1] : [type, value.length + 2, ...value])),
    { maxLength: 5 },
  ),
  tags: fc.array(fc.integer({ min: 0, max: 4095 }), { maxLength: 2 }),
  id: fc.integer({ min: 0, max: 65535 }),
  padding: fc.integer({ min: 0, max: 20 }),
});
const sizes = fc.oneof(fc.integer({ min: 68, max: 200 }), fc.integer({ min: 68, max: 4100 }));

const frameOf = ({ payload, options, tags, id, padding }: Packet): Frame => {
  const fitting: number[] = [];
  for (const option of options) if (fitting.length + option.length <= 40) fitting.push(...option);
  const frame = build({
    vlan: tags.map(vid => ({ vid })),
    ipv4: { ...ADDRESSES, id, options: Uint8Array.from(fitting) },
    payload,
    capacity: 8192,
  });
  // Trailing bytes behind the packet: neither fragmented nor passed on.
  frame.memory.fill(0xee, frame.length, frame.length + padding);
  frame.length += padding;
  return frame;
};

const checkFragments = (stage: StageDouble, size: number, whole: Frame): void => {
  for (const frame of stage.passed) {
    assert.ok(packetBytes(frame) <= size || stage.passed.length === 1);
    assert.is(frame.ipv4!.checksumOk, true);
    assert.is(hexOf(frame).slice(0, 2 * (frame.ipv4!.at - frame.start)), hexOf(whole).slice(0, 2 * whole.ipv4!.at));
    if (frame.ipv4!.moreFragments) assert.is(frame.ipv4!.payloadLength % 8, 0);
  }
};

test('fragments of random packets, options, tags and MTUs fit and reassemble to the same bytes', () => {
  const property = fc.property(packets, sizes, (packet, size) => {
    const whole = frameOf(packet);
    const stage = new StageDouble({ size }, { slots: 256, slotBytes: 8192 }).enter(whole);
    checkFragments(stage, size, whole);
    assert.equal(reassembled([...stage.passed].reverse()), reassembled([whole]));
    assert.equal(stage.fates, packetBytes(whole) > size ? ['fragmented'] : []);
    assert.is(stage.inside, 0);
  });
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test('fragments of fragments reassemble to the same bytes, whatever the MTUs on the way', () => {
  const property = fc.property(packets, sizes, sizes, sizes, (packet, ...mtus) => {
    const whole = frameOf(packet);
    let frames = [whole];
    for (const size of mtus) {
      const stage = new StageDouble({ size }, { slots: 256, slotBytes: 8192 });
      for (const frame of frames) stage.enter(frame);
      checkFragments(stage, Math.max(size, 1), whole);
      frames = stage.passed;
    }
    assert.equal(reassembled(frames), reassembled([whole]));
  });
  fc.assert(property, { seed: 2, numRuns: 200 });
});

test('a packet of 65535 bytes is taken apart to the last byte', () => {
  const whole = build({ ipv4: ADDRESSES, payload: counting(65515) });
  const stage = new StageDouble({ size: 1500 }, { slots: 64, slotBytes: 66560 }).enter(whole);
  assert.is(stage.passed.length, 45);
  assert.equal(reassembled(stage.passed), reassembled([whole]));
});

test('the reserved flag goes into every fragment', () => {
  const frame = build({ ipv4: ADDRESSES, payload: 2000, capacity: 4096 });
  frame.edit8(14 + 6, 0x80);
  const stage = new StageDouble({}, { slots: 16, slotBytes: 4096 }).enter(frame);
  assert.equal(
    stage.passed.map(one => one.memory[14 + 6]! & 0xe0),
    [0xa0, 0x80],
  );
});

test('what no router would forward dies instead of being made to look sound', () => {
  const big = (): Frame => build({ ipv4: ADDRESSES, payload: 2000, capacity: 4096 });
  const wrongSum = big();
  wrongSum.ipv4!.checksum ^= 1;
  const cutShort = big();
  cutShort.length -= 1;
  const pastTheEnd = build({ ipv4: { ...ADDRESSES, fragmentOffset: 65528, protocol: 17 }, payload: 2000 });
  // Its last byte fits 16 bits, with a header before it no more.
  const pastTheHeader = build({ ipv4: { ...ADDRESSES, fragmentOffset: 64000, protocol: 17 }, payload: 1520 });
  const endless = build({ ipv4: { ...ADDRESSES, options: Uint8Array.of(131, 0, 0, 0) }, payload: 2000 });
  const overlong = build({ ipv4: { ...ADDRESSES, options: Uint8Array.of(1, 1, 1, 131) }, payload: 2000 });
  for (const frame of [wrongSum, cutShort, pastTheEnd, pastTheHeader, endless, overlong]) {
    const stage = new StageDouble({}, { slots: 16, slotBytes: 4096 }).enter(frame);
    assert.equal([stage.passed.length, stage.answers.length, stage.fates], [0, 0, ['mtu']]);
  }
});

test('a packet that fits in a frame that does not loses what trails behind it', () => {
  const frame = build({ ipv4: ADDRESSES, payload: counting(1000), capacity: 2000 });
  const { length } = frame;
  frame.length = 1900;
  const stage = new StageDouble({}).enter(frame);
  assert.equal([stage.passed.map(one => one.length), stage.fates], [[length], []]);
});

test('what is cut off leaves an Ethernet frame of no less than 60 bytes', () => {
  const frame = build({ ipv4: ADDRESSES, payload: 10, capacity: 200 });
  frame.length = 150;
  assert.is(new StageDouble({ size: 68 }).enter(frame).passed[0]!.length, 60);
});

test('without memory for the pieces the others go on and every frame stays counted', () => {
  const stage = new StageDouble({ size: 68 }, { slots: 4 });
  const held = [stage.store.take(), stage.store.take(), stage.store.take()];
  stage.enter(build({ ipv4: ADDRESSES, payload: 80 }));
  assert.equal(stage.fates, ['memory', 'memory', 'fragmented']);
  assert.is(stage.inside, 0);
  for (const slot of held) stage.store.free(slot);
});

test.run();
