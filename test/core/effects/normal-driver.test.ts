import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { normalCdf, normalQuantile } from '../../../core/effects/arithmetic.js';
import { NormalDriver } from '../../../core/effects/normal-driver.js';
import type { Rng } from '../../../sdk/rng.js';
import { substream } from '../../../sdk/rng.js';
import { autocorrelation, bartlett, KOLMOGOROV_BOUND, kolmogorov } from './kolmogorov.js';

const N = 200_000;
const sample = (correlation: number): Float64Array => {
  const driver = new NormalDriver(substream(11, `driver/${correlation}`), correlation);
  return Float64Array.from({ length: N }, () => driver.next());
};

/** An rng that gives these draws and counts them. */
const scripted = (draws: readonly number[]): { rng: Rng; taken: () => number } => {
  let taken = 0;
  return { rng: { u32: () => draws[taken++]! } as unknown as Rng, taken: () => taken };
};

test('its numbers are standard normal by the Kolmogorov-Smirnov test', () => {
  assert.ok(kolmogorov(sample(0), normalCdf) < KOLMOGOROV_BOUND);
});

test('those of a correlated driver are standard normal too, taken so far apart that they no longer hang together', () => {
  const values = sample(0.5);
  // 0.5^20 is a millionth.
  const apart = Float64Array.from({ length: N / 20 }, (_, i) => values[20 * i]!);
  assert.ok(kolmogorov(apart, normalCdf) < KOLMOGOROV_BOUND);
});

test('numbers k apart correlate by r to the k-th', () => {
  for (const r of [0, 0.25, 0.5, 0.9, 0.99]) {
    const values = sample(r);
    for (const lag of [1, 2, 5]) {
      const found = autocorrelation(values, lag);
      // The sample coefficient leans by about (1 + 4r)/n below r^k, far less than the five standard errors.
      assert.ok(Math.abs(found - r ** lag) < 5 * bartlett(r, lag, N), `r ${r}, lag ${lag}: ${found}`);
    }
  }
});

test('each draw stands for the middle of its share; the table of the quantile is off by 1.1e-5 at most', () => {
  const draws = [0, 1, 0x04000000, 0x03ffffff, 0x12345678, 0x7fffffff, 0x80000000, 0xfc000000, 0xffffffff];
  const { rng, taken } = scripted(draws);
  const driver = new NormalDriver(rng, 0);
  draws.forEach((draw, i) => {
    const exact = normalQuantile((draw + 0.5) / 2 ** 32);
    assert.ok(Math.abs(driver.next() - exact) < 1.1e-5, `draw ${draw}`);
    assert.is(taken(), i + 1);
  });
});

test('over all of the table the error stays below 1.1e-5', () => {
  const draws = Array.from({ length: 40_000 }, (_, i) => Math.floor(((i + 0.37) / 40_000) * 2 ** 32));
  const driver = new NormalDriver(scripted(draws).rng, 0);
  for (const draw of draws) {
    assert.ok(Math.abs(driver.next() - normalQuantile((draw + 0.5) / 2 ** 32)) < 1.1e-5);
  }
});

test('a correlated number takes one draw, the first included', () => {
  const { rng, taken } = scripted([0x80000000, 0xc0000000, 0x40000000]);
  const driver = new NormalDriver(rng, 0.6);
  assert.ok(Math.abs(driver.next()) < 1e-9);
  assert.is(taken(), 1);
  // z' = 0.6 · 0 + 0.8 · Φ⁻¹(¾)
  const second = driver.next();
  assert.ok(Math.abs(second - 0.8 * 0.6744897501960817) < 1e-6);
  assert.is(taken(), 2);
  const third = driver.next();
  assert.ok(Math.abs(third - (0.6 * second - 0.8 * 0.6744897501960817)) < 1e-6);
  assert.is(taken(), 3);
});

test.run();
