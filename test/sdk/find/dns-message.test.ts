import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../../sdk/build.js';
import { dnsMessage } from '../../../sdk/find/dns-message.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const v4 = { src: '10.0.0.1', dst: '10.0.0.2' };

// a.bc? A; answer: A 192.0.2.1 for 60 s.
const answer = hex('1234 8583 0001 0001 0000 0000 0161 026263 00 0001 0001 c00c 0001 0001 0000003c 0004 c0000201');

test('header, question and records are read, offsets counted from the first byte', () => {
  const dns = dnsMessage(answer)!;
  assert.equal(
    [dns.id, dns.response, dns.opcode, dns.authoritative, dns.truncated, dns.recursionDesired, dns.recursionAvailable],
    [0x1234, true, 0, true, false, true, true],
  );
  assert.equal([dns.rcode, dns.questions, dns.answers, dns.authorities, dns.additionals], [3, 1, 1, 0, 0]);
  assert.equal([dns.name, dns.type, dns.class, dns.nameAt, dns.questionEnd], ['a.bc', 1, 1, 12, 22]);
  assert.equal([dns.at, dns.end, dns.complete], [0, answer.length, true]);
  assert.equal(dns.records(), [
    { section: 'answer', name: 'a.bc', type: 1, class: 1, ttl: 60, ttlAt: 28, dataAt: 34, dataLength: 4 },
  ]);
});

test('of a frame offsets count as `write` does', () => {
  const frame = build({ ipv4: v4, udp: { srcPort: 53, dstPort: 5000 }, payload: answer });
  const { dataAt } = dnsMessage(frame)!.records()[0];
  frame.write(dataAt, Uint8Array.of(203, 0, 113, 9));
  assert.equal([...frame.bytes.subarray(-4)], [203, 0, 113, 9]);
  assert.is(frame.udp!.checksumOk, true);
});

test('over TCP a message has its length before it, and may be cut by the end of the segment', () => {
  const stream = Uint8Array.of(0, answer.length, ...answer);
  const segment = (bytes: Uint8Array) => build({ ipv4: v4, tcp: { srcPort: 53, dstPort: 5000 }, payload: bytes });
  const whole = dnsMessage(segment(stream))!;
  assert.equal([whole.complete, whole.at, whole.name], [true, 56, 'a.bc']);
  const two = dnsMessage(segment(Uint8Array.of(...stream, ...stream)))!;
  assert.equal([two.complete, two.end - two.at], [true, answer.length]);
  const cut = dnsMessage(segment(stream.slice(0, 30)))!;
  assert.equal([cut.complete, cut.name, cut.records()], [false, 'a.bc', []]);
  const early = dnsMessage(segment(stream.slice(0, 16)))!;
  assert.equal([early.complete, early.name, early.type, early.class], [false, undefined, -1, -1]);
  assert.is(dnsMessage(segment(stream.slice(0, 13))), undefined);
});

test('the first fragment of a datagram has an incomplete message', () => {
  const frame = build({
    ipv4: { ...v4, moreFragments: true },
    udp: { srcPort: 53, dstPort: 5000, length: 1000 },
    payload: answer,
  });
  assert.is(dnsMessage(frame)!.complete, false);
});

test('only the ports of DNS, mDNS and LLMNR are looked at, on either end', () => {
  const at = (srcPort: number, dstPort: number): boolean =>
    dnsMessage(build({ ipv4: v4, udp: { srcPort, dstPort }, payload: answer })) !== undefined;
  assert.equal([at(53, 9), at(9, 53), at(5353, 5353), at(9, 5355), at(9, 5354)], [true, true, true, true, false]);
});

test('what makes no sense is no message', () => {
  const changed = (at: number, to: number): Uint8Array => Uint8Array.from(answer).fill(to, at, at + 1);
  assert.is(dnsMessage(answer.slice(0, 11)), undefined);
  assert.is(dnsMessage(changed(2, 0x78)), undefined, 'operation 15');
  assert.is(dnsMessage(changed(12, 0x80)), undefined, 'a label type that does not exist');
  assert.is(dnsMessage(answer.slice(0, 21)), undefined, 'a question that is cut in a datagram');
  assert.is(dnsMessage(build({ eth: { type: 0x88b5 }, payload: answer })), undefined);
});

test('records are read up to the first that makes no sense', () => {
  const counts = Uint8Array.from(answer);
  counts[7] = 200;
  assert.is(dnsMessage(counts)!.records().length, 1);
  const long = Uint8Array.from(answer);
  long[33] = 5;
  assert.is(dnsMessage(long)!.records().length, 0);
  const loop = Uint8Array.from(answer);
  loop[23] = 22;
  assert.is(dnsMessage(loop)!.records().length, 0);
});

test('a message changed anywhere never throws and never leads past its bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(answer.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(answer.length),
      (changes, length) => {
        const bytes = answer.slice(0, length);
        for (const [at, to] of changes) if (at < length) bytes[at] = to;
        const dns = dnsMessage(bytes);
        if (!dns) return;
        void [dns.name, dns.type, dns.class];
        assert.ok(dns.end <= length && dns.questionEnd <= length);
        for (const record of dns.records()) assert.ok(record.dataAt + record.dataLength <= length);
      },
    ),
    { seed: 6, numRuns: 3000 },
  );
});

test.run();
