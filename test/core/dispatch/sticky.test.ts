import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Chooser } from '../../../core/dispatch/chooser.js';
import { RandomChooser } from '../../../core/dispatch/random.js';
import { SmoothWeightedChooser } from '../../../core/dispatch/smooth-weighted.js';
import { StickyChooser } from '../../../core/dispatch/sticky.js';
import { WeightedChooser } from '../../../core/dispatch/weighted.js';
import { build, type FrameSpec } from '../../../sdk/build.js';
import { fit, REFUSED } from '../effects/chi-square.js';
import { all, ForkHost } from './arcs.js';

const IDLE = 10e9;
const ends = { src: '10.0.0.1', dst: '10.0.0.2' };

/** A frame of the flow from this port. */
const udp = (host: ForkHost, srcPort: number): number =>
  host.put(build({ ipv4: ends, udp: { srcPort, dstPort: 9 }, payload: srcPort % 7 }).bytes);

/** Arcs in turn: what the chooser beneath answers tells how often it was asked. */
const inTurn = (arcs: number): Chooser => new SmoothWeightedChooser(new Array<number>(arcs).fill(1));

test('the frames of a flow keep to the arc of the first, and each flow is chosen for by itself', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(3), IDLE);
  const slots = [1000, 2000, 3000, 4000].map(port => udp(host, port));
  for (let now = 0; now < 5; now++)
    assert.equal(
      slots.map(slot => chooser.choose(all(3), 3, slot, now)),
      [0, 1, 2, 0],
    );
});

test('only the first frame of a flow draws, and flows have the shares of the policy beneath', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, new WeightedChooser(host.rng, [3, 1]), IDLE);
  const slot = udp(host, 0);
  const { store } = host;
  const flows = 20_000;
  const chosen = [0, 0];
  for (let flow = 0; flow < flows; flow++) {
    const port = store.start[slot] + 34;
    store.memory[port] = flow >> 8;
    store.memory[port + 1] = flow & 255;
    const arc = chooser.choose(all(2), 2, slot, 0);
    chosen[arc]++;
    assert.is(chooser.choose(all(2), 2, slot, 1), arc);
  }
  assert.is(host.rng.draws, flows);
  assert.ok(fit(chosen, [flows * 0.75, flows * 0.25]) > REFUSED, chosen.join());
});

test('a flow that was silent for the time-out chooses anew; each frame of it that goes on starts the time again', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(3), IDLE);
  const slot = udp(host, 1);
  assert.equal(
    [0, IDLE - 1, 2 * IDLE - 2, 3 * IDLE - 2, 4 * IDLE - 2].map(now => chooser.choose(all(3), 3, slot, now)),
    [0, 0, 0, 1, 2],
  );
});

test('a flow whose arc is full waits without a draw, others do not, and it goes on when the arc has room', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(3), IDLE);
  const [a, b] = [udp(host, 1), udp(host, 2)];
  assert.is(chooser.choose(all(3), 3, a, 0), 0);
  // Behind the count the buffer holds what was open before.
  assert.is(chooser.choose(Int32Array.of(1, 2, 0), 2, a, 1), -1);
  assert.is(chooser.choose(Int32Array.of(1, 2), 2, b, 1), 1);
  assert.is(chooser.choose(Int32Array.of(0, 2), 2, a, 2), 0);
  const drawing = new StickyChooser(host, new RandomChooser(host.rng), IDLE);
  drawing.choose(Int32Array.of(0), 1, a, 0);
  const { draws } = host.rng;
  assert.is(drawing.choose(Int32Array.of(1, 2), 2, a, 1), -1);
  assert.is(host.rng.draws, draws);
});

test('a flow that waits behind an arc that stands still is free after the time-out', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(2), IDLE);
  const slot = udp(host, 1);
  chooser.choose(all(2), 2, slot, 0);
  for (const now of [IDLE / 2, IDLE - 1]) assert.is(chooser.choose(Int32Array.of(1), 1, slot, now), -1);
  assert.is(chooser.choose(Int32Array.of(1), 1, slot, IDLE), 1);
  assert.is(chooser.choose(all(2), 2, slot, IDLE + 1), 1);
});

test('frames that are not IP go by the policy beneath, each for itself', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(3), IDLE);
  const arp = host.put(
    build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: ends.src, targetIp: ends.dst } }).bytes,
  );
  assert.equal(
    [0, 1, 2, 3].map(now => chooser.choose(all(3), 3, arp, now)),
    [0, 1, 2, 0],
  );
});

test('directions, protocols and IP versions are flows of their own; tags make none', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(8), IDLE);
  const ports = { srcPort: 5000, dstPort: 80 };
  const specs: FrameSpec[] = [
    { ipv4: ends, tcp: ports },
    { ipv4: { src: ends.dst, dst: ends.src }, tcp: { srcPort: 80, dstPort: 5000 } },
    { ipv4: ends, udp: ports },
    { ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, tcp: ports },
    { ipv4: ends, icmp: { type: 8 } },
    { vlan: [{ vid: 7 }], ipv4: ends, tcp: ports },
  ];
  assert.equal(
    specs.map(spec => chooser.choose(all(8), 8, host.put(build(spec).bytes), 0)),
    [0, 1, 2, 3, 4, 0],
  );
});

test('the fragments of a packet stay together', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, inTurn(3), IDLE);
  const first = build({ ipv4: { ...ends, moreFragments: true }, udp: { srcPort: 1, dstPort: 2 }, payload: 8 });
  const later = build({ ipv4: { ...ends, fragmentOffset: 16, protocol: 17 }, payload: 8 });
  assert.is(chooser.choose(all(3), 3, udp(host, 1), 0), 0);
  assert.is(chooser.choose(all(3), 3, host.put(first.bytes), 0), 1);
  assert.is(chooser.choose(all(3), 3, host.put(later.bytes), 0), 1);
});

test('that the policy beneath has no arc is passed on and not remembered', () => {
  const host = new ForkHost();
  const chooser = new StickyChooser(host, new WeightedChooser(host.rng, [0, 1]), IDLE);
  const slot = udp(host, 1);
  assert.is(chooser.choose(Int32Array.of(0), 1, slot, 0), -1);
  assert.is(chooser.choose(all(2), 2, slot, 0), 1);
});

test('in a full table the flow silent longest is forgotten: against a plain list', () => {
  const host = new ForkHost();
  const slots = Array.from({ length: 14 }, (_, i) => udp(host, 100 + i));
  fc.assert(
    fc.property(
      fc.array(fc.record({ flow: fc.nat(slots.length - 1), gap: fc.integer({ min: 1, max: 6 }) }), {
        maxLength: 200,
        size: 'max',
      }),
      frames => {
        const idle = 20;
        let asked = 0;
        // The table has one bucket. Arcs are told apart by when they were chosen.
        const beneath: Chooser = { choose: () => asked++ };
        const chooser = new StickyChooser(host, beneath, idle, 8);
        let known: { flow: number; arc: number; met: number }[] = [];
        let now = 0;
        const open = all(frames.length);
        for (const { flow, gap } of frames) {
          now += gap;
          const before = known.find(one => one.flow === flow);
          const kept = before !== undefined && now - before.met < idle;
          const arc = kept ? before.arc : asked;
          assert.is(chooser.choose(open, open.length, slots[flow], now), arc);
          known = [...known.filter(one => one.flow !== flow), { flow, arc, met: now }];
          if (known.length > 8) known.shift();
        }
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});

test.run();
