import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { needle } from '../../sdk/needle.js';
import { findText, indexOfBytes, payloadEnd, replaceBytes } from '../../sdk/payload.js';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const v4 = { src: '10.0.0.1', dst: '10.0.0.2' };
const tcp = (text: string, more: FrameSpec = {}): Frame =>
  build({ ipv4: v4, tcp: { srcPort: 5000, dstPort: 25 }, payload: ascii(text), ...more });

test('what is found is told by its offset in the payload', () => {
  const frame = tcp('EHLO me\r\nSTARTTLS\r\nSTARTTLS\r\n');
  assert.is(indexOfBytes(frame, 'STARTTLS'), 9);
  assert.is(indexOfBytes(frame, 'STARTTLS', 10), 19);
  assert.is(indexOfBytes(frame, 'STARTTLS', 20), -1);
  assert.is(indexOfBytes(frame, needle({ hex: '0d 0a' })), 7);
  assert.is(indexOfBytes(frame, 'starttls'), -1);
  assert.is(findText(frame, 'starttls'), 9);
  assert.is(findText(frame, 'STARTTLS', 10), 19);
});

test('bytes are looked at as well as frames', () => {
  assert.is(indexOfBytes(ascii('abcabc'), 'ca'), 2);
  assert.is(findText(ascii('abcabc'), 'CA'), 2);
  assert.is(indexOfBytes(ascii('abc'), 'abc', -5), 0);
});

test('headers and padding are no payload', () => {
  // The source port reads `PO`, the padding is zeros.
  const frame = tcp('x', { tcp: { srcPort: 0x504f, dstPort: 25 }, pad: true });
  assert.is(frame.length, 60);
  assert.is(indexOfBytes(frame, 'PO'), -1);
  assert.is(indexOfBytes(frame, needle(Uint8Array.of(0))), -1);
  assert.is(payloadEnd(frame), frame.start + 55);
});

test('a frame without a transport layer has nothing to find', () => {
  const frame = build({ eth: { type: 0x88b5 }, payload: ascii('STARTTLS') });
  assert.is(indexOfBytes(frame, 'STARTTLS'), -1);
  assert.is(payloadEnd(frame), -1);
  assert.is(replaceBytes(frame, 'STARTTLS', 'XXXXXXXX'), 0);
});

test('replacing changes every occurrence, checksums following', () => {
  for (const frame of [
    tcp('a STARTTLS, STARTTLS!'),
    build({
      ipv6: { src: '2001:db8::1', dst: '2001:db8::2' },
      udp: { srcPort: 1, dstPort: 2 },
      payload: ascii('a STARTTLS, STARTTLS!'),
    }),
  ]) {
    assert.is(replaceBytes(frame, 'STARTTLS', 'XTARTTLY'), 2);
    assert.is(Buffer.from(frame.payload!).toString(), 'a XTARTTLY, XTARTTLY!');
    assert.is(frame.transportChecksumOk, true);
  }
});

test('at most so many are replaced, and what was put is not looked at again', () => {
  const frame = tcp('aaaa');
  assert.is(replaceBytes(frame, 'a', 'b', 3), 3);
  assert.is(Buffer.from(frame.payload!).toString(), 'bbba');
  const twice = tcp('aaaaa');
  assert.is(replaceBytes(twice, 'aa', 'ba'), 2);
  assert.is(Buffer.from(twice.payload!).toString(), 'babaa');
});

test('an edit does not heal a bit error, and a datagram without a checksum stays without', () => {
  const frame = tcp('STARTTLS');
  frame.tcp!.checksum ^= 4;
  replaceBytes(frame, 'STARTTLS', needle({ hex: '0001020304050607' }).bytes);
  assert.is(frame.transportChecksumOk, false);
  const none = build({ ipv4: v4, udp: { srcPort: 1, dstPort: 2, checksum: false }, payload: ascii('STARTTLS') });
  assert.is(replaceBytes(none, 'START', 'start'), 1);
  assert.is(none.udp!.checksum, 0);
});

test('a replacement of another length is refused', () => {
  assert.throws(() => replaceBytes(tcp('abc'), 'abc', 'ab'), /2 bytes cannot take the place of 3/);
});

test.run();
