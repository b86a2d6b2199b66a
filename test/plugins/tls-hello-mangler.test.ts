import { test } from 'uvu';
import * as assert from 'uvu/assert';
import tlsHelloMangler from '../../plugins/tls-hello-mangler.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';
import { s } from '../../sdk/units.js';
import { dissect, withTshark } from './tshark.js';

type Texts = OptionTexts<NonNullable<typeof tlsHelloMangler.options>>;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

/** RFC 8446 §4.1.2: GREASE, two suites of TLS 1.3 and one of 1.2; a server name; GREASE, 1.3 and 1.2. */
const helloWith = (suites: string, name: string, versions: string): Uint8Array =>
  hex(`16 0301 0059 01 000055 0303 ${'5a'.repeat(32)} 00 0008 ${suites} 01 00 0024
    0000 000e 000c 00 0009 ${Buffer.from(name).toString('hex')}
    002b 0007 06 ${versions}
    0010 0003 0001 00`);
const hello = helloWith('1a1a 1301 1302 c02f', 'localhost', '3a3a 0304 0303');
const segment = (payload: Uint8Array, dstPort = 443): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort, seq: 7, flags: 'PA' }, payload });

const mangled = (options: Texts, given = segment(hello)): Frame => {
  const r = rig(tlsHelloMangler, { options });
  const [frame] = r.preamble(given).passed;
  r.settle();
  assert.equal([frame.headerChecksumOk, frame.transportChecksumOk, frame.length], [true, true, given.length]);
  return frame;
};
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('a hello passes as it is unless something is asked for', () => {
  assert.is(text(mangled({}).bytes), text(segment(hello).bytes));
});

test('newer versions are written over, and nothing else', () => {
  const expected = helloWith('1a1a 1301 1302 c02f', 'localhost', '3a3a 0303 0303');
  assert.is(text(mangled({ versions: '0303' }).payload!), text(expected));
  const all = helloWith('1a1a 1301 1302 c02f', 'localhost', '3a3a 0301 0301');
  assert.is(text(mangled({ versions: '0301', above: '0000' }).payload!), text(all));
});

test('cipher suites are written over in turn, GREASE is not', () => {
  const expected = helloWith('1a1a 002f 0035 002f', 'localhost', '3a3a 0304 0303');
  assert.is(text(mangled({ ciphers: '002f 0035' }).payload!), text(expected));
});

test('suites that are signals stay: they say something else (RFC 5746, RFC 7507)', () => {
  const given = segment(helloWith('5600 1301 1302 00ff', 'localhost', '3a3a 0304 0303'));
  const expected = helloWith('5600 c02f c02f 00ff', 'localhost', '3a3a 0304 0303');
  assert.is(text(mangled({ ciphers: 'c02f' }, given).payload!), text(expected));
});

test('the server name is written over, cut or filled to its length', () => {
  const named = (name: string): string => text(helloWith('1a1a 1301 1302 c02f', name, '3a3a 0304 0303'));
  assert.is(text(mangled({ name: 'evil.test' }).payload!), named('evil.test'));
  assert.is(text(mangled({ name: 'evil' }).payload!), named('evilxxxxx'));
  assert.is(text(mangled({ name: 'evil.example.com' }).payload!), named('evil.exam'));
});

test('a hello is dropped or held', () => {
  assert.equal(rig(tlsHelloMangler, { options: { fate: 'drop' } }).preamble(segment(hello)).dropped, ['hello']);
  const r = rig(tlsHelloMangler, { options: { fate: 'hold', hold: '2s', name: 'evil' } });
  assert.is(r.preamble(segment(hello)).passed.length, 0);
  const late = r.advance(s(3));
  assert.equal([late.times, Buffer.from(late.passed[0].payload!).includes('evilxxxxx')], [[s(2)], true]);
  r.settle();
});

test('of a hello that the segment cuts only what is there is touched', () => {
  const r = rig(tlsHelloMangler, { options: { ciphers: '002f', versions: '0303', name: 'evil.test' } });
  const [frame] = r.preamble(segment(hello.subarray(0, 60))).passed;
  assert.is(
    text(frame.payload!),
    text(helloWith('1a1a 002f 002f 002f', 'localhost', '3a3a 0304 0303').subarray(0, 60)),
  );
  assert.equal(Object.fromEntries(r.counters), { hellos: 1, cut: 1, ciphers: 3 });
});

test('what is no hello, or not chosen, passes untouched and uncounted', () => {
  const r = rig(tlsHelloMangler, { options: { name: 'evil.test', dstPort: '443', fate: 'drop' } });
  for (const frame of [segment(hex('16 0303 0004 02 000000')), segment(new Uint8Array(0)), segment(hello, 444)]) {
    assert.is(text(r.preamble(frame).passed[0].bytes), text(frame.bytes));
  }
  assert.is(r.counters.size, 0);
  r.settle();
});

test('versions and suites that are none are refused', () => {
  const made = (options: Texts) => () => rig(tlsHelloMangler, { options });
  assert.throws(made({ versions: '03' }), /one version of two bytes/);
  assert.throws(made({ above: '030303' }), /one version of two bytes/);
  assert.throws(made({ ciphers: 'c0 2f c0' }), /suites of two bytes/);
  assert.throws(made({ ciphers: '' }), /suites of two bytes/);
});

withTshark('tshark reads what was written, in a hello that is whole', () => {
  const frame = mangled({ versions: '0303', ciphers: 'c02f', name: 'evil.test' });
  const fields = ['extensions_server_name', 'ciphersuite', 'extensions.supported_version'];
  assert.equal(dissect([frame], ...fields.map(field => `tls.handshake.${field}`), 'tcp.checksum.status'), [
    ['evil.test', '0x1a1a,0xc02f,0xc02f,0xc02f', '0x3a3a,0x0303,0x0303', '1'],
  ]);
});

test.run();
