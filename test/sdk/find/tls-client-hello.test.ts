import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../../sdk/build.js';
import { tlsClientHello } from '../../../sdk/find/tls-client-hello.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

const RANDOM = '5a'.repeat(32);
const EXTENSIONS = `
  0000 000e 000c 00 0009 6c6f63616c686f7374
  0010 000e 000c 02 6832 08 687474702f312e31
  002b 0005 04 0304 0303
  0015 0001 00`;
const hello = hex(`16 0301 0064 01 000060 0303 ${RANDOM} 01 77 0004 1301 1302 01 00 0032 ${EXTENSIONS}`);

test('where the parts of a hello stand is told from the first byte of the bytes', () => {
  const found = tlsClientHello(hello)!;
  assert.is(hello.length, 5 + 0x64);
  assert.equal(
    {
      complete: found.complete,
      recordAt: found.recordAt,
      recordLength: found.recordLength,
      messageLength: found.messageLength,
      legacyVersion: found.legacyVersion,
      randomAt: found.randomAt,
      sessionId: [found.sessionIdAt, found.sessionIdLength],
      ciphers: [found.ciphersAt, found.ciphersLength],
      extensions: [found.extensionsAt, found.extensionsLength],
      sni: [found.sniAt, found.sniLength],
      alpn: [found.alpnAt, found.alpnLength],
      versions: [found.versionsAt, found.versionsLength],
    },
    {
      complete: true,
      recordAt: 0,
      recordLength: 0x64,
      messageLength: 0x60,
      legacyVersion: 0x0303,
      randomAt: 11,
      sessionId: [44, 1],
      ciphers: [47, 4],
      extensions: [55, 50],
      sni: [64, 9],
      alpn: [79, 12],
      versions: [96, 4],
    },
  );
  assert.is(found.sni, 'localhost');
  assert.equal(found.alpn, ['h2', 'http/1.1']);
  assert.equal(found.versions, [0x0304, 0x0303]);
  assert.equal(found.ciphers, [0x1301, 0x1302]);
  assert.is(found.extension(0x15), 104);
  assert.is(found.extension(1234), -1);
});

test('of a frame offsets count as `write` does', () => {
  const frame = build({
    vlan: [{ vid: 7 }],
    ipv6: { src: '2001:db8::1', dst: '2001:db8::2' },
    tcp: { srcPort: 5000, dstPort: 443 },
    payload: hello,
  });
  const found = tlsClientHello(frame)!;
  assert.is(found.sni, 'localhost');
  assert.is(found.recordAt, frame.payloadOffset);
  frame.write(found.sniAt, Buffer.from('elsewhere'));
  assert.is(tlsClientHello(frame)!.sni, 'elsewhere');
  assert.is(frame.tcp!.checksumOk, true);
});

test('a hello cut anywhere is given as far as it goes, and nothing behind the cut is told', () => {
  for (let length = 0; length < hello.length; length++) {
    // What follows is no part of it: the payload ends there.
    const found = tlsClientHello(hello.slice(0, length));
    assert.is(found !== undefined, length >= 11, `${length}`);
    if (!found) continue;
    assert.is(found.complete, false);
    assert.is(found.sni, length >= 73 ? 'localhost' : undefined, `${length}`);
    assert.is(found.randomAt, length >= 44 ? 11 : -1);
    assert.is(found.extensionsAt, length >= 55 ? 55 : -1);
    assert.equal(found.alpn, length >= 91 ? ['h2', 'http/1.1'] : []);
    assert.equal(found.versions, length >= 100 ? [0x0304, 0x0303] : [0x0303]);
  }
});

test('a hello that goes on in another record is incomplete', () => {
  const two = Uint8Array.from(hello);
  two[4] = 0x63;
  const found = tlsClientHello(two)!;
  assert.is(found.complete, false);
  assert.is(found.sni, 'localhost');
  assert.is(found.extension(0x15), -1);
});

test('what is no hello is not taken for one', () => {
  const changed = (at: number, to: number): Uint8Array => Uint8Array.from(hello).fill(to, at, at + 1);
  assert.is(tlsClientHello(changed(0, 23)), undefined);
  assert.is(tlsClientHello(changed(1, 2)), undefined);
  assert.is(tlsClientHello(changed(5, 2)), undefined);
  assert.is(tlsClientHello(changed(9, 4)), undefined);
  assert.is(tlsClientHello(changed(4, 5)), undefined);
  const datagram = build({
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    udp: { srcPort: 5000, dstPort: 443 },
    payload: hello,
  });
  assert.is(tlsClientHello(datagram), undefined);
});

test('lengths that lie never lead past the bytes, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 6 }), changes => {
      const bytes = Uint8Array.from(hello);
      for (const [at, to] of changes) bytes[at] = to;
      const found = tlsClientHello(bytes);
      if (!found) return;
      for (const [at, length] of [
        [found.sniAt, found.sniLength],
        [found.alpnAt, found.alpnLength],
        [found.versionsAt, found.versionsLength],
        [found.ciphersAt, found.ciphersLength],
        [found.sessionIdAt, found.sessionIdLength],
      ]) {
        assert.ok(at === -1 || (at >= 0 && length >= 0 && at + length <= bytes.length));
      }
      assert.ok((found.sni ?? '').length <= found.sniLength);
      assert.ok([...found.ciphers, ...found.versions].every(word => word >= 0));
      assert.ok(found.alpn.length <= bytes.length);
    }),
    { seed: 6, numRuns: 3000 },
  );
});

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      const found = tlsClientHello(Uint8Array.of(22, 3, 1, ...bytes));
      if (found) void [found.sni, found.alpn, found.versions, found.ciphers, found.extension(5)];
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test.run();
