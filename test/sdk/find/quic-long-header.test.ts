import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../../sdk/build.js';
import { quicLongHeader } from '../../../sdk/find/quic-long-header.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

// Initial with a token of three bytes and six of packet number and payload, then Handshake with four.
const two = hex(`
  c3 00000001 02 0102 01 a1 03 746f6b 4006 aabbccddeeff
  e3 00000001 02 0102 01 a1 04 11223344`);

test('the parts of a packet and where they stand', () => {
  const quic = quicLongHeader(two)!;
  assert.equal(
    [quic.type, quic.version, quic.at, quic.end, quic.complete, quic.packetLength],
    ['initial', 1, 0, 22, true, 6],
  );
  assert.equal([quic.dcidAt, quic.dcidLength, quic.scidAt, quic.scidLength], [6, 2, 9, 1]);
  assert.equal([quic.tokenAt, quic.tokenLength, quic.numberAt], [11, 3, 16]);
  assert.equal([[...quic.dcid], [...quic.scid]], [[1, 2], [0xa1]]);
});

test('packets that share a datagram follow one another', () => {
  const quic = quicLongHeader(two)!;
  assert.is(quic.next(), quic);
  assert.equal([quic.type, quic.at, quic.end, quic.tokenAt, quic.numberAt], ['handshake', 22, 37, -1, 33]);
  assert.is(quic.next(), undefined);
  assert.equal([quic.type, quic.at, quic.end], ['handshake', 22, 37]);
});

test('a packet with a short header behind ends the row', () => {
  const quic = quicLongHeader(Uint8Array.of(...two.slice(0, 22), 0x41, 1, 2, 3))!;
  assert.is(quic.next(), undefined);
  assert.is(quic.type, 'initial');
  assert.is(quic.end, 22);
});

test('version 2 counts its types from another start', () => {
  const type = (first: string, version: string): string | undefined =>
    quicLongHeader(hex(`${first} ${version} 01 01 00 00 05 1122334455 ${'00'.repeat(16)}`))?.type;
  assert.equal(
    ['c0', 'd0', 'e0', 'f0'].map(first => type(first, '00000001')),
    ['initial', '0rtt', 'handshake', 'retry'],
  );
  assert.equal(
    ['c0', 'd0', 'e0', 'f0'].map(first => type(first, '6b3343cf')),
    ['retry', 'initial', '0rtt', 'handshake'],
  );
});

test('the token of a Retry is what stands before its 16 bytes of integrity tag', () => {
  const retry = hex('ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba');
  const quic = quicLongHeader(retry)!;
  assert.is(Buffer.from(retry.subarray(quic.tokenAt, quic.tokenAt + quic.tokenLength)).toString(), 'token');
  assert.equal([quic.end, quic.numberAt], [36, -1]);
  assert.is(quicLongHeader(retry.slice(0, 30)), undefined);
});

test('a negotiation offers at least one version, in whole ones', () => {
  const negotiation = hex('ca 00000000 01 01 01 02 00000001 6b3343cf');
  assert.is(quicLongHeader(negotiation)?.type, 'version-negotiation');
  assert.is(quicLongHeader(negotiation.slice(0, 9)), undefined);
  assert.is(quicLongHeader(negotiation.slice(0, 16)), undefined);
});

test('of other versions only ids are told, and only of drafts and those that force a negotiation', () => {
  assert.is(quicLongHeader(hex('c0 ff00001d 01 01 00 00'))?.type, 'unknown');
  assert.is(quicLongHeader(hex('c0 1a2a3a4a 01 01 00 00'))?.type, 'unknown');
  assert.is(quicLongHeader(hex('c0 12345678 01 01 00 00')), undefined);
});

test('of a frame offsets count as `write` does; TCP is not looked at', () => {
  const ipv6 = { src: '2001:db8::1', dst: '2001:db8::2' };
  const frame = build({ ipv6, udp: { srcPort: 5000, dstPort: 443 }, payload: two });
  assert.is(quicLongHeader(frame)!.dcidAt, frame.payloadOffset + 6);
  assert.is(quicLongHeader(build({ ipv6, tcp: { srcPort: 5000, dstPort: 443 }, payload: two })), undefined);
});

test('a packet longer than its datagram is incomplete, one whose header is cut is none', () => {
  for (let length = 0; length < 22; length++) {
    const quic = quicLongHeader(two.slice(0, length));
    assert.is(quic !== undefined, length >= 16, `${length}`);
    if (quic) assert.equal([quic.complete, quic.end], [false, length]);
  }
  assert.is(quicLongHeader(hex(`c0 00000001 15 ${'01'.repeat(21)} 00 00 01 00`)), undefined, 'an id of 21 bytes');
  assert.is(quicLongHeader(hex('c0 00000001 01 01 00 ffffffffffffffff')), undefined, 'a token of 2^62 bytes');
  assert.is(quicLongHeader(hex('e0 00000001 01 01 00 ffffffffffffffff'))!.complete, false);
});

test('random bytes never throw, and nothing told lies past them', () => {
  const version = fc.constantFrom([0, 0, 0, 1], [0x6b, 0x33, 0x43, 0xcf], [0, 0, 0, 0], [0xff, 0, 0, 29]);
  fc.assert(
    fc.property(fc.nat(255), version, fc.uint8Array({ maxLength: 60 }), (first, words, rest) => {
      const bytes = Uint8Array.of(first, ...words, ...rest);
      for (let quic = quicLongHeader(bytes); quic; quic = quic.next()) {
        assert.ok(quic.end > quic.at && quic.end <= bytes.length);
        assert.ok(quic.dcidAt + quic.dcidLength <= quic.end && quic.scidAt + quic.scidLength <= quic.end);
        assert.ok(quic.tokenLength >= 0 && quic.tokenAt + quic.tokenLength <= quic.end);
        assert.ok(quic.numberAt <= bytes.length);
        void [quic.dcid, quic.scid];
      }
    }),
    { seed: 6, numRuns: 3000 },
  );
});

test.run();
