import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markCongestion } from '../../../../core/effects/queue/ecn.js';
import { build } from '../../../../sdk/build.js';
import { Frame } from '../../../../sdk/frame.js';
import { QueueHost, udpFrame } from './queue-host.js';

/** The frame's bytes after a try to mark it, and whether it was. */
const marked = (bytes: Uint8Array): { done: boolean; frame: Frame } => {
  const host = new QueueHost(8);
  const slot = host.put(bytes);
  const done = markCongestion(host, slot);
  const start = host.store.start[slot]!;
  return { done, frame: Frame.of(host.store.memory.slice(start, start + bytes.length)) };
};

for (const ecn of [1, 2]) {
  test(`IPv4 of ECT(${2 - ecn}) is marked, its header checksum amended`, () => {
    const { done, frame } = marked(udpFrame(0, 100, ecn));
    assert.ok(done);
    assert.is(frame.ipv4!.ecn, 3);
    assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
  });
}

test('a mark is two bits and the checksum, byte for byte', () => {
  const bytes = Uint8Array.from([
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x08, 0x00,
    // Version, DSCP 46 and ECT(0); checksum 0x6614.
    0x45, 0xba, 0x00, 0x1c, 0x00, 0x01, 0x00, 0x00, 0x40, 0x11, 0x66, 0x14, 0x0a, 0x00, 0x00, 0x01, 0x0a, 0x00, 0x00,
    0x02, 0x04, 0x00, 0x00, 0x09, 0x00, 0x08, 0x00, 0x00,
  ]);
  const expected = bytes.slice();
  expected[15] = 0xbb;
  expected[25] = 0x13;
  assert.equal(marked(bytes).frame.bytes, expected);
});

test('a wrong checksum stays as wrong as it was', () => {
  const bytes = udpFrame(0, 100, 2);
  bytes[24]! ^= 0x40;
  const { done, frame } = marked(bytes);
  assert.equal([done, frame.ipv4!.ecn, frame.headerChecksumOk], [true, 3, false]);
});

test('IPv6 is marked, also behind a VLAN tag', () => {
  const { done, frame } = marked(udpFrame(0, 100, 2, 6));
  assert.equal([done, frame.ipv6!.ecn, frame.transportChecksumOk], [true, 3, true]);
  const tagged = build({
    vlan: [{ vid: 7 }],
    ipv6: { src: 'fd00::1', dst: 'fd00::2', ecn: 1, dscp: 10 },
    udp: { srcPort: 1, dstPort: 2 },
  });
  const { frame: after } = marked(tagged.bytes);
  assert.equal([after.ipv6!.ecn, after.ipv6!.dscp], [3, 10]);
});

test('what bears the mark already counts as marked and stays as it is', () => {
  const bytes = udpFrame(0, 100, 3);
  const { done, frame } = marked(bytes);
  assert.ok(done);
  assert.equal(frame.bytes, bytes);
});

test('what is not ECN-capable, or not IP, is not marked and stays as it is', () => {
  for (const bytes of [
    udpFrame(0, 100, 0),
    udpFrame(0, 100, 0, 6),
    build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } }).bytes,
    new Uint8Array(10),
  ]) {
    const { done, frame } = marked(bytes);
    assert.not(done);
    assert.equal(frame.bytes, bytes);
  }
});

test.run();
