import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { parseIpv6 } from '../../sdk/wire/address.js';
import { hexOf } from './hex.js';

const V4 = { src: '10.0.0.1', dst: '10.0.0.2' };
const V6 = { src: '2001:db8::1', dst: '2001:db8::2' };

const SHAPES: Record<string, FrameSpec> = {
  'TCP over IPv4': {
    ipv4: V4,
    tcp: { srcPort: 5000, dstPort: 80, options: { mss: 1460, timestamps: { val: 1, ecr: 2 } } },
  },
  'UDP over IPv4 with options': {
    ipv4: { ...V4, options: Uint8Array.of(1, 1, 1, 1) },
    udp: { srcPort: 5000, dstPort: 80 },
  },
  'ICMP over tagged IPv4': { vlan: [{ vid: 1 }, { vid: 2 }], ipv4: V4, icmp: { type: 8 } },
  'TCP over IPv6': { ipv6: V6, tcp: { srcPort: 5000, dstPort: 80 } },
  'UDP over IPv6 with extensions': {
    ipv6: { ...V6, extensions: [{ type: 60, body: Uint8Array.of(1, 4, 0, 0, 0, 0) }] },
    udp: { srcPort: 5000, dstPort: 80 },
  },
  'ICMPv6 over tagged IPv6': { vlan: [{ vid: 1 }], ipv6: V6, icmpv6: { type: 128 } },
  'TCP over IPv6 on its way through a router': {
    ipv6: { ...V6, extensions: [{ type: 43, body: Uint8Array.of(0, 1, 0, 0, 0, 0, ...parseIpv6('2001:db8::9')) }] },
    tcp: { srcPort: 5000, dstPort: 80 },
  },
};

// Edits that keep the layers what they are; each takes any 32 bits.
const EDITS: ((frame: Frame, value: number) => void)[] = [
  (f, v) => f.ipv4 && (f.ipv4.ttl = v & 255),
  (f, v) => f.ipv4 && (f.ipv4.src = v >>> 0),
  (f, v) => f.ipv4 && (f.ipv4.dst = v >>> 0),
  (f, v) => f.ipv4 && (f.ipv4.dscp = v & 63),
  (f, v) => f.ipv4 && (f.ipv4.id = v & 0xffff),
  (f, v) => f.ipv6 && (f.ipv6.src = Uint8Array.from({ length: 16 }, (_, i) => (v >>> i) & 255)),
  (f, v) => f.ipv6 && (f.ipv6.dst = Uint8Array.from({ length: 16 }, (_, i) => (v >>> (i + 3)) & 255)),
  (f, v) => f.ipv6 && (f.ipv6.flowLabel = v & 0xfffff),
  (f, v) => f.ipv6 && (f.ipv6.hopLimit = v & 255),
  (f, v) => f.tcp && (f.tcp.seq = v >>> 0),
  (f, v) => f.tcp && (f.tcp.ackNumber = v >>> 0),
  (f, v) => f.tcp && (f.tcp.flags = v & 255),
  (f, v) => f.tcp && (f.tcp.window = v & 0xffff),
  (f, v) => f.tcp && (f.tcp.tsVal = v >>> 0),
  (f, v) => f.tcp && (f.tcp.srcPort = v & 0xffff),
  (f, v) => f.udp && (f.udp.srcPort = v & 0xffff),
  (f, v) => f.udp && (f.udp.dstPort = v & 0xffff),
  (f, v) => f.icmp && (f.icmp.rest = v >>> 0),
  (f, v) => f.icmp && (f.icmp.code = v & 255),
  (f, v) => f.icmpv6 && (f.icmpv6.rest = v >>> 0),
  (f, v) => f.vlan && (f.vlan.vid = v & 0xfff),
  (f, v) => f.eth && (f.eth.src = v >>> 0),
  (f, v) => f.payload?.length && f.edit8(f.payloadOffset + ((v >>> 8) % f.payload.length), v & 255),
  (f, v) => f.payload?.length && f.write(f.payloadOffset + ((v >>> 0) % f.payload.length), f.payload.subarray(0, 1)),
];

const plan = fc.record({
  shape: fc.constantFrom(...Object.keys(SHAPES)),
  payload: fc.uint8Array({ maxLength: 61 }),
  edits: fc.array(fc.tuple(fc.nat(EDITS.length - 1), fc.integer()), { minLength: 1, maxLength: 12 }),
});

