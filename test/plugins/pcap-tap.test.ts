import { test } from 'uvu';
import * as assert from 'uvu/assert';
import tap from '../../plugins/pcap-tap.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { rig } from '../../sdk/testing.js';

const frame = (dstPort = 53): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort }, payload: 3 });

test('frames are captured on both sides, with a comment that says which', () => {
  const r = rig(tap, { options: { comment: 'dns' } });
  r.episode(r.preamble(frame()).passed[0]);
  assert.equal(
    r.captures.map(taken => taken.comment),
    ['in: dns', 'out: dns'],
  );
  assert.equal([...r.captures[0].frame.bytes], [...frame().bytes]);
  assert.is(r.counters.get('captured'), 2);
  r.settle();
});

test('one side alone is captured when asked', () => {
  for (const [side, comment] of [
    ['preamble', 'in'],
    ['episode', 'out'],
  ] as const) {
    const r = rig(tap, { options: { side } });
    r.episode(r.preamble(frame()).passed[0]);
    assert.equal(
      r.captures.map(taken => taken.comment),
      [comment],
    );
  }
});

test('only chosen frames are captured, and no more than asked', () => {
  const r = rig(tap, { options: { dstPort: '53', most: '2' } });
  for (const port of [80, 53, 53, 53]) r.preamble(frame(port));
  assert.is(r.captures.length, 2);
});

test.run();
