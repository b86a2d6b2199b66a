import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { FlowCounts } from '../../sdk/flow-counts.js';

const flow = (srcPort: number, dstPort = 80) =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort, dstPort }, payload: 10 });
const back = (srcPort: number) =>
  build({ ipv4: { src: '10.0.0.2', dst: '10.0.0.1' }, udp: { srcPort: 80, dstPort: srcPort }, payload: 10 });

test('a frame is counted within its flow, both directions together', () => {
  const counts = new FlowCounts();
  assert.equal(
    [flow(1), flow(2), back(1), flow(1), back(2)].map(frame => counts.count(frame)),
    [1, 1, 2, 3, 2],
  );
  assert.is(counts.size, 2);
});

test('frames without a flow share one count', () => {
  const counts = new FlowCounts();
  const arp = build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } });
  const other = build({ eth: { type: 0x88b5 }, payload: 40 });
  assert.equal(
    [arp, flow(1), other, arp].map(frame => counts.count(frame)),
    [1, 1, 2, 3],
  );
});

test('the flow longest unseen is forgotten first, and begins anew', () => {
  const counts = new FlowCounts(2);
  assert.equal(
    [1, 2, 1, 3, 1, 2, 2, 3].map(port => counts.count(flow(port))),
    [1, 1, 2, 1, 3, 1, 2, 1],
  );
  assert.is(counts.size, 2);
});

test('a table of many flows counts as a Map does', () => {
  const counts = new FlowCounts(100_000);
  const should = new Map<string, number>();
  const frame = flow(0, 0);
  for (let i = 0, x = 1; i < 20_000; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    frame.udp!.srcPort = 1 + (x >>> 20);
    frame.ipv4!.src = 0x0a000100 + ((x >>> 12) & 3);
    const key = `${frame.ipv4!.src} ${frame.udp!.srcPort}`;
    should.set(key, (should.get(key) ?? 0) + 1);
    assert.is(counts.count(frame), should.get(key));
  }
  assert.is(counts.size, should.size);
});

test('a bound that is no number of flows is refused', () => {
  for (const most of [0, -1, 1.5, Number.NaN, 2 ** 25]) assert.throws(() => new FlowCounts(most), RangeError);
});

test.run();
