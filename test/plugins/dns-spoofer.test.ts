import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import dnsSpoofer from '../../plugins/dns-spoofer.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';
import { ms, us } from '../../sdk/units.js';
import { dissect, withTshark } from './tshark.js';

type Options = OptionTexts<NonNullable<typeof dnsSpoofer.options>>;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** `Www.example.Com`, type A, id 0xbeef, recursion desired, one additional record (EDNS0). */
const A_QUERY = hex(
  'beef 0100 0001 0000 0000 0001  03577777 076578616d706c65 03436f6d 00 0001 0001  00 0029 04d0 00000000 0000',
);
const AAAA_QUERY = hex('0102 0100 0001 0000 0000 0000  016e 0474657374 00 001c 0001');
const GENUINE = hex(
  'beef 8180 0001 0001 0000 0000  03577777 076578616d706c65 03436f6d 00 0001 0001  c00c 0001 0001 0000003c 0004 0a000007',
);

const query = (payload: Uint8Array, port = 40_000): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.53' }, udp: { srcPort: port, dstPort: 53 }, payload });
const answer = (payload: Uint8Array): Frame =>
  build({ ipv4: { src: '10.0.0.53', dst: '10.0.0.1' }, udp: { srcPort: 53, dstPort: 40_000 }, payload });
const forgedBy = (frame: Frame, options: Options = {}, seed = 1): Frame[] => {
  const r = rig(dnsSpoofer, { seed, options });
  assert.is(r.preamble(frame).passed.length, 1, 'the query itself goes on');
  const { back } = r.advance(ms(1000));
  r.settle();
  return back;
};

test('a query for an address is answered in the name of the server, with its own id and question', () => {
  const [forged, ...others] = forgedBy(query(A_QUERY), { ipv4: '192.0.2.66', ttl: '1min' });
  assert.equal(others, []);
  assert.equal(
    [...forged!.payload!],
    [
      ...hex(
        'beef 8180 0001 0001 0000 0000  03577777 076578616d706c65 03436f6d 00 0001 0001  c00c 0001 0001 0000003c 0004 c0000242',
      ),
    ],
  );
  const { ipv4, udp, eth } = forged!;
  assert.equal([ipv4!.srcText, udp!.srcPort, ipv4!.dstText, udp!.dstPort], ['10.0.0.53', 53, '10.0.0.1', 40_000]);
  assert.equal([eth!.src, eth!.dst], [0x020000000002, 0x020000000001]);
  assert.equal([forged!.headerChecksumOk, forged!.transportChecksumOk], [true, true]);
});

test('AAAA queries, over IPv6 and under a tag, have an IPv6 address', () => {
  const layers = { vlan: [{ vid: 9 }], ipv6: { src: '2001:db8::1', dst: '2001:db8::53' } };
  const [forged] = forgedBy(build({ ...layers, udp: { srcPort: 7, dstPort: 53 }, payload: AAAA_QUERY }));
  assert.equal(
    [...forged!.payload!],
    [
      ...hex(
        '0102 8180 0001 0001 0000 0000  016e 0474657374 00 001c 0001  c00c 001c 0001 0000012c 0010 20010db8 00000000 00000000 00000066',
      ),
    ],
  );
  assert.equal([forged!.vlan!.vid, forged!.ipv6!.srcText, forged!.transportChecksumOk], [9, '2001:db8::53', true]);
});

test('it comes when it is told to, and its coming is an event', () => {
  const r = rig(dnsSpoofer, { options: { after: '3ms' } });
  r.preamble(query(A_QUERY));
  assert.is(r.advance(us(2999)).back.length, 0);
  assert.is(r.advance(us(1)).back.length, 1);
  assert.equal(r.events, [{ at: 0, event: 'spoofed', fields: { name: 'Www.example.Com', type: 'A', query: 1 } }]);
  assert.equal(
    [...r.counters],
    [
      ['queries', 1],
      ['forged', 1],
    ],
  );
});

test('only names that fit the pattern are spoofed, whatever their case, and only types with an address', () => {
  const times = (options: Options, payload = A_QUERY): number => forgedBy(query(payload), options).length;
  assert.is(times({ name: 'www.EXAMPLE.com.' }), 1);
  assert.is(times({ name: '*.com' }), 1);
  assert.is(times({ name: 'www*' }), 1);
  assert.is(times({ name: 'example.com' }), 0);
  assert.is(times({ name: 'wwwxexample.com' }), 0);
  assert.is(times({ name: 'w.w' }, AAAA_QUERY), 0, 'a dot is a dot');
  assert.is(times({ ipv4: 'none' }), 0);
  assert.is(times({ ipv6: 'none' }, AAAA_QUERY), 0);
  const mx = A_QUERY.slice();
  mx[30] = 15;
  assert.is(times({}, mx), 0);
});

