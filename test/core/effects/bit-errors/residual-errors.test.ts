import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBitErrors } from '../../../../core/effects/bit-errors/make.js';
import { build, type FrameSpec } from '../../../../sdk/build.js';
import { Frame } from '../../../../sdk/frame.js';
import { fit, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { FrameHost } from '../frame-host.js';

const v4 = { src: '10.0.0.1', dst: '10.0.0.2' };
const v6 = { src: '2001:db8::1', dst: '2001:db8::2' };
const ports = { srcPort: 5000, dstPort: 80 };
const payload = Uint8Array.from({ length: 501 }, (_, i) => (i * 37) & 255);

/**
 * The rule by which a receiving kernel accepts a segment, computed from nothing but its bytes: the one's-complement sum
 * of pseudo header and segment, checksum included, is all ones (RFC 1071, RFC 9293 §3.1, RFC 8200 §8.1).
 */
const kernelAccepts = (bytes: Uint8Array): boolean => {
  const isV6 = bytes[12] === 0x86;
  const ip = 14;
  const transport = isV6 ? ip + 40 : ip + (bytes[ip] & 15) * 4;
  const end = isV6 ? transport + (bytes[ip + 4] * 256 + bytes[ip + 5]) : ip + bytes[ip + 2] * 256 + bytes[ip + 3];
  const protocol = isV6 ? bytes[ip + 6] : bytes[ip + 9];
  const addresses = isV6 ? bytes.subarray(ip + 8, ip + 40) : bytes.subarray(ip + 12, ip + 20);
  const segment = bytes.subarray(transport, end);
  const length = segment.length;
  let sum = 0;
  const all = [
    ...addresses,
    0,
    0,
    length >> 8,
    length & 255,
    0,
    0,
    0,
    protocol,
    ...segment,
    ...(length % 2 ? [0] : []),
  ];
  for (let i = 0; i < all.length; i += 2) sum += all[i] * 256 + all[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
};

const SPECS: readonly (readonly [string, FrameSpec])[] = [
  ['TCP over IPv4', { ipv4: v4, tcp: { ...ports, options: { mss: 1460 } }, payload }],
  ['UDP over IPv4', { ipv4: v4, udp: ports, payload }],
  ['TCP over IPv6', { ipv6: v6, tcp: ports, payload }],
  ['UDP over IPv6', { ipv6: v6, udp: ports, payload }],
];

for (const [name, spec] of SPECS) {
  test(`${name}: the receiver accepts a changed payload, and nothing but it and the checksum has changed`, () => {
    const host = new FrameHost();
    const sent = build(spec).bytes;
    assert.ok(kernelAccepts(sent));
    const from = sent.length - payload.length;
    const errors = makeBitErrors({ rate: 1e-3, mode: 'residual' }, host, new CountingRng());
    let changed = 0;
    for (let i = 0; i < 300; i++) {
      const slot = host.put(sent);
      assert.is(errors.judge(slot, 0), -1);
      const got = host.bytes(slot);
      assert.ok(kernelAccepts(got));
      assert.is(Frame.of(got).transportChecksumOk, true);
      assert.is.not(Frame.of(got).headerChecksumOk, false);
      if (got.some((byte, at) => at >= from && byte !== sent[at])) changed++;
      // The checksum stands inside the transport header: 16 bytes into TCP, 6 into UDP.
      const transport = from - (spec.tcp ? (spec.tcp.options ? 24 : 20) : 8);
      const sumAt = transport + (spec.tcp ? 16 : 6);
      const other = got.findIndex((byte, at) => at < from && byte !== sent[at] && at !== sumAt && at !== sumAt + 1);
      assert.is(other, -1);
      host.store.free(slot);
    }
    // 1 - (1-p)^4008 of the payloads are hit: 98 %.
    assert.ok(changed > 280, `${changed}`);
  });
}

test('bad bits are anywhere in the payload alike', () => {
  const host = new FrameHost();
  const body = 50;
  const sent = build({ ipv4: v4, udp: ports, payload: body }).bytes;
  const slot = host.put(sent);
  const errors = makeBitErrors({ rate: 1e-3, mode: 'residual' }, host, new CountingRng());
  const counts = new Array<number>(8 * body).fill(0);
  const frames = 100_000;
  const { memory, start } = host.store;
  const from = start[slot] + sent.length - body;
  for (let i = 0; i < frames; i++) {
    errors.judge(slot, 0);
    for (let at = 0; at < body; at++) {
      const byte = memory[from + at];
      if (byte !== 0) for (let bit = 0; bit < 8; bit++) counts[8 * at + bit] += (byte >>> bit) & 1;
    }
    memory.set(sent, start[slot]);
  }
  const bits = frames * 8 * body;
  const bad = counts.reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(bad - bits * 1e-3) < 5 * Math.sqrt(bits * 1e-3), `${bad}`);
  assert.ok(fit(counts, new Array<number>(8 * body).fill(bad / (8 * body))) > REFUSED);
});

test('frames without TCP or UDP, later fragments and padding pass as they are', () => {
  const host = new FrameHost();
  const specs: FrameSpec[] = [
    { arp: { senderMac: '02:00:00:00:00:01', senderIp: 1, targetIp: 2 }, pad: true },
    { ipv4: v4, icmp: { type: 8 }, payload },
    { ipv4: { ...v4, protocol: 17, fragmentOffset: 1480 }, payload },
    { ipv4: v4, tcp: ports, pad: true },
    { ipv4: v4, udp: ports, pad: true },
  ];
  const errors = makeBitErrors({ rate: 0.1, mode: 'residual' }, host, new CountingRng());
  for (const spec of specs) {
    const sent = build(spec).bytes;
    const slot = host.put(sent);
    assert.is(errors.judge(slot, 0), -1);
    assert.equal(host.bytes(slot), sent);
    host.store.free(slot);
  }
});

test('a UDP checksum of zero stays none, and one that was wrong stays wrong', () => {
  const host = new FrameHost();
  const errors = makeBitErrors({ rate: 0.01, mode: 'residual' }, host, new CountingRng());
  const none = host.put(build({ ipv4: v4, udp: { ...ports, checksum: false }, payload }).bytes);
  errors.judge(none, 0);
  assert.is(Frame.of(host.bytes(none)).udp?.checksum, 0);
  const bytes = build({ ipv4: v4, tcp: ports, payload }).bytes;
  bytes[bytes.length - 1] ^= 1;
  const wrong = host.put(bytes);
  errors.judge(wrong, 0);
  assert.is(Frame.of(host.bytes(wrong)).transportChecksumOk, false);
});

test('the checksum of a whole packet stays right when a first fragment is hit', () => {
  const host = new FrameHost();
  const whole = build({ ipv4: v4, udp: ports, payload: new Uint8Array(1000).fill(7) }).bytes;
  // The packet in two: 808 bytes of UDP, then the rest.
  const first = Frame.of(whole.slice(0, 14 + 20 + 808));
  first.ipv4!.moreFragments = true;
  first.ipv4!.totalLength = 20 + 808;
  const slot = host.put(first.bytes);
  makeBitErrors({ rate: 0.01, mode: 'residual' }, host, new CountingRng()).judge(slot, 0);
  const got = host.bytes(slot);
  assert.is.not(
    got.slice(42).every(byte => byte === 7),
    true,
  );
  const together = whole.slice();
  together.set(got.slice(34), 34);
  assert.ok(kernelAccepts(together));
});

test.run();
