import { test } from 'uvu';
import * as assert from 'uvu/assert';
import ackThief from '../../plugins/ack-thief.js';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type Rig, rig } from '../../sdk/testing.js';
import { ms } from '../../sdk/units.js';

const segment = (tcp: Partial<NonNullable<FrameSpec['tcp']>> = {}, payload = 0): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80, ...tcp }, payload });
const sixAck = (): Frame =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, tcp: { srcPort: 5000, dstPort: 80 } });

/** 1 for each ACK stolen, 0 for each let through, `gap` of time after each. */
const fates = (thief: Rig<unknown>, times: number, frame = segment(), gap = ms(0)): string =>
  Array.from({ length: times }, () => {
    const { length } = thief.preamble(frame).dropped;
    thief.advance(gap);
    return length;
  }).join('');

test('a burst takes so many ACKs, and then the next one may begin', () => {
  const thief = rig(ackThief, { options: { every: 5, burst: 3, lasts: '0ms' } });
  assert.is(fates(thief, 14), '00001110011100');
  assert.is(thief.counters.get('bursts'), 2);
  thief.settle();
});

test('a burst lasts at least as long as it is told to, whatever it has taken', () => {
  const thief = rig(ackThief, { options: { every: 2, burst: 1, lasts: '50ms' } });
  // At 10 ms it begins, and goes on until 60 ms; ACK 7, at 60 ms, is not due, ACK 8 is.
  assert.is(fates(thief, 9, segment(), ms(10)), '011111011');
  assert.equal(
    thief.events.map(({ at, fields }) => [at, fields['untilNs']]),
    [
      [ms(10), ms(60)],
      [ms(70), ms(120)],
    ],
  );
  thief.settle();
});

test('only pure ACKs are stolen, over IPv4, IPv6 and VLANs: data, SYN, FIN, RST and datagrams pass', () => {
  const thief = rig(ackThief, { options: { chance: '100%' } });
  const kept = [
    segment({ flags: 'SA' }),
    segment({ flags: 'FA' }),
    segment({ flags: 'RA' }),
    segment({}, 3),
    segment({ flags: 'S' }),
  ];
  const datagram = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 5000, dstPort: 80 } });
  for (const frame of [...kept, datagram]) assert.is(thief.preamble(frame).passed.length, 1);
  assert.equal(thief.preamble(segment()).dropped, ['ack-stolen']);
  assert.equal(thief.preamble(sixAck()).dropped, ['ack-stolen']);
  const tagged = build({
    vlan: [{ vid: 7 }],
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    tcp: { srcPort: 1, dstPort: 2 },
  });
  assert.equal(thief.preamble(tagged).dropped, ['ack-stolen']);
  thief.settle();
});

test('each connection is robbed by itself, and the one longest unseen is forgotten', () => {
  const thief = rig(ackThief, { options: { every: 3, burst: 1, lasts: '0ms', connections: 2 } });
  assert.is(fates(thief, 2), '00');
  assert.is(fates(thief, 2, segment({ srcPort: 1 })), '00');
  assert.is(fates(thief, 1), '1');
  assert.is(fates(thief, 1, segment({ srcPort: 2 })), '0', 'the third connection takes the place of the second');
  assert.is(fates(thief, 2, segment({ srcPort: 1 })), '00', 'which counts from the beginning');
  thief.settle();
});

test('chance draws once for each ACK outside a burst', () => {
  const thief = rig(ackThief, { seed: 3, options: { chance: '20%', burst: 4, lasts: '0ms' } });
  const stolen = [...fates(thief, 8000)].filter(fate => fate === '1').length;
  // Cycles of 4 stolen and G - 1 let through, G geometric with p = 0.2 (mean 5, variance 20): half are stolen. By renewal
  // reward the variance is 8000 / 8 x 0.25 x 20 = 5000, sigma 71; five of them.
  assert.ok(Math.abs(stolen - 4000) < 354, `${stolen}`);
  thief.settle();
});

test('options that make no sense are refused at the start', () => {
  assert.throws(() => rig(ackThief, { options: { every: 0 } }), /'every' counts from 1/);
  assert.throws(() => rig(ackThief, { options: { connections: 0 } }), RangeError);
});

test.run();
