import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { normalCdf } from '../../../../core/effects/arithmetic.js';
import { gammaQuantile, lnGamma } from '../../../../core/effects/jitter/gamma.js';

test('the logarithm of the gamma function gives the literal values of a table', () => {
  const rows: [number, number][] = [
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1, 0],
    [1.5, -0.12078223763524522],
    [2, 0],
    [5, 3.1780538303479458],
    [10, 12.801827480081469],
    [100, 359.1342053695754],
  ];
  for (const [x, expected] of rows) {
    const found = lnGamma(x);
    assert.ok(Math.abs(found - expected) < 1e-14 * Math.max(1, Math.abs(expected)), `${x}: ${found}`);
  }
});

// Closed forms: shape 1 is the exponential distribution, 2 and 3 are Erlang's, ½ is half a squared normal variable.
const CLOSED: Readonly<Record<number, (x: number) => number>> = {
  0.5: x => 2 * normalCdf(Math.sqrt(2 * x)) - 1,
  1: x => 1 - Math.exp(-x),
  2: x => 1 - Math.exp(-x) * (1 + x),
  3: x => 1 - Math.exp(-x) * (1 + x + (x * x) / 2),
};

test('its quantile is the inverse of the distribution where that has a closed form', () => {
  for (const [shape, cdf] of Object.entries(CLOSED)) {
    const quantile = gammaQuantile(Number(shape));
    for (let z = -4; z <= 4; z += 0.125) {
      // 1 - e^-x loses digits where the share is small: 1e-15 of 3e-5.
      const found = cdf(quantile(z));
      assert.ok(Math.abs(found - normalCdf(z)) < 1e-9 * normalCdf(z) + 1e-14, `shape ${shape}, z ${z}: ${found}`);
    }
  }
});

test('the upper tail keeps its digits', () => {
  // Above x an exponential variable has e^-x.
  assert.ok(Math.abs(gammaQuantile(1)(6) + Math.log(normalCdf(-6))) < 1e-8);
});

test('it rises with z for every shape, far into both tails', () => {
  for (const shape of [0.1, 0.3, 0.9, 1.1, 7, 100]) {
    const quantile = gammaQuantile(shape);
    let last = -1;
    for (let z = -6.5; z <= 6.5; z += 0.1) {
      const x = quantile(z);
      assert.ok(x > last, `shape ${shape}, z ${z}: ${x} after ${last}`);
      last = x;
    }
  }
});

test.run();
