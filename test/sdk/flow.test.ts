import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { directedFlowHash, directedFlowKey, flowHash, flowKey } from '../../sdk/flow.js';
import type { Frame } from '../../sdk/frame.js';

const v4 = (src: string, srcPort: number, dst: string, dstPort: number): Frame =>
  build({ ipv4: { src, dst }, tcp: { srcPort, dstPort } });
const v6 = (src: string, srcPort: number, dst: string, dstPort: number): Frame =>
  build({ ipv6: { src, dst }, udp: { srcPort, dstPort } });

test('both directions of a flow have one symmetric key and hash, and two directed ones', () => {
  for (const [there, back] of [
    [v4('10.0.0.2', 5000, '10.0.0.1', 80), v4('10.0.0.1', 80, '10.0.0.2', 5000)],
    [v4('10.0.0.1', 5000, '10.0.0.1', 80), v4('10.0.0.1', 80, '10.0.0.1', 5000)],
    [v4('200.0.0.1', 1, '10.0.0.1', 2), v4('10.0.0.1', 2, '200.0.0.1', 1)],
    [v6('fe80::2', 5000, '2001:db8::1', 80), v6('2001:db8::1', 80, 'fe80::2', 5000)],
  ]) {
    assert.is(flowKey(there), flowKey(back));
    assert.is(flowHash(there), flowHash(back));
    assert.is.not(directedFlowKey(there), directedFlowKey(back));
    assert.is.not(directedFlowHash(there), directedFlowHash(back));
  }
});

test('keys are texts that name the flow, the lower end first', () => {
  assert.is(flowKey(v4('10.0.0.2', 5000, '10.0.0.1', 80)), 'tcp 10.0.0.1:80 <> 10.0.0.2:5000');
  assert.is(directedFlowKey(v4('10.0.0.2', 5000, '10.0.0.1', 80)), 'tcp 10.0.0.2:5000 > 10.0.0.1:80');
  assert.is(flowKey(v4('200.0.0.1', 1, '10.0.0.1', 2)), 'tcp 10.0.0.1:2 <> 200.0.0.1:1');
  assert.is(flowKey(v6('fe80::2', 5, '2001:db8::1', 80)), 'udp [2001:db8::1]:80 <> [fe80::2]:5');
});

test('frames that differ in one part of the five-tuple are of different flows', () => {
  const frames = [
    v4('10.0.0.1', 1, '10.0.0.2', 2),
    v4('10.0.0.3', 1, '10.0.0.2', 2),
    v4('10.0.0.1', 1, '10.0.0.3', 2),
    v4('10.0.0.1', 3, '10.0.0.2', 2),
    v4('10.0.0.1', 1, '10.0.0.2', 3),
    build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort: 2 } }),
  ];
  assert.is(new Set(frames.map(flowKey)).size, frames.length);
  assert.is(new Set(frames.map(frame => flowHash(frame))).size, frames.length);
  assert.is.not(flowHash(frames[0], 1), flowHash(frames[0], 2));
});

test('all fragments of a packet are of one flow', () => {
  const ends = { src: '10.0.0.1', dst: '10.0.0.2' };
  const first = build({ ipv4: { ...ends, moreFragments: true }, udp: { srcPort: 1, dstPort: 2 }, payload: 8 });
  const later = build({ ipv4: { ...ends, fragmentOffset: 16, protocol: 17 }, payload: 8 });
  assert.is(flowKey(first), 'udp 10.0.0.1:0 <> 10.0.0.2:0');
  assert.is(flowKey(later), flowKey(first));
});

test('a frame that is not IP has no flow', () => {
  const frame = build({ eth: { type: 0x88b5 }, payload: 40 });
  assert.equal(
    [flowKey(frame), directedFlowKey(frame), flowHash(frame), directedFlowHash(frame)],
    [undefined, undefined, 0, 0],
  );
});

test('more flows than the texts kept still have the right texts', () => {
  for (let round = 0; round < 2; round++) {
    for (let port = 1; port < 6000; port += 7) {
      const frame = v4('10.0.0.1', port, '10.0.0.2', 80);
      assert.is(flowKey(frame), `tcp 10.0.0.1:${port} <> 10.0.0.2:80`);
      assert.is(directedFlowKey(frame), `tcp 10.0.0.1:${port} > 10.0.0.2:80`);
    }
  }
});

test('hashes spread over buckets', () => {
  const buckets = new Array<number>(16).fill(0);
  for (let port = 1024; port < 5120; port++) buckets[flowHash(v4('10.0.0.1', port, '10.0.0.2', 80)) & 15] += 1;
  // 4096 flows, 256 a bucket: sigma = sqrt(n p (1 - p)) = 15.5; five of them.
  for (const count of buckets) assert.ok(Math.abs(count - 256) < 78, buckets.join());
});

test.run();
