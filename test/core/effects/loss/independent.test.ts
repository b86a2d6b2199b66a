import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { IndependentLoss } from '../../../../core/effects/loss/independent.js';
import { fit, geometricCounts, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { losses, runs, share, sigmas } from './losses.js';

const FRAMES = 400_000;

for (const chance of [0.001, 0.01, 0.3]) {
  test(`a share of ${chance} of the frames is lost, and in bursts no longer than chance makes them`, () => {
    const lost = losses(new IndependentLoss(new CountingRng(), 7, chance), FRAMES);
    // A mean of n trials has the variance p(1-p)/n.
    const sigma = Math.sqrt((chance * (1 - chance)) / FRAMES);
    assert.ok(sigmas(share(lost), chance, sigma) < 5, `${share(lost)}`);
    // Runs of independent trials are geometric: of losses with 1-p, of the frames between with p.
    const bursts = runs(lost, 1);
    const cells = chance < 0.1 ? 2 : 6;
    if (bursts.length * chance >= 5) {
      const likely = fit(lengthCounts(bursts, cells), geometricCounts(bursts.length, 1 - chance, cells));
      assert.ok(likely > REFUSED, `bursts ${likely}`);
    }
    const gaps = runs(lost, 0);
    const expected = geometricCounts(gaps.length, chance, chance < 0.1 ? 20 : 10);
    if (expected[0] >= 5) assert.ok(fit(lengthCounts(gaps, expected.length), expected) > REFUSED);
  });
}

test('nothing is lost at 0 and everything at 1, and a scenario may change the share', () => {
  const loss = new IndependentLoss(new CountingRng(), 7, 0);
  assert.is(share(losses(loss, 10_000)), 0);
  loss.setChance(1);
  assert.is(share(losses(loss, 10_000)), 1);
  assert.is(loss.judge(), 7);
});

test('every frame takes one draw, whatever the share', () => {
  for (const chance of [0, 0.5, 1]) {
    const rng = new CountingRng();
    losses(new IndependentLoss(rng, 0, chance), 1000);
    assert.is(rng.draws, 1000);
  }
});

test.run();
