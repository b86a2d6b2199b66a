import { test } from 'uvu';
import * as assert from 'uvu/assert';
import natRebinder from '../../plugins/nat-rebinder.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Rig, rig } from '../../sdk/testing.js';
import { s } from '../../sdk/units.js';
import { dissect, withTshark } from './tshark.js';

type Texts = OptionTexts<NonNullable<typeof natRebinder.options>>;
const [CLIENT, SERVER] = ['10.0.0.1', '10.0.0.2'];
const out = (srcPort = 5000): Frame =>
  build({ ipv4: { src: CLIENT, dst: SERVER }, udp: { srcPort, dstPort: 443 }, payload: 5 });
const answer = (dstPort: number, dst = CLIENT): Frame =>
  build({ ipv4: { src: SERVER, dst }, udp: { srcPort: 443, dstPort }, payload: 6 });
const segment = (srcPort = 5000): Frame =>
  build({ ipv6: { src: 'fd00::1', dst: 'fd00::2' }, tcp: { srcPort, dstPort: 443, flags: 'A' }, payload: 3 });
const rigged = (options: Texts = {}): Rig<unknown> =>
  rig(natRebinder, { options: { ports: '61000-61002', ...options } });

const way = (r: Rig<unknown>, direction: 'up' | 'down', frame: Frame): Frame | undefined => {
  r.direction = direction;
  const [passed] = r.preamble(frame).passed;
  if (passed) {
    assert.is.not(passed.headerChecksumOk, false);
    assert.is.not(passed.transportChecksumOk, false);
  }
  return passed;
};
const portOut = (r: Rig<unknown>, frame = out()): number => {
  const passed = way(r, 'up', frame)!;
  return (passed.tcp ?? passed.udp)!.srcPort;
};

test('a flow keeps its port until it is old enough, and has another one from then on', () => {
  const r = rigged();
  assert.is(portOut(r), 5000);
  r.advance(s(1));
  assert.is(portOut(r), 5000);
  assert.is(way(r, 'down', answer(5000))!.udp!.dstPort, 5000);
  r.advance(s(1));
  assert.equal([portOut(r), portOut(r)], [61_000, 61_000]);
  assert.equal(
    r.events.map(({ at, event, fields }) => [at, event, fields['from'], fields['to']]),
    [[s(2), 'rebind', 5000, 61_000]],
  );
  r.settle();
});

test('answers to the new port are translated back, and those to the old one lost', () => {
  const r = rigged({ after: '0s' });
  portOut(r);
  const back = way(r, 'down', answer(61_000))!;
  assert.equal([back.udp!.dstPort, back.ipv4!.dstText], [5000, CLIENT]);
  assert.equal([...back.bytes], [...answer(5000).bytes], 'as the inside knows it');
  r.direction = 'down';
  assert.equal(r.preamble(answer(5000)).dropped, ['old-binding']);
  assert.is(way(r, 'down', answer(61_002))!.udp!.dstPort, 61_002, 'of nobody: left alone');
  r.settle();
});

test('with old answers passed the inside still hears the port from before', () => {
  const r = rigged({ after: '0s', old: 'pass', again: 'yes' });
  assert.equal([portOut(r), portOut(r)], [61_000, 61_001]);
  assert.is(way(r, 'down', answer(61_000))!.udp!.dstPort, 5000);
  assert.is(way(r, 'down', answer(61_001))!.udp!.dstPort, 5000);
  assert.is(way(r, 'down', answer(5000))!.udp!.dstPort, 5000);
});

test('flows are rebound each for itself, with ports in turn, and begin again past the last', () => {
  const r = rigged({ after: '0s' });
  assert.equal(
    [5000, 5001, 5002, 5003, 5000].map(port => portOut(r, out(port))),
    [61_000, 61_001, 61_002, 61_000, 61_000],
  );
});

test('a flow is rebound again and again if that is asked for, its former binding being lost', () => {
  const r = rigged({ after: '1s', again: 'yes' });
  const seen = [0, 1, 2, 3].map(() => {
    const port = portOut(r);
    r.advance(s(1));
    return port;
  });
  assert.equal(seen, [5000, 61_000, 61_001, 61_002]);
  r.direction = 'down';
  assert.equal(r.preamble(answer(61_001)).dropped, ['old-binding']);
  assert.is(way(r, 'down', answer(61_002))!.udp!.dstPort, 5000);
  assert.is(r.counters.get('rebound'), 3);
});

test('so many frames go out before', () => {
  const r = rigged({ after: '0s', frames: '3' });
  assert.equal(
    [0, 0, 0, 0, 0].map(() => portOut(r)),
    [5000, 5000, 5000, 61_000, 61_000],
  );
});

test('the address changes with the port, of the flows of its version', () => {
  const r = rigged({ after: '0s', newSrc: '10.0.0.77' });
  const sent = way(r, 'up', out())!;
  assert.equal([sent.ipv4!.srcText, sent.ipv4!.dstText, sent.udp!.srcPort], ['10.0.0.77', SERVER, 61_000]);
  const back = way(r, 'down', answer(61_000, '10.0.0.77'))!;
  assert.equal([...back.bytes], [...answer(5000).bytes]);
  const six = way(r, 'up', segment())!;
  assert.equal([six.ipv6!.srcText, six.tcp!.srcPort], ['fd00::1', 61_001]);
  const moved = way(rigged({ after: '0s', newSrc: 'fd00::77' }), 'up', segment())!;
  assert.equal([moved.ipv6!.srcText, moved.ipv6!.dstText], ['fd00::77', 'fd00::2']);
  assert.throws(() => rigged({ newSrc: '10.0.0.0/8' }), /one address/);
});

test('the other side may be the inside, and frames that are not chosen stay as they are', () => {
  const r = rigged({ after: '0s', inside: 'server' });
  assert.is(portOut(r), 5000);
  assert.is(way(r, 'down', answer(5000))!.udp!.srcPort, 61_000);
  const chosen = rigged({ after: '0s', protocol: 'tcp' });
  assert.is(portOut(chosen), 5000);
  assert.is(portOut(chosen, segment()), 61_000);
  const ping = build({ ipv4: { src: CLIENT, dst: SERVER }, icmp: { type: 8, id: 1, sequence: 1 }, payload: 8 });
  assert.equal([...way(rigged({ after: '0s' }), 'up', ping)!.bytes], [...ping.bytes]);
});

test('fragments are left alone', () => {
  const ipv4 = { src: CLIENT, dst: SERVER, moreFragments: true };
  const first = build({ ipv4, udp: { srcPort: 5000, dstPort: 443 }, payload: 16 });
  assert.equal([...way(rigged({ after: '0s' }), 'up', first)!.bytes], [...first.bytes]);
});

withTshark('tshark finds the new ports and right checksums', () => {
  const r = rigged({ after: '0s', newSrc: '10.0.0.77' });
  const frames = [way(r, 'up', out())!, way(r, 'down', answer(61_000, '10.0.0.77'))!, way(r, 'up', segment(9))!];
  const fields = ['udp.port', 'ip.checksum.status', 'udp.checksum.status', 'tcp.srcport', 'tcp.checksum.status'];
  assert.equal(dissect(frames, ...fields), [
    ['61000,443', '1', '1', '', ''],
    ['443,5000', '1', '1', '', ''],
    ['', '', '', '61001', '1'],
  ]);
});

test.run();
