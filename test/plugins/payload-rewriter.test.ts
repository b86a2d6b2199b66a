import { test } from 'uvu';
import * as assert from 'uvu/assert';
import payloadRewriter from '../../plugins/payload-rewriter.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Rig, rig } from '../../sdk/testing.js';
import { dissect, withTshark } from './tshark.js';

type Texts = OptionTexts<NonNullable<typeof payloadRewriter.options>>;
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));
const said = (frame: Frame): string => Buffer.from(frame.payload!).toString('latin1');
const [CLIENT, SERVER] = ['10.0.0.1', '10.0.0.2'];

const query = (payload: string | Uint8Array, extra = {}): Frame =>
  build({
    ipv4: { src: CLIENT, dst: SERVER, ...extra },
    udp: { srcPort: 5000, dstPort: 53 },
    payload: typeof payload === 'string' ? text(payload) : payload,
  });
const answer = (payload: string): Frame =>
  build({ ipv4: { src: SERVER, dst: CLIENT }, udp: { srcPort: 53, dstPort: 5000 }, payload: text(payload) });
/** Of a connection whose numbers begin at 1000 on the client's side and at 2000 on the server's. */
const segment = (way: 'up' | 'down', seq: number, ackNumber: number, flags: string, payload = ''): Frame => {
  const ends = way === 'up' ? { srcPort: 5000, dstPort: 80 } : { srcPort: 80, dstPort: 5000 };
  const ipv4 = way === 'up' ? { src: CLIENT, dst: SERVER } : { src: SERVER, dst: CLIENT };
  return build({ ipv4, tcp: { ...ends, seq, ackNumber, flags }, payload: text(payload) });
};

const rigged = (options: Texts): Rig<unknown> => rig(payloadRewriter, { options });
/** What goes on of a frame, its checksums right. */
const through = (r: Rig<unknown>, way: 'up' | 'down', frame: Frame): Frame[] => {
  r.direction = way;
  const { passed } = r.preamble(frame);
  r.settle();
  for (const each of passed) assert.equal([each.headerChecksumOk, each.transportChecksumOk], [true, true]);
  return passed;
};
const opened = (options: Texts): Rig<unknown> => {
  const r = rigged(options);
  through(r, 'up', segment('up', 999, 0, 'S'));
  through(r, 'down', segment('down', 1999, 1000, 'SA'));
  return r;
};

test('datagrams become longer or shorter, lengths and checksums following', () => {
  const changed = (pairs: string, payload: string): Frame => through(rigged({ pairs }), 'up', query(payload))[0];
  const longer = changed('cat=>horse', 'a cat, a cat');
  assert.is(said(longer), 'a horse, a horse');
  assert.equal([longer.udp!.length, longer.ipv4!.totalLength, longer.length], [24, 44, 58]);
  assert.is(said(changed('cat=>', 'a cat, a cat')), 'a , a ');
  assert.is(said(changed('cat=>dog', 'no such animal')), 'no such animal');
  assert.is(said(changed('a=>aa', 'aa')), 'aaaa', 'what was put is not looked at again');
});

test('of several pairs the leftmost is replaced, then the first in the list', () => {
  const [frame] = through(rigged({ pairs: 'bc=>2; abc=>1; ab=>3;c=>C' }), 'up', query('abcbcabx c'));
  assert.is(said(frame), '123x C');
});

test('bytes that cannot be typed are written with a backslash', () => {
  const r = rigged({ pairs: 'a\\x00b=>\\r\\n\\t\\xff; x\\;y=>\\x3d\\x3e\\\\; ü=>ue' });
  assert.is(said(through(r, 'up', query('a\0b x;y'))[0]), '\r\n\t\xff =>\\');
  const [umlaut] = through(r, 'up', query(Uint8Array.from(Buffer.from('Tür'))));
  assert.is(said(umlaut), 'Tuer');
});

