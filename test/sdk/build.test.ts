import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { hexOf, packed } from './hex.js';

const V4 = { src: '10.0.0.1', dst: '10.0.0.2' };

test('a SYN with the options of Linux has the bytes Linux sends', () => {
  // Frame 6 of test/sdk/fixtures/captured.pcap.
  const frame = build({
    eth: { src: '02:00:00:00:0a:01', dst: '02:00:00:00:0b:02' },
    ipv4: { src: '10.9.0.1', dst: '10.9.0.2', id: 0xcf33, dontFragment: true },
    tcp: {
      srcPort: 52166,
      dstPort: 7007,
      seq: 1187082527,
      flags: 'S',
      window: 64240,
      options: { mss: 1460, sackPermitted: true, timestamps: { val: 1247611160, ecr: 0 }, windowScale: 10 },
    },
  });
  assert.is(
    hexOf(frame),
    packed(`020000000b02 020000000a01 0800
      45 00 003c cf33 4000 40 06 5774 0a090001 0a090002
      cbc6 1b5f 46c1711f 00000000 a0 02 faf0 467c 0000  020405b4 0402 080a4a5d091800000000 01 03030a`),
  );
});

test('what is not given has its default', () => {
  const frame = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 } });
  assert.equal([frame.eth!.srcText, frame.eth!.dstText], ['02:00:00:00:00:01', '02:00:00:00:00:02']);
  assert.equal([frame.ipv4!.ttl, frame.ipv4!.protocol, frame.udp!.length, frame.length], [64, 17, 8, 42]);
  assert.is(build({ ipv4: V4 }).ipv4!.protocol, 253);
  assert.is(build({}).eth!.type, 0x88b5);
});

test('padding fills to sixty bytes and is in no length', () => {
  const frame = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, pad: true });
  assert.equal([frame.length, frame.ipv4!.totalLength, frame.udp!.payloadLength], [60, 28, 0]);
  assert.is(build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2 }, payload: 100, pad: true }).length, 142);
});

test('a template with room is changed in place and stays right', () => {
  const frame = build({ ipv4: V4, tcp: { srcPort: 1, dstPort: 2 }, payload: 10, capacity: 1514 });
  for (const length of [1514, 54, 700]) {
    frame.resize(length);
    frame.repair();
    frame.tcp!.seq = length * 7;
    assert.equal([frame.ipv4!.totalLength, frame.tcp!.payloadLength], [length - 14, length - 54]);
    assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
  }
});

test('UDP is sent without a checksum when asked, over IPv4', () => {
  const frame = build({ ipv4: V4, udp: { srcPort: 1, dstPort: 2, checksum: false }, payload: 3 });
  assert.is(frame.udp!.checksum, 0);
});

test('layers that do not go together are refused', () => {
  const udp = { srcPort: 1, dstPort: 2 };
  const ipv6 = { src: '::1', dst: '::2' };
  assert.throws(() => build({ udp }), /tcp and udp need ipv4 or ipv6/);
  assert.throws(() => build({ ipv4: V4, ipv6, udp }), /one of arp, ipv4 and ipv6/);
  assert.throws(() => build({ ipv4: V4, udp, icmp: { type: 8 } }), /one of tcp, udp/);
  assert.throws(() => build({ ipv4: V4, icmpv6: { type: 128 } }), TypeError);
  assert.throws(() => build({ ipv6, icmp: { type: 8 } }), TypeError);
  assert.throws(() => build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: 1, targetIp: 2 }, udp }), TypeError);
});

test('what does not fit is refused', () => {
  const tcp = { srcPort: 1, dstPort: 2 };
  assert.throws(() => build({ ipv4: { ...V4, options: new Uint8Array(41) } }), /IPv4 options take 44 bytes/);
  assert.throws(() => build({ ipv4: V4, tcp: { ...tcp, options: new Uint8Array(41) } }), /TCP options take 44 bytes/);
  assert.throws(() => build({ ipv4: V4, tcp: { ...tcp, flags: 'X' } }), /no TCP flag 'X'/);
  assert.throws(() => build({ ipv4: V4, tcp, payload: 70000 }), /do not fit a frame/);
  assert.throws(
    () => build({ ipv6: { src: '::1', dst: '::2', extensions: [{ type: 0, body: new Uint8Array(5) }] } }),
    /6, 14, 22/,
  );
});

test.run();
