import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { runVirtual } from '../../../core/run/virtual-run.js';
import { defineHook } from '../../../sdk/hook.js';
import { type BitRate, ms, type Nanos, us } from '../../../sdk/units.js';
import { drop, hold } from '../../../sdk/verdict.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const STORE = 64 * MIB;

/** So many frames of 100 bytes, one each 10 us: 80 Mbit/s over a link that holds 1000 of them. */
const plan = (frames: number): Plan => ({
  ...planOfScenario({ rows: [{ at: 0 as Nanos, route: 0, rate: 100e6 as BitRate, delay: ms(10) }] }),
  traffic: [
    {
      kind: 'cbr',
      from: 'client',
      to: 'server',
      start: 0 as Nanos,
      stop: (frames * 10e3) as Nanos,
      settings: { rate: 80e6, size: 100 },
    },
  ],
  store: { bytes: STORE, slotBytes: 2048 },
});

const hook = defineHook({
  name: 'busy',
  columns: { enteredAt: 'f64' },
  state: () => ({ frames: 0 }),
  preamble(frame, { state, now, rng }) {
    state.frames += 1;
    frame.my.enteredAt = now;
    if (frame.udp?.dstPort === 9) return drop('discard');
    if (rng.below(10) === 0) return hold(us(50));
  },
});

const run = (frames: number): number => {
  const hooks = [{ hook, stages: ['up'], values: {}, onError: 'stop' as const }];
  const { outcome } = runVirtual({ plan: plan(frames), hooks });
  assert.is(outcome.inexact, undefined);
  return outcome.ledger.out;
};

const measure = (): { heap: number; rss: number } => {
  collect();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
};

test('a million frames leave nothing behind on the heap, and touch no more of the store than was ever inside', () => {
  run(50_000);
  const before = measure();
  assert.is(run(1_000_000), 1_000_000);
  const after = measure();
  // A single object kept for each frame takes 16 bytes at the least: 15 MiB. Compiled code and tables stay well below 4.
  assert.ok(after.heap - before.heap < 4 * MIB, `the heap grew by ${(after.heap - before.heap) / MIB} MiB`);
  // About 1100 frames were inside at once: 2.2 MiB of slots, and 2 MiB of columns for all 32768. The rest is what the
  // young generation may grow to (3 x 16 MiB). A store whose every slot had been touched would add 64.
  assert.ok(after.rss - before.rss < 56 * MIB, `memory grew by ${(after.rss - before.rss) / MIB} MiB`);
});

test.run();
