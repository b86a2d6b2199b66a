import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { makeQueue } from '../../../../core/effects/queue/make.js';
import { defaultQueue } from '../../../../core/plan/effects/queue.js';
import type { QueuePlan } from '../../../../core/plan/effects/queue-plan.js';
import { substream } from '../../../../sdk/rng.js';
import { QueueHost, udpFrame } from './queue-host.js';

/** Every discipline, so set that random traffic meets all it does. */
const PLANS: Readonly<Record<string, QueuePlan>> = {
  'drop-tail': { limit: 'bytes', bytes: 20_000 },
  'drop-head': { discipline: 'drop-head', limit: 'frames', frames: 20 },
  infinite: defaultQueue('infinite'),
  red: { ...defaultQueue('red'), weight: 0.2, adaptive: true, ecn: true } as QueuePlan,
  codel: { ...defaultQueue('codel'), ecn: true, ceThreshold: 1e6, interval: 10e6, target: 1e6 } as QueuePlan,
  pie: { ...defaultQueue('pie'), ecn: true, burst: 0, target: 1e6, update: 1e6 } as QueuePlan,
  'fq-codel': { ...defaultQueue('fq-codel'), flows: 8, dropBatch: 4, interval: 10e6, target: 1e6 } as QueuePlan,
};

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('push' as const), n: fc.integer({ min: 60, max: 1900 }) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('shift' as const), n: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('bytes' as const), n: fc.integer({ min: 1000, max: 60_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('frames' as const), n: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('rate' as const), n: fc.integer({ min: 0, max: 100e6 }) }) },
);
const course = fc.array(fc.record({ step, after: fc.integer({ min: 0, max: 3e6 }), flow: fc.nat(9), ecn: fc.nat(3) }), {
  maxLength: 400,
});

for (const [name, plan] of Object.entries(PLANS)) {
  test(`${name}: nothing is lost, and the counts are those of what waits, for any traffic`, () => {
    const property = fc.property(course, steps => {
      const host = new QueueHost(512);
      const queue = makeQueue(plan, host, substream(1, 'up/queue'));
      queue.setRate(10e6, 0);
      const waiting = new Map<number, number>();
      let pushed = 0;
      let shifted = 0;
      let now = 0;
      for (const { step, after, flow, ecn } of steps) {
        now += after;
        if (step.what === 'push') {
          const slot = host.put(flow === 9 ? step.n : udpFrame(flow, step.n, ecn));
          waiting.set(host.store.id[slot]!, step.n);
          pushed++;
          const fate = queue.push(slot, now);
          if (fate !== PASSES) host.drop(slot, fate);
        } else if (step.what === 'shift') {
          const slot = queue.shift(now);
          if (slot < 0) assert.is(queue.frames, 0);
          else {
            assert.ok(waiting.delete(host.store.id[slot]!));
            host.store.free(slot);
            shifted++;
          }
        } else if (step.what === 'bytes') queue.limitBytes = step.n;
        else if (step.what === 'frames') queue.limitFrames = step.n;
        else queue.setRate(step.n, now);
        for (const ids of Object.values(host.dropped)) for (const id of ids) waiting.delete(id);
        assert.is(queue.frames, waiting.size);
        let bytes = 0;
        for (const length of waiting.values()) bytes += length;
        assert.is(queue.bytes, bytes);
        assert.is(pushed, shifted + host.deaths + queue.frames);
        assert.is(host.store.used, queue.frames);
      }
      for (let slot = queue.shift(now); slot >= 0; slot = queue.shift(now)) host.store.free(slot);
      assert.equal([queue.frames, queue.bytes, host.store.used], [0, 0, 0]);
    });
    fc.assert(property, { seed: 4, numRuns: 60 });
  });

  test(`${name}: frames of one flow leave in the order in which they came, with the same fates each time`, () => {
    const run = (): string => {
      const host = new QueueHost(2048);
      const queue = makeQueue(plan, host, substream(3, 'up/queue'));
      queue.setRate(10e6, 0);
      const last = new Map<number, number>();
      const fates: string[] = [];
      let now = 0;
      for (let i = 0; i < 5000; i++) {
        now += 200_000 + ((i * 7919) % 300_000);
        const flow = (i * 31) % 5;
        const slot = host.put(udpFrame(flow, 200 + ((i * 101) % 1300), i % 4));
        const id = host.store.id[slot]!;
        const fate = queue.push(slot, now);
        if (fate !== PASSES) host.drop(slot, fate);
        const sent = i % 3 === 0 ? -1 : queue.shift(now);
        if (sent < 0) continue;
        const { store } = host;
        const port = store.memory[store.start[sent]! + 35]!;
        assert.ok(store.id[sent]! > (last.get(port) ?? 0), `${store.id[sent]} after ${last.get(port)} (${id})`);
        last.set(port, store.id[sent]!);
        fates.push(`${store.id[sent]}:${host.ecnOf(sent)}`);
        store.free(sent);
      }
      return JSON.stringify([fates, host.dropped, queue.marked]);
    };
    assert.is(run(), run());
  });
}

test.run();
