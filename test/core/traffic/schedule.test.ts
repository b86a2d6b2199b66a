import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bursts, cbr, poisson, type Schedule } from '../../../core/traffic/schedule.js';
import { substream } from '../../../sdk/rng.js';

const take = (schedule: Schedule, n: number): number[] =>
  Array.from({ length: n }, () => {
    const at = schedule.at;
    schedule.step();
    return at;
  });

test('frame n of a constant bit rate leaves at floor(start + n·8·size·1e9 / rate), without drift', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 60, max: 9014 }),
      fc.integer({ min: 1, max: 1e11 }),
      (start, size, rate) => {
        const got = take(cbr(start, size, rate), 50);
        const want = got.map((_, n) => start + Number((BigInt(n) * 8n * BigInt(size) * 1_000_000_000n) / BigInt(rate)));
        assert.equal(got, want);
      },
    ),
    { seed: 20, numRuns: 200 },
  );
});

test('a rate that does not divide is still exact after a million frames', () => {
  const schedule = cbr(0, 1000, 7_000_000);
  for (let i = 0; i < 1_000_000; i++) schedule.step();
  assert.is(schedule.at, Number((1_000_000n * 8000n * 1_000_000_000n) / 7_000_000n));
});

test('a Poisson source keeps its mean rate and never goes back in time', () => {
  const n = 100_000;
  const times = take(poisson(5, 1250, 10_000_000, substream(3, 'gaps')), n);
  assert.ok(times.every((at, i) => i === 0 || at >= times[i - 1]!));
  // Mean gap 1 ms; the sum of n gaps has a relative standard error of 1/sqrt(n): five of them.
  assert.ok(Math.abs(times[n - 1]! / (n * 1e6) - 1) < 5 / Math.sqrt(n));
});

test('the same substream gives the same Poisson times', () => {
  const one = take(poisson(0, 100, 1e6, substream(1, 'a')), 100);
  assert.equal(take(poisson(0, 100, 1e6, substream(1, 'a')), 100), one);
  assert.not.equal(take(poisson(0, 100, 1e6, substream(2, 'a')), 100), one);
});

test('bursts begin on their grid and run at the line rate inside', () => {
  assert.equal(
    take(bursts(100, 125, 1_000_000, 3, 10_000_000), 7),
    [100, 1_000_100, 2_000_100, 10_000_100, 11_000_100, 12_000_100, 20_000_100],
  );
});

test('a line rate of 0 sends a burst all at once', () => {
  assert.equal(take(bursts(0, 125, 0, 3, 50), 7), [0, 0, 0, 50, 50, 50, 100]);
});

test('a burst longer than its period delays the next and leaves no frame out', () => {
  assert.equal(take(bursts(0, 125, 1_000_000, 2, 1_500_000), 5), [0, 1e6, 2e6, 3e6, 4e6]);
});

test.run();
