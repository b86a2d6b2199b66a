import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../sdk/build.js';
import { Frame } from '../../sdk/frame.js';
import { embedded, hexOf } from './hex.js';

const V4 = { src: '10.0.0.1', dst: '10.0.0.2' };
const V6 = { src: '2001:db8::1', dst: '2001:db8::2' };
const segment = (): FrameSpec => ({
  ipv4: V4,
  tcp: { srcPort: 5000, dstPort: 80 },
  payload: Uint8Array.of(1, 2, 3, 4, 5),
});

test('padding lies outside the packet and its payload', () => {
  const frame = build({ ...segment(), payload: Uint8Array.of(9), pad: true });
  assert.is(frame.length, 60);
  assert.equal([...frame.payload!], [9]);
  assert.is(frame.tcp!.payloadLength, 1);
  assert.is(frame.payloadOffset, 54);
  const before = frame.tcp!.checksum;
  frame.edit8(59, 255);
  assert.is(frame.tcp!.checksum, before, 'no checksum covers padding');
});

test('a frame without a transport layer has no payload', () => {
  const frame = build({ eth: { type: 0x88b5 }, payload: 40 });
  assert.equal([frame.payload, frame.payloadOffset], [undefined, -1]);
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [undefined, undefined]);
});

test('a malformed inner layer leaves the outer ones usable', () => {
  const frame = build({ vlan: [{ vid: 3 }], ...segment() });
  frame.memory[18 + 20 + 12] = 0x10;
  frame.reparse();
  assert.is(frame.tcp, undefined);
  assert.equal([frame.vlan?.vid, frame.ipv4?.srcText], [3, '10.0.0.1']);
  frame.memory[18] = 0x41;
  frame.reparse();
  assert.is(frame.ipv4, undefined);
  assert.equal([frame.vlan?.vid, frame.eth?.type], [3, 0x8100]);
});

test('an edit that changes what the headers are is seen at once', () => {
  const frame = build(segment());
  frame.tcp!.seq = 20 << 16; // Where UDP has its length.
  frame.ipv4!.protocol = 17;
  assert.equal([frame.tcp, frame.udp?.srcPort, frame.headerChecksumOk], [undefined, 5000, true]);
  frame.ipv4!.fragmentOffset = 8;
  assert.equal([frame.udp, frame.headerChecksumOk], [undefined, true]);
  frame.ipv4!.fragmentOffset = 0;
  frame.ipv4!.totalLength = 20;
  assert.equal([frame.udp, frame.ipv4?.payloadLength, frame.headerChecksumOk], [undefined, 0, true]);
  frame.ipv4!.totalLength = 45;
  frame.ipv4!.protocol = 6;
  assert.equal([frame.tcp?.srcPort, frame.tcp?.payloadLength, frame.transportChecksumOk], [5000, 5, true]);
});

test('a field of several bytes is written whole before the layers are found again', () => {
  const frame = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, payload: 300 });
  // Between its two bytes, 328 -> 28 passes through 72 or 284, and 0x0100 -> 0x00ff through 0.
  for (const length of [28, 0x100, 0xff, 328]) {
    frame.ipv4!.totalLength = length;
    assert.equal([frame.ipv4?.totalLength, frame.headerChecksumOk], [length, true]);
  }
});

test('writing bytes amends the checksums over them', () => {
  const frame = build(segment());
  frame.write(frame.payloadOffset, Uint8Array.of(7, 7, 7));
  frame.write(14 + 12, Uint8Array.of(192, 168, 0, 1));
  assert.equal([...frame.payload!], [7, 7, 7, 4, 5]);
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
});

test('a whole frame written over another stands as written, its checksums too', () => {
  const other = build({
    ipv4: { src: '1.2.3.4', dst: '5.6.7.8', ttl: 1 },
    tcp: { srcPort: 1, dstPort: 2, seq: 77 },
    payload: 5,
  });
  other.tcp!.checksum = 0xdead;
  const frame = build(segment());
  frame.write(0, other.bytes);
  assert.is(hexOf(frame), hexOf(other));
});

