import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream } from '../../../../sdk/rng.js';
import { World } from '../path.js';
import { makeFlow, play } from './timeline.js';

test('every byte arrives once and right, whatever is lost, damaged, delayed or reordered', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(1e6),
        bytes: fc.integer({ min: 1, max: 60_000 }),
        loss: fc.constantFrom(0, 0.01, 0.05, 0.2),
        damage: fc.constantFrom(0, 0.02),
        sack: fc.boolean(),
        ecn: fc.boolean(),
        mss: fc.constantFrom(100, 536, 1460),
        congestion: fc.constantFrom('cubic' as const, 'newreno' as const),
        rateBps: fc.constantFrom(1e6, 1e7, Number.POSITIVE_INFINITY),
        queueBytes: fc.constantFrom(3000, 20_000),
      }),
      ({ seed, loss, damage, rateBps, queueBytes, ...settings }) => {
        const rng = substream(seed, 'path');
        const way = {
          delayNs: 10e6,
          rateBps,
          queueBytes,
          drop: (frame: { memory: Uint8Array; start: number; length: number }) => {
            if (rng.float() < damage)
              frame.memory[frame.start + 14 + rng.below(frame.length - 14)]! ^= 1 << rng.below(8);
            return rng.float() < loss;
          },
        };
        const { sender, receiver } = makeFlow(settings);
        new World(way, way, { client: [sender], server: [receiver] }).run();
        const s = sender.summary();
        const r = receiver.summary();
        // Twenty per cent both ways may use up the retries of a handshake; then nothing more is claimed.
        if (s['outcome'] !== 'completed') {
          assert.is(loss, 0.2);
          return;
        }
        assert.is(r['bytesReceived'], settings.bytes);
        assert.is(s['bytesAcked'], settings.bytes);
        assert.is(r['corruptBytes'], 0);
        assert.is(r['bytesHeldBeyondGaps'], 0);
        assert.ok(sender.done());
      },
    ),
    { seed: 40, numRuns: 150 },
  );
});

test('the same settings and path give the same trace, to the byte', () => {
  const trace = () => {
    const rng = substream(5, 'loss');
    const flow = play(
      { delayNs: 10e6, rateBps: 1e7, queueBytes: 30_000, drop: () => rng.float() < 0.01 },
      { delayNs: 10e6 },
      { bytes: 300_000, congestion: 'cubic' },
    );
    flow.world.run();
    return flow.sent.map(({ at, frame }) => `${at} ${Buffer.from(frame.bytes).toString('base64')}`);
  };
  assert.equal(trace(), trace());
});

for (const congestion of ['newreno', 'cubic'] as const) {
  test(`${congestion}: one flow fills 10 Mbit/s with a queue of one bandwidth-delay product`, () => {
    const bdp = (10e6 / 8) * 0.04;
    const { world, sender, receiver } = play(
      { delayNs: 20e6, rateBps: 10e6, queueBytes: bdp },
      { delayNs: 20e6 },
      { congestion, mss: 1460, stop: 30e9 },
    );
    world.run();
    // The payload's share of the rate: 1448 of 1514 bytes. From the first byte to the last the slow start is included.
    const most = (10e6 * 1448) / 1514;
    const got = Number(receiver.summary()['goodputBps']);
    assert.ok(got <= most && got >= 0.9 * most, `${got} of ${most}`);
    assert.is(sender.summary()['rtos'], 0);
  });

  test(`${congestion}: two flows share a bottleneck about equally in the long run`, () => {
    const flows = [0, 1].map(n => makeFlow({ congestion, mss: 1460, start: n * 3e9, stop: 120e9 }, n));
    const world = new World(
      { delayNs: 10e6, rateBps: 10e6, queueBytes: 30_000 },
      { delayNs: 10e6 },
      { client: flows.map(one => one.sender), server: flows.map(one => one.receiver) },
    );
    const at = (seconds: number): number[] => {
      world.run(seconds * 1e9);
      return flows.map(one => Number(one.sender.summary()['bytesAcked']));
    };
    const early = at(20);
    const late = at(120);
    const [a, b] = [late[0]! - early[0]!, late[1]! - early[1]!];
    // Jain's index of two is above 0.97 for shares within 58:42; drop-tail in virtual time has phase effects, so no more
    // is claimed. Together they fill the link.
    const jain = (a + b) ** 2 / (2 * (a * a + b * b));
    assert.ok(jain > 0.97, `${a} and ${b}`);
    assert.ok((a + b) * 8 > 0.9 * 10e6 * (1448 / 1514) * 100);
  });
}

test.run();
