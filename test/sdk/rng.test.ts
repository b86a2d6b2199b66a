import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream, Xoshiro128 } from '../../sdk/rng.js';
import type { Ratio } from '../../sdk/units.js';

test('xoshiro128** 1.1 gives the numbers of its reference implementation', () => {
  // State 1, 2, 3, 4, as in the reference C code and the vectors of Rust's rand_xoshiro.
  const reference = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ];
  const rng = new Xoshiro128(1, 2, 3, 4);
  assert.equal(
    reference.map(() => rng.u32()),
    reference,
  );
});

test('a state of zeros is refused', () => {
  assert.throws(() => new Xoshiro128(0, 0, 0, 0), RangeError);
});

test('the same seed and name give the same draws, another name or seed others', () => {
  const draws = (seed: number, name: string): number[] => {
    const rng = substream(seed, name);
    return Array.from({ length: 4 }, () => rng.u32());
  };
  assert.equal(draws(1, 'up/loss'), draws(1, 'up/loss'));
  const first = new Set(
    [draws(1, 'up/loss'), draws(2, 'up/loss'), draws(1, 'down/loss'), draws(11, '/loss'), draws(1, '')].map(d => d[0]),
  );
  assert.is(first.size, 5);
});

test('each method takes one draw, chance also for shares of none and all', () => {
  const uses: ((rng: Xoshiro128) => unknown)[] = [
    rng => rng.float(),
    rng => rng.chance(0 as Ratio),
    rng => rng.chance(1 as Ratio),
    rng => rng.below(3),
    rng => rng.pick(['a', 'b']),
  ];
  for (const use of uses) {
    const [one, other] = [substream(3, 'x'), substream(3, 'x')];
    use(one);
    other.u32();
    assert.is(one.u32(), other.u32());
  }
});

test('a share of none never happens and one of all always does', () => {
  const rng = substream(4, 'x');
  for (let i = 0; i < 1000; i++) {
    assert.not(rng.chance(0 as Ratio));
    assert.ok(rng.chance(1 as Ratio));
  }
});

test('a share of a tenth happens a tenth of the time', () => {
  const rng = substream(5, 'x');
  let hits = 0;
  const n = 100_000;
  for (let i = 0; i < n; i++) if (rng.chance(0.1 as Ratio)) hits += 1;
  // Binomial: sigma = sqrt(n p (1 - p)) = 94.9; five of them.
  assert.ok(Math.abs(hits - n * 0.1) < 475, `${hits} hits`);
});

test('numbers below n are all reached and none is n', () => {
  const rng = substream(6, 'x');
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[rng.below(5)] += 1;
  assert.is(counts.length, 5);
  // Binomial with p = 0.2: sigma = 40; five of them.
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, counts.join());
  const float = rng.float();
  assert.ok(float >= 0 && float < 1);
});

test('picking from nothing is refused', () => {
  assert.throws(() => substream(1, 'x').pick([]), /empty list/);
});

test.run();