test('only the bytes of one side, where that is asked for', () => {
  const seen = (from: 'both' | 'client' | 'server'): string[] => {
    const r = rigged({ pairs: 'x=>yy', from });
    return [through(r, 'up', query('x'))[0], through(r, 'down', answer('x'))[0]].map(said);
  };
  assert.equal(
    [seen('both'), seen('client'), seen('server')],
    [
      ['yy', 'yy'],
      ['yy', 'x'],
      ['x', 'yy'],
    ],
  );
});

test('only chosen datagrams are changed', () => {
  const r = rigged({ pairs: 'x=>yy', dstPort: '53' });
  assert.equal([through(r, 'up', query('x'))[0], through(r, 'down', answer('x'))[0]].map(said), ['yy', 'x']);
  assert.is(r.counters.get('replaced'), 1);
});

test('a datagram that would outgrow a packet passes as it is', () => {
  const long = 'x'.repeat(1472);
  const r = rigged({ pairs: 'x=>yy' });
  assert.is(said(through(r, 'up', query(long))[0]), long);
  assert.is(said(through(r, 'up', query('x'.repeat(736)))[0]), 'y'.repeat(1472));
  assert.equal([r.counters.get('too long'), r.counters.get('replaced')], [1, 736]);
});

test('what is damaged is not healed, and fragments stay', () => {
  const r = rigged({ pairs: 'x=>yy' });
  const damaged = query('axb');
  damaged.bytes[damaged.payloadOffset] ^= 1;
  for (const given of [damaged, query('x'.repeat(8), { moreFragments: true })]) {
    assert.equal([...r.preamble(given).passed[0].bytes], [...given.bytes]);
  }
  assert.is(r.counters.size, 0);
});

test('in a TCP stream the numbers of both directions follow', () => {
  const r = opened({ pairs: 'secure=>plain' });
  const [changed] = through(r, 'up', segment('up', 1000, 2000, 'PA', 'be secure!'));
  assert.equal([said(changed), changed.tcp!.seq], ['be plain!', 1000]);
  const [ack] = through(r, 'down', segment('down', 2000, 1009, 'A'));
  assert.is(ack.tcp!.ackNumber, 1010, 'as its sender counts');
  const [next] = through(r, 'up', segment('up', 1010, 2000, 'PA', 'more'));
  assert.equal([said(next), next.tcp!.seq], ['more', 1009]);
  assert.is(r.counters.get('replaced'), 1);
});

test('in a TCP stream a match is found across segments', () => {
  const r = opened({ pairs: 'secure=>plain' });
  const out = [
    ...through(r, 'up', segment('up', 1000, 2000, 'PA', 'be sec')),
    ...through(r, 'up', segment('up', 1006, 2000, 'PA', 'ure!')),
  ];
  assert.is(out.map(said).join(''), 'be plain!');
});

test('a connection is chosen by its first frame, all of it', () => {
  const r = opened({ pairs: 'x=>yy', dstPort: '80' });
  assert.is(said(through(r, 'down', segment('down', 2000, 1000, 'PA', 'x'))[0]), 'yy');
  const other = opened({ pairs: 'x=>yy', dstPort: '81' });
  assert.is(said(through(other, 'down', segment('down', 2000, 1000, 'PA', 'x'))[0]), 'x');
});

test('pairs that say nothing are refused, with how to write them', () => {
  for (const pairs of ['cat', '=>dog', 'a=>b=>c', '']) {
    assert.throws(() => rigged({ pairs }), /no 'old=>new'/, pairs);
  }
  assert.throws(() => rigged({}), /'pairs'.*must be given/);
});

withTshark('tshark finds right checksums and lengths', () => {
  const r = opened({ pairs: 'secure=>plain; x=>yy' });
  const frames = [...through(r, 'up', segment('up', 1000, 2000, 'PA', 'be secure')), ...through(r, 'up', query('1x2'))];
  const fields = [
    'ip.len',
    'ip.checksum.status',
    'tcp.len',
    'tcp.checksum.status',
    'udp.length',
    'udp.checksum.status',
  ];
  assert.equal(dissect(frames, ...fields), [
    ['48', '1', '8', '1', '', ''],
    ['32', '1', '', '', '12', '1'],
  ]);
});

test.run();
