import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DropRate } from '../../../core/dispatch/drop-rate.js';
import { LowestDropRateChooser } from '../../../core/dispatch/lowest-drop-rate.js';
import { CountingRng } from '../effects/counting-rng.js';
import { all, load } from './arcs.js';
import { breaksTiesEvenly, choosesHighest } from './argmax.js';

test('the arc that lost the smallest share is taken', () => {
  choosesHighest(
    (rng, loads) => new LowestDropRateChooser(rng, loads),
    ({ drops }) => -drops,
  );
});

test('ties are broken evenly, as among arcs that never lost a frame', () => {
  breaksTiesEvenly((rng, loads) => new LowestDropRateChooser(rng, loads), load({ drops: 1e-9 }), load());
});

test('it turns from an arc that begins to lose, and comes back when it loses no more', () => {
  const draws = new CountingRng(7);
  const rates = [0, 1, 2].map(() => new DropRate(1e9));
  const chooser = new LowestDropRateChooser(
    new CountingRng(),
    rates.map(rate => ({ ...load(), dropRate: now => rate.value(now) })),
  );
  /** Shares of the arcs while frames come every millisecond for 60 s. */
  const shares = (from: number, losses: readonly number[]): number[] => {
    const chosen = [0, 0, 0];
    for (let i = 0; i < 60_000; i++) {
      const now = (from + i / 1000) * 1e9;
      const arc = chooser.choose(all(3), 3, 0, now);
      chosen[arc]++;
      rates[arc].note(draws.chance(losses[arc] as never) ? 1 : 0, now);
    }
    return chosen.map(count => count / 60_000);
  };
  const before = shares(0, [0.02, 0.02, 0.5]);
  assert.ok(before[2] < 0.02, before.join());
  assert.ok(before[0] > 0.05 && before[1] > 0.05, before.join());
  const after = shares(60, [0.02, 0.5, 0.02]);
  assert.ok(after[1] < 0.02, after.join());
  assert.ok(after[2] > 0.05, after.join());
});

test.run();