test('after any edits the amended checksums are those a fresh computation gives', () => {
  fc.assert(
    fc.property(plan, ({ shape, payload, edits }) => {
      const frame = build({ ...SHAPES[shape], payload });
      for (const [which, value] of edits) EDITS[which](frame, value);
      const amended = hexOf(frame);
      frame.repair();
      assert.is(amended, hexOf(frame), shape);
    }),
    { seed: 4, numRuns: 3000 },
  );
});

/** The number a checksum stands for: one's complement has two zeros. */
const residue = (checksum: number): number => checksum % 0xffff;

test('a checksum that was wrong stays wrong by the same difference', () => {
  const wrong = fc.tuple(fc.integer({ min: 1, max: 0xfffe }), fc.integer({ min: 1, max: 0xfffe }));
  fc.assert(
    fc.property(plan, wrong, ({ shape, payload, edits }, [offHeader, offTransport]) => {
      const frame = build({ ...SHAPES[shape], payload });
      const transport = frame.tcp ?? frame.udp ?? frame.icmp ?? frame.icmpv6;
      const off = (checksum: number, by: number): number => (checksum + by) % 0xffff || 0xffff;
      if (frame.ipv4) frame.ipv4.checksum = off(frame.ipv4.checksum, offHeader);
      transport!.checksum = off(transport!.checksum, offTransport);
      for (const [which, value] of edits) EDITS[which](frame, value);
      const header = frame.ipv4?.checksum ?? 0;
      const sum = transport!.checksum;
      assert.is.not(frame.headerChecksumOk, true);
      assert.is(frame.transportChecksumOk, false);
      frame.repair();
      if (frame.ipv4) assert.is(residue(header), residue(frame.ipv4.checksum + offHeader));
      assert.is(residue(sum), residue(transport!.checksum + offTransport));
    }),
    { seed: 5, numRuns: 1500 },
  );
});

test('edits of a first fragment and of its addresses reach its transport checksum', () => {
  const whole = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, payload: 64 });
  const first = build({
    ipv4: { ...V4, moreFragments: true },
    udp: { srcPort: 1, dstPort: 2, length: 72 },
    payload: 32,
  });
  first.udp!.checksum = whole.udp!.checksum;
  for (const frame of [whole, first]) {
    frame.ipv4!.src = 0x01020304;
    frame.udp!.dstPort = 53;
    frame.edit8(frame.payloadOffset + 3, 200);
  }
  assert.is(whole.transportChecksumOk, true);
  assert.is(first.udp!.checksum, whole.udp!.checksum);
});

test('edits of a later fragment change its header checksum alone', () => {
  const frame = build({ ipv4: { ...V4, fragmentOffset: 64, protocol: 17 }, payload: 32 });
  frame.ipv4!.src = 0x01020304;
  frame.edit8(14 + 20 + 6, 9);
  assert.is(frame.headerChecksumOk, true);
  assert.equal([...frame.bytes.subarray(34)], [...new Uint8Array(6), 9, ...new Uint8Array(25)]);
});

test('the destination of a packet on its way is not the one its checksum covers', () => {
  const frame = build({ ...SHAPES['TCP over IPv6 on its way through a router'], payload: 3 });
  const before = frame.tcp!.checksum;
  frame.ipv6!.dst = parseIpv6('2001:db8::77');
  assert.is(frame.tcp!.checksum, before);
  frame.write(14 + 40 + 8, parseIpv6('2001:db8::78'));
  assert.is.not(frame.tcp!.checksum, before);
  assert.is(frame.transportChecksumOk, true);
});

test('bytes past the datagram that UDP announces are not in its checksum', () => {
  const frame = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, payload: 40 });
  frame.udp!.length = 20;
  const { checksum } = frame.udp!;
  frame.edit8(frame.start + frame.length - 1, 77);
  assert.is(frame.udp!.checksum, checksum);
  assert.is(frame.payload!.length, 12);
});

test('a frame in the middle of a larger memory keeps its checksums as one at its beginning does', () => {
  const own = build({ ipv4: V4, tcp: { srcPort: 1, dstPort: 2 }, payload: 5 });
  const memory = new Uint8Array(200);
  for (const start of [0, 1, 63, 64]) {
    memory.set(own.bytes, start);
    const frame = own.copy().point(memory, start, own.length, own.length, 1);
    frame.tcp!.seq = 0x01020304;
    frame.ipv4!.src = 0x7f000001;
    assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true], `at ${start}`);
  }
});

test.run();
