import { test } from 'uvu';
import * as assert from 'uvu/assert';
import ntpDelay from '../../plugins/ntp-delay.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Rig, rig } from '../../sdk/testing.js';
import { ms, type Nanos, s } from '../../sdk/units.js';

type Texts = OptionTexts<NonNullable<typeof ntpDelay.options>>;
const ends = (srcPort: number, dstPort: number): Pick<Parameters<typeof build>[0], 'ipv4' | 'udp'> => ({
  ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
  udp: { srcPort, dstPort },
});
/** Version 4, this mode. */
const ntp = (mode: number, srcPort = 40_000, dstPort = 123): Frame => {
  const payload = new Uint8Array(48);
  payload[0] = (4 << 3) | mode;
  return build({ ...ends(srcPort, dstPort), payload });
};
const ptp = (type: number, port = 319): Frame => {
  const payload = new Uint8Array(44);
  payload.set([0x10 | type, 2, 0, 44]);
  return build({ ...ends(port, port), payload });
};
const rigged = (options: Texts): Rig<unknown> => rig(ntpDelay, { options });
/** How much later the frame goes on. */
const delayOf = (r: Rig<unknown>, frame: Frame): Nanos => {
  const before = r.now;
  const { times } = r.preamble(frame);
  return ((times[0] ?? r.advance(s(10)).times[0]) - before) as Nanos;
};

test('requests are delayed and answers are not, or the other way round', () => {
  const delays = (options: Texts): number[] =>
    [1, 2, 3, 4, 5].map(mode => delayOf(rigged(options), mode % 2 ? ntp(mode) : ntp(mode, 123, 40_000)));
  assert.equal(delays({ delay: '20ms' }), [ms(20), 0, ms(20), 0, 0]);
  assert.equal(delays({ delay: '20ms', way: 'answers' }), [0, ms(20), 0, ms(20), ms(20)]);
});

test('the event messages of PTP are told apart too', () => {
  const delays = (options: Texts): number[] => [0, 1, 2, 3].map(type => delayOf(rigged(options), ptp(type)));
  assert.equal(delays({ messages: 'ptp', delay: '1ms' }), [0, ms(1), ms(1), 0]);
  assert.equal(delays({ messages: 'ptp', delay: '1ms', way: 'answers' }), [ms(1), 0, 0, ms(1)]);
  assert.is(delayOf(rigged({ messages: 'ptp' }), ptp(1, 320)), 0, 'general messages bear no time of their own');
  assert.is(delayOf(rigged({ messages: 'ptp' }), ntp(3)), 0);
});

test('not a byte of a delayed message is changed', () => {
  const r = rigged({});
  const given = ntp(3);
  r.preamble(given);
  const [came] = r.advance(s(1)).passed;
  assert.equal([...came.bytes], [...given.bytes]);
  assert.is(r.counters.get('delayed'), 1);
  r.settle();
});

test('a step begins at its time', () => {
  const r = rigged({ delay: '5ms', start: '2s' });
  r.advance(ms(1999));
  assert.is(delayOf(r, ntp(3)), 0);
  r.advance(ms(1));
  assert.is(delayOf(r, ntp(3)), ms(5));
});

test('a ramp grows evenly up to its length', () => {
  const at = (span: Nanos): Nanos => {
    const r = rigged({ delay: '80ms', start: '1s', ramp: '4s' });
    r.advance(span);
    return delayOf(r, ntp(3));
  };
  assert.equal([ms(999), s(1), s(2), s(3), s(5), s(60)].map(at), [0, 0, ms(20), ms(40), ms(80), ms(80)]);
});

test('frames of other servers, ports and protocols, and those too short to be told, pass', () => {
  const r = rigged({ dst: '10.0.0.3' });
  assert.is(delayOf(r, ntp(3)), 0);
  assert.is(delayOf(rigged({}), ntp(3, 40_000, 124)), 0);
  assert.is(delayOf(rigged({}), build({ ...ends(1, 123) })), 0);
  const tcp = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 1, dstPort: 123 }, payload: 48 });
  assert.is(delayOf(rigged({}), tcp), 0);
  r.settle();
});

test.run();
