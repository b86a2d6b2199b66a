import { test } from 'uvu';
import * as assert from 'uvu/assert';
import attacker from '../../plugins/attacker.js';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { rig } from '../../sdk/testing.js';
import { ms } from '../../sdk/units.js';

const segment = (tcp: Partial<NonNullable<FrameSpec['tcp']>> = {}, payload = Uint8Array.of(1, 2, 3)): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80, ...tcp }, payload });
const datagram = (): Frame =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, udp: { srcPort: 1, dstPort: 53 }, payload: 4 });
const broken = (frame: Frame): boolean => frame.headerChecksumOk === false || frame.transportChecksumOk === false;

test('every chosen frame is dropped, and no other', () => {
  const r = rig(attacker, { options: { dstPort: '80', payload: 'some' } });
  assert.equal(r.preamble(segment()).dropped, ['attacked']);
  assert.equal(r.preamble(segment({}, new Uint8Array(0))).dropped, []);
  assert.equal(r.preamble(datagram()).dropped, []);
  assert.equal(r.episode(segment()).dropped, [], 'the other side is left alone');
  assert.is(r.counters.get('chosen'), 1);
  r.settle();
});

test('the attack stands on the side that is asked for', () => {
  const r = rig(attacker, { options: { side: 'episode' } });
  assert.equal([r.preamble(segment()).dropped.length, r.episode(segment()).dropped.length], [0, 1]);
  r.settle();
});

test('frames are chosen by their place in their own flow', () => {
  const fates = (options: { nth?: string; every?: string }, srcPort = 5000): string => {
    const r = rig(attacker, { options });
    r.preamble(segment({ srcPort: 9 }));
    const fate = Array.from({ length: 8 }, () => r.preamble(segment({ srcPort })).dropped.length).join('');
    r.settle();
    return fate;
  };
  assert.is(fates({ nth: '3', every: '0' }), '00100000');
  assert.is(fates({ nth: '2', every: '3' }), '01001001');
  assert.is(fates({}), '11111111');
  assert.is(fates({ nth: '2' }, 9), '11111111', 'the first frame of this flow has been');
  assert.throws(() => rig(attacker, { options: { nth: 0 } }), /counts from 1/);
});

test('chance draws once for each frame chosen otherwise', () => {
  const r = rig(attacker, { seed: 3, options: { chance: '30%', protocol: 'tcp' } });
  let dropped = 0;
  for (let i = 0; i < 2000; i++) {
    dropped += r.preamble(segment()).dropped.length;
    r.preamble(datagram());
  }
  // Binomial with p = 0.3: sigma = 20.5; five of them.
  assert.ok(Math.abs(dropped - 600) < 103, `${dropped}`);
  r.settle();
});

test('delayed frames come later, unchanged', () => {
  const r = rig(attacker, { options: { action: 'delay', delay: '7ms' } });
  assert.is(r.preamble(segment()).passed.length, 0);
  assert.equal(r.advance(ms(7)).times, [ms(7)]);
  r.settle();
});

test('replayed frames pass at once and come again', () => {
  const r = rig(attacker, { options: { action: 'replay', copies: 2, delay: '5ms' } });
  assert.is(r.preamble(segment({ seq: 42 })).passed.length, 1);
  const again = r.advance(ms(20));
  assert.equal(
    [again.times, again.passed.map(f => f.tcp!.seq)],
    [
      [ms(5), ms(10)],
      [42, 42],
    ],
  );
  assert.is(r.settle().born, 2);
});

test('a reset is forged in the name of the sender, with the sequence number that is expected', () => {
  const r = rig(attacker, { options: { action: 'inject', delay: '0ms' } });
  const [original, reset] = r.preamble(segment({ seq: 42, options: { timestamps: { val: 1, ecr: 2 } } })).passed;
  assert.is(original.tcp!.payloadLength, 3);
  assert.equal([reset.ipv4!.srcText, reset.tcp!.srcPort, reset.tcp!.seq, reset.tcp!.flags], ['10.0.0.1', 5000, 42, 4]);
  assert.equal([reset.tcp!.payloadLength, reset.ipv4!.totalLength, broken(reset)], [0, 52, false]);
  r.settle();
});

test('a reset against the way of the frame is one of its receiver', () => {
  for (const [network, ends] of [
    ['ipv4', { src: '10.0.0.1', dst: '10.0.0.2' }],
    ['ipv6', { src: '2001:db8::1', dst: '2001:db8::2' }],
  ] as const) {
    const r = rig(attacker, { options: { action: 'inject', toward: 'back', delay: '1ms' } });
    r.preamble(build({ [network]: ends, tcp: { srcPort: 5000, dstPort: 80, seq: 42, ackNumber: 99 }, payload: 10 }));
    const [reset] = r.advance(ms(1)).back;
    const ip = reset[network]!;
    assert.equal([ip.srcText, ip.dstText], [ends.dst, ends.src]);
    assert.equal([reset.eth!.src, reset.eth!.dst], [0x020000000002, 0x020000000001]);
    assert.equal([reset.tcp!.srcPort, reset.tcp!.dstPort, reset.tcp!.seq, reset.tcp!.rst], [80, 5000, 99, true]);
    assert.not(broken(reset));
    r.settle();
  }
});

test('a reset cannot be forged from a datagram, a copy can', () => {
  const reset = rig(attacker, { options: { action: 'inject', delay: '0ms' } });
  assert.is(reset.preamble(datagram()).passed.length, 1);
  assert.equal([...reset.counters], [['chosen', 1]], 'nothing that did not happen is counted');
  const copy = rig(attacker, { options: { action: 'inject', forge: 'copy', delay: '0ms' } });
  assert.is(copy.preamble(datagram()).passed.length, 2);
  copy.settle();
});

test('tampered payload has checksums that follow, or stale ones when asked', () => {
  const honest = rig(attacker, { options: { action: 'tamper', at: '1', xor: '0f f0 ff' } });
  const [smooth] = honest.preamble(segment()).passed;
  assert.equal([[...smooth.payload!], broken(smooth)], [[1, 2 ^ 0x0f, 3 ^ 0xf0], false]);
  const rough = rig(attacker, { options: { action: 'tamper', stale: 'yes' } });
  const [stale] = rough.preamble(segment()).passed;
  assert.equal([[...stale.payload!], broken(stale)], [[254, 2, 3], true]);
  const arp = build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } });
  assert.is(rough.preamble(arp).passed.length, 1);
  rough.settle();
});

test.run();