test('bytes that do not fit the frame are refused', () => {
  const frame = build(segment());
  assert.throws(
    () => frame.write(frame.length - 1, new Uint8Array(2)),
    /2 bytes at offset 58 do not fit a frame of 59/,
  );
  assert.throws(() => frame.write(-1, new Uint8Array(1)), RangeError);
  assert.throws(() => frame.write(Number.NaN, new Uint8Array(1)), RangeError);
});

test('a frame grows within its capacity, with zeros, and not beyond', () => {
  const { frame, intact } = embedded(build(segment()).bytes, 3);
  frame.resize(62);
  assert.equal([frame.length, ...frame.bytes.subarray(59)], [62, 0, 0, 0]);
  assert.is(frame.payload!.length, 5, 'the packet does not grow by itself');
  frame.repair();
  assert.equal([frame.payload!.length, frame.ipv4!.totalLength], [8, 48]);
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
  assert.throws(() => frame.resize(63), /0 to 62 bytes, not 63/);
  assert.throws(() => frame.resize(-1), RangeError);
  assert.throws(() => frame.resize(1.5), RangeError);
  assert.ok(intact());
});

test('a frame shrinks, and repairing makes its lengths those of what is left', () => {
  const frame = build({ ipv6: V6, udp: { srcPort: 1, dstPort: 2 }, payload: 100 });
  frame.resize(14 + 40 + 8 + 30);
  frame.repair();
  assert.equal([frame.ipv6!.payloadLength, frame.udp!.length, frame.transportChecksumOk], [38, 38, true]);
  frame.resize(20);
  assert.equal([frame.ipv6, frame.udp, frame.eth?.type], [undefined, undefined, 0x86dd]);
  frame.repair();
});

test('repairing heals what was written by hand', () => {
  for (const spec of [
    segment(),
    { ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, payload: 9 },
    { ipv4: V4, icmp: { type: 8 }, payload: 9 },
    { ipv6: V6, icmpv6: { type: 128 }, payload: 9 },
    { ipv6: V6, tcp: { srcPort: 1, dstPort: 2 }, vlan: [{ vid: 1 }], payload: 9 },
  ] satisfies FrameSpec[]) {
    const frame = build(spec);
    const right = hexOf(frame);
    frame.bytes[frame.length - 1] ^= 0x55;
    assert.is(frame.transportChecksumOk, false);
    frame.bytes[frame.length - 1] ^= 0x55;
    frame.bytes[frame.payloadOffset - 1] ^= 0;
    if (frame.ipv4) frame.ipv4.checksum ^= 0x1111;
    const view = frame.tcp ?? frame.udp ?? frame.icmp ?? frame.icmpv6;
    view!.checksum ^= 0x2222;
    assert.is(view!.checksumOk, false);
    frame.repair();
    assert.is(hexOf(frame), right);
  }
});

test('repairing leaves the padding of a short frame outside', () => {
  const frame = build({ ...segment(), payload: 0, pad: true });
  const right = hexOf(frame);
  frame.repair();
  assert.is(hexOf(frame), right);
  assert.is(frame.ipv4!.totalLength, 40);
});

test('of a fragment only the network layer is repaired', () => {
  const frame = build({
    ipv4: { ...V4, moreFragments: true },
    udp: { srcPort: 1, dstPort: 2, length: 900 },
    payload: 64,
  });
  frame.udp!.checksum = 0x4711;
  frame.repair();
  assert.equal([frame.udp!.length, frame.udp!.checksum, frame.headerChecksumOk], [900, 0x4711, true]);
  assert.is(frame.udp!.checksumOk, undefined);
});

test('a copy is independent of its frame', () => {
  const frame = build(segment());
  const copy = frame.copy();
  copy.tcp!.window = 1;
  assert.is(frame.tcp!.window, 65535);
  assert.is(copy.id, frame.id);
});

test('a flyweight forgets the former frame when it is pointed at another', () => {
  const frame = new Frame();
  const first = build(segment());
  const second = build({ ipv6: V6, udp: { srcPort: 9, dstPort: 9 } });
  frame.point(first.memory, 0, first.length, first.length, 1);
  assert.is(frame.tcp?.dstPort, 80);
  frame.point(second.memory, 0, second.length, second.length, 2);
  assert.equal([frame.tcp, frame.ipv4, frame.udp?.dstPort], [undefined, undefined, 9]);
});

