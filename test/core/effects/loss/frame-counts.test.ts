import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BitPatternLoss } from '../../../../core/effects/loss/bit-pattern.js';
import { ConsecutiveLoss } from '../../../../core/effects/loss/consecutive.js';
import { EveryNthLoss } from '../../../../core/effects/loss/every-nth.js';
import { FlowCounts, StageCounts } from '../../../../core/effects/loss/frame-counts.js';
import { build } from '../../../../sdk/build.js';
import { CountingRng } from '../counting-rng.js';
import { FrameHost } from '../frame-host.js';

/** A frame of the flow from this port. */
const udp = (host: FrameHost, srcPort: number): number =>
  host.put(
    build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort, dstPort: 9 }, payload: srcPort % 7 }).bytes,
  );

test('each flow is counted by itself, whatever comes between', () => {
  const host = new FrameHost();
  const [a, b] = [udp(host, 1000), udp(host, 2000)];
  const loss = new EveryNthLoss(new FlowCounts(host, 16), 3, 3, 3);
  const fate = (slot: number): boolean => loss.judge(slot) === 3;
  assert.equal([a, b, a, b, a, b, a, a, a].map(fate), [false, false, false, false, true, true, false, false, true]);
});

test('both directions of a connection, both IP versions and other protocols are flows of their own', () => {
  const host = new FrameHost(16);
  const flow = { srcPort: 5000, dstPort: 80 };
  const v4 = { src: '10.0.0.1', dst: '10.0.0.2' };
  const v6 = { src: '2001:db8::1', dst: '2001:db8::2' };
  const slots = [
    { ipv4: v4, tcp: flow },
    { ipv4: { src: v4.dst, dst: v4.src }, tcp: { srcPort: 80, dstPort: 5000 } },
    { ipv4: v4, udp: flow },
    { ipv6: v6, tcp: flow },
    { ipv4: v4, icmp: { type: 8 } },
  ].map(spec => host.put(build(spec).bytes));
  const counts = new FlowCounts(host, 16);
  assert.is(new Set(slots.map(slot => counts.place(slot))).size, slots.length);
  assert.equal(
    slots.map(slot => counts.place(slot)),
    slots.map((_, i) => i),
  );
});

test('frames that are not IP are one flow', () => {
  const host = new FrameHost();
  const arp = { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' };
  const first = host.put(build({ arp }).bytes);
  const other = host.put(new Uint8Array(60));
  const counts = new FlowCounts(host, 4);
  assert.is(counts.place(first), counts.place(other));
});

test('the flow that has been idle longest makes room for a new one, and begins anew when it comes back', () => {
  const host = new FrameHost();
  const [a, b, c] = [udp(host, 1), udp(host, 2), udp(host, 3)];
  const loss = new BitPatternLoss(new FlowCounts(host, 2), 3, '01', true);
  const lost = (slot: number): number => (loss.judge(slot) === 3 ? 1 : 0);
  // a and b are one frame into the pattern; a was met last, so that c takes the place of b.
  assert.equal([b, a].map(lost), [0, 0]);
  assert.is(lost(c), 0);
  assert.is(lost(a), 1);
  assert.is(lost(b), 0);
});

test('rows of losses are counted per flow as well', () => {
  const host = new FrameHost();
  const [a, b] = [udp(host, 1), udp(host, 2)];
  const loss = new ConsecutiveLoss(new CountingRng(), new FlowCounts(host, 8), 3, [1, 0]);
  assert.equal(
    [a, b, b, a].map(slot => loss.judge(slot) === 3),
    [true, true, false, false],
  );
});

test('against a plain list: any flows in any order, in a table of any size', () => {
  const host = new FrameHost(32);
  const slots = Array.from({ length: 24 }, (_, i) => udp(host, 100 + i));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.nat(slots.length - 1), { maxLength: 300, size: 'max' }),
      (size, frames) => {
        const counts = new FlowCounts(host, size);
        // Flows by the time they were last met, each with its count.
        let known: { flow: number; count: number }[] = [];
        for (const flow of frames) {
          const entry = known.find(one => one.flow === flow) ?? { flow, count: 0 };
          known = [...known.filter(one => one !== entry), entry];
          if (known.length > size) known.shift();
          assert.is(++counts.counts[counts.place(slots[flow])], ++entry.count);
        }
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('all frames of a stage together have one place', () => {
  const counts = new StageCounts();
  assert.is(counts.place(), 0);
  assert.is(counts.counts.length, 1);
});

test.run();
