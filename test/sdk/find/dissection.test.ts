import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dnsMessage } from '../../../sdk/find/dns-message.js';
import { quicLongHeader } from '../../../sdk/find/quic-long-header.js';
import { tlsClientHello } from '../../../sdk/find/tls-client-hello.js';
import { Frame } from '../../../sdk/frame.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

const file = fixture('finders.pcap');
const frames: Frame[] = [];
for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) {
  frames.push(Frame.of(Uint8Array.from(file.subarray(at + 16, at + 16 + file.readUInt32LE(at + 8)))));
}
type Fields = Record<string, string[]>;
const dissected: Fields[] = JSON.parse(fixture('finders.fixture.json').toString()).map(
  (packet: { _source: { layers: Fields } }) => packet._source.layers,
);

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const bytes = (some: Uint8Array): string => Buffer.from(some).toString('hex');
const add = (out: Fields, field: string, ...values: (string | undefined)[]): void => {
  const given = values.filter(value => value !== undefined && value !== '');
  if (given.length > 0) out[field] = [...(out[field] ?? []), ...(given as string[])];
};

/** What the finders say of a frame, in tshark's words. */
const described = (frame: Frame): Fields => {
  const out: Fields = {};
  const hello = tlsClientHello(frame);
  if (hello) {
    add(out, 'tls.handshake.extensions_server_name', hello.sni);
    add(out, 'tls.handshake.extensions_alpn_str', ...hello.alpn);
    add(out, 'tls.handshake.ciphersuite', ...hello.ciphers.map(cipher => hex(cipher, 4)));
    if (hello.versionsAt >= 0)
      add(out, 'tls.handshake.extensions.supported_version', ...hello.versions.map(version => hex(version, 4)));
    add(out, 'tls.handshake.version', hex(hello.legacyVersion, 4));
    add(out, 'tls.handshake.length', `${hello.messageLength}`);
    add(out, 'tls.record.length', `${hello.recordLength}`);
    add(out, 'tls.handshake.random', bytes(frame.bytes.subarray(hello.randomAt, hello.randomAt + 32)));
    assert.ok(hello.complete);
  }
  const dns = dnsMessage(frame);
  if (dns) {
    const root = (name: string): string => (name === '.' ? '<Root>' : name);
    add(out, 'dns.id', hex(dns.id, 4));
    add(out, 'dns.flags', hex(dns.flags, 4));
    if (dns.name !== undefined) {
      add(out, 'dns.qry.name', root(dns.name));
      add(out, 'dns.qry.type', `${dns.type}`);
      add(out, 'dns.qry.class', hex(dns.class, 4));
    }
    for (const record of dns.records()) {
      add(out, 'dns.resp.name', root(record.name));
      add(out, 'dns.resp.type', `${record.type}`);
      // tshark shows the field of an OPT record under another name.
      if (record.type !== 41) add(out, 'dns.resp.ttl', `${record.ttl}`);
      add(out, 'dns.resp.len', `${record.dataLength}`);
    }
  }
  for (let quic = quicLongHeader(frame); quic; quic = quic.next()) {
    // tshark takes these two for something else without the packets before them.
    if (quic.type === 'version-negotiation' || quic.type === 'unknown') continue;
    const v1 = ['initial', '0rtt', 'handshake', 'retry'].indexOf(quic.type);
    const v2 = ['retry', 'initial', '0rtt', 'handshake'].indexOf(quic.type);
    add(out, 'quic.version', hex(quic.version, 8));
    if (quic.version === 1) add(out, 'quic.long.packet_type', `${v1}`);
    else add(out, 'quic.long.packet_type_v2', `${v2}`);
    add(out, 'quic.dcid', bytes(quic.dcid));
    add(out, 'quic.scid', bytes(quic.scid));
    const token = bytes(frame.bytes.subarray(quic.tokenAt, quic.tokenAt + quic.tokenLength));
    if (quic.type === 'initial') {
      add(out, 'quic.token_length', `${quic.tokenLength}`);
      add(out, 'quic.token', token);
    }
    if (quic.type === 'retry') add(out, 'quic.retry_token', token);
    else add(out, 'quic.length', `${quic.packetLength}`);
  }
  return out;
};

for (const [i, frame] of frames.entries()) {
  test(`finders say of frame ${i + 1} what tshark says: ${frame.summary().replace(/.* (TCP|UDP)/, '$1')}`, () => {
    const { 'frame.number': _, ...fields } = dissected[i];
    assert.equal(described(frame), fields);
  });
}

test('the frames whose packets tshark does not know are found as well', () => {
  assert.equal(
    [15, 16].map(i => quicLongHeader(frames[i])?.type),
    ['version-negotiation', 'unknown'],
  );
});

test.run();