test('a summary names every layer on one line', () => {
  assert.is(
    build(segment()).summary(),
    '59 B IPv4 10.0.0.1 > 10.0.0.2 ttl 64 TCP 5000 > 80 [A] seq 0 ack 0 win 65535 len 5',
  );
  const tagged = build({
    vlan: [
      { vid: 5, pcp: 3 },
      { vid: 6, dei: true },
    ],
    ipv6: V6,
    udp: { srcPort: 53, dstPort: 54 },
  });
  assert.is(tagged.summary(), '70 B VLAN 5 pcp 3 VLAN 6 dei IPv6 2001:db8::1 > 2001:db8::2 hops 64 UDP 53 > 54 len 0');
  assert.is(
    build({ eth: { type: 0x88b5 }, payload: 2 }).summary(),
    '16 B Eth 02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x88b5',
  );
  assert.is(Frame.of(new Uint8Array(3)).summary(), '3 B too short for Ethernet');
});

/** Puts a number into every setter of every view there is, and reads every getter. */
const exercise = (frame: Frame, value: number): void => {
  for (const name of ['eth', 'vlan', 'arp', 'ipv4', 'ipv6', 'tcp', 'udp', 'icmp', 'icmpv6'] as const) {
    const view = frame[name] as unknown as Record<string, unknown> | undefined;
    if (view === undefined) continue;
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view)))) {
      if (property.get) void view[key];
      if (!property.set) continue;
      const address = (key === 'src' || key === 'dst') && name === 'ipv6';
      view[key] = address ? new Uint8Array(16).fill(value) : typeof view[key] === 'boolean' ? (value & 1) === 1 : value;
    }
  }
  frame.tcp?.sackLeft(value & 3);
  frame.tcp?.sackRight(value & 3);
  frame.summary();
  void frame.payload;
  void [frame.headerChecksumOk, frame.transportChecksumOk];
};

/** Random bytes that often begin like a frame, so that the walk gets to the inner layers. */
const anyFrame = fc
  .tuple(
    fc.uint8Array({ maxLength: 2048 }),
    fc.constantFrom(
      '',
      '0800',
      '8100000108004500',
      '0806000108000604',
      '86dd6',
      '0800450000ff0000000040',
      '08004f',
      '88a80001810000020800',
      '86dd6000000000ff00',
      '86dd6000000000ff2b',
      '08004500ffff00000000401100',
      '08004500ffff00000000400600',
      '86dd60000000ffff3a',
    ),
  )
  .map(([bytes, start]) => {
    const header = Buffer.from(start, 'hex');
    for (let i = 0; i < header.length && 12 + i < bytes.length; i++) bytes[12 + i] = header[i];
    return bytes;
  });

test('any bytes go through all views, setters and the summary without a throw or a write outside the frame', () => {
  fc.assert(
    fc.property(anyFrame, fc.integer({ min: -1, max: 0x7fffffff }), (bytes, value) => {
      const { frame, intact } = embedded(bytes);
      exercise(frame, value);
      frame.repair();
      exercise(frame, value >>> 7);
      assert.ok(intact());
      assert.is(frame.length, bytes.length);
    }),
    { seed: 2, numRuns: 1500 },
  );
});

test('views kept while the frame shrinks under them write nothing outside it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 0x7fffffff }), (length, value) => {
      const { frame, intact } = embedded(build({ ...segment(), payload: 30 }).bytes, 0);
      const { ipv4, tcp, eth } = frame;
      frame.resize(Math.min(length, frame.length));
      frame.memory.fill(0xa5, frame.start + frame.length);
      for (const view of [ipv4!, tcp!, eth!]) {
        for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view)))) {
          if (property.set) (view as unknown as Record<string, unknown>)[key] = value;
        }
      }
      assert.ok(intact());
    }),
    { seed: 3, numRuns: 200 },
  );
});

test.run();