test('who does not see the id guesses it, in lower case, and the port as well if told to', () => {
  const guesses = forgedBy(query(A_QUERY), { guesses: '500', after: '1ms', spacing: '1us', ports: '40000-40007' }, 5);
  assert.is(guesses.length, 500);
  const ids = new Set(guesses.map(({ payload }) => (payload![0]! << 8) | payload![1]!));
  assert.ok(ids.size > 480, 'of 65536 a few come twice');
  const ports = guesses.map(({ udp }) => udp!.dstPort);
  assert.equal([...new Set(ports)].sort(), [40000, 40001, 40002, 40003, 40004, 40005, 40006, 40007]);
  assert.ok(guesses.every(({ transportChecksumOk }) => transportChecksumOk));
  assert.match(Buffer.from(guesses[0]!.payload!).toString('latin1'), /www.example.com/);
  const known = forgedBy(query(A_QUERY), { guesses: '20' });
  assert.equal([...new Set(known.map(({ udp }) => udp!.dstPort))], [40_000]);
});

test('genuine answers to such queries are held back, forged ones and others are not', () => {
  const r = rig(dnsSpoofer, { options: { delay: '20ms', name: '*.example.com' }, direction: 'down' });
  const passed = (payload: Uint8Array): number => r.preamble(answer(payload)).passed.length;
  assert.is(passed(GENUINE), 0);
  assert.is(passed(forgedBy(query(A_QUERY))[0]!.payload!.slice()), 1);
  const elsewhere = GENUINE.slice();
  elsewhere[15] = 0x78;
  assert.is(passed(hex('0102 8180 0001 0000 0000 0000  016e 0474657374 00 001c 0001')), 1);
  assert.equal(r.advance(ms(20)).times, [ms(20)]);
  assert.is(r.counters.get('held'), 1);
  r.settle();
});

test('what is no query of one question, or cannot be read, passes', () => {
  const broken = [
    new Uint8Array(0),
    A_QUERY.subarray(0, 20),
    hex('0102 0100 0001 0000 0000 0000  c00c 0001 0001 00'),
    hex('0102 0100 0002 0000 0000 0000  016e 00 0001 0001 016e 00 0001 0001'),
    hex('0102 2800 0001 0000 0000 0000  016e 00 0001 0001 0000'),
    hex('0102 0100 0001 0000 0000 0000  016e 00 0001 0003'),
    hex('0102 0100 0001 0000 0000 0000  3f6e 00 0001 0001'),
  ];
  for (const payload of broken) assert.is(forgedBy(query(payload)).length, 0, Buffer.from(payload).toString('hex'));
  assert.is(
    forgedBy(build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.53' }, udp: { srcPort: 7, dstPort: 54 }, payload: A_QUERY }))
      .length,
    0,
  );
  assert.throws(() => rig(dnsSpoofer, { options: { ipv6: '10.0.0.1' } }), /'ipv6' is no IPv6 address/);
  assert.throws(() => rig(dnsSpoofer, { options: { guesses: 65537 } }), /'guesses' can be 65536 at most/);
});

test('no bytes whatever make it throw, and what it forges has right checksums', () => {
  const r = rig(dnsSpoofer, { options: { delay: '1ms' } });
  const header = fc.constantFrom([], [...A_QUERY.subarray(0, 12)], [...GENUINE.subarray(0, 33)], [...A_QUERY]);
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 60 }), fc.boolean(), (begin, bytes, asks) => {
      const payload = Uint8Array.of(...begin, ...bytes);
      r.preamble(asks ? query(payload) : answer(payload));
      for (const forged of r.advance(ms(5)).back) assert.is(forged.transportChecksumOk, true);
    }),
    { seed: 8, numRuns: 1000 },
  );
  assert.ok(r.counters.get('forged')! > 50);
  r.settle();
});

withTshark('tshark reads the answer as one to the query', () => {
  const asked = query(A_QUERY);
  const [forged] = forgedBy(asked);
  const fields = [
    'ip.checksum.status',
    'udp.checksum.status',
    'dns.id',
    'dns.flags.response',
    'dns.resp.name',
    'dns.a',
    'dns.resp.ttl',
    'dns.response_to',
  ];
  const [, row] = dissect([asked, forged!], ...fields);
  assert.equal(row, ['1', '1', '0xbeef', '1', 'Www.example.Com', '192.0.2.66', '300', '1']);
});

test.run();
