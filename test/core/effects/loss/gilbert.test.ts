import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GilbertLoss } from '../../../../core/effects/loss/gilbert.js';
import { fit, geometricCounts, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { losses, lossText, mean, runs, share, sigmas } from './losses.js';

const FRAMES = 400_000;

for (const { p, r } of [
  { p: 0.01, r: 0.25 },
  { p: 0.1, r: 0.5 },
  // Independent losses of 30 %.
  { p: 0.3, r: 0.7 },
]) {
  test(`with p ${p} and r ${r} bursts are geometric, ${1 / r} frames in the mean, and p/(p+r) of the frames are lost`, () => {
    const lost = losses(new GilbertLoss(new CountingRng(), 3, p, r), FRAMES);
    const part = p / (p + r);
    // Of a chain of two states with the eigenvalue c = 1-p-r the share has the variance x(1-x)(1+c)/(1-c)/n.
    const c = 1 - p - r;
    const sigma = Math.sqrt((part * (1 - part) * (1 + c)) / (1 - c) / FRAMES);
    assert.ok(sigmas(share(lost), part, sigma) < 5, `share ${share(lost)}`);

    const bursts = runs(lost, 1);
    // A geometric length has the mean 1/r and the variance (1-r)/r².
    const sigmaBurst = Math.sqrt((1 - r) / r / r / bursts.length);
    assert.ok(sigmas(mean(bursts), 1 / r, sigmaBurst) < 5, `burst ${mean(bursts)}`);
    const burstFit = fit(lengthCounts(bursts, 8), geometricCounts(bursts.length, r, 8));
    assert.ok(burstFit > REFUSED, `bursts ${burstFit}`);
    const gaps = runs(lost, 0);
    const gapFit = fit(lengthCounts(gaps, 12), geometricCounts(gaps.length, p, 12));
    assert.ok(gapFit > REFUSED, `gaps ${gapFit}`);
  });
}

test('it starts in the good state, and certain transitions take turns', () => {
  assert.is(lossText(new GilbertLoss(new CountingRng(), 3, 1, 1), 6), '010101');
  assert.is(lossText(new GilbertLoss(new CountingRng(), 3, 1, 0), 6), '011111');
  assert.is(lossText(new GilbertLoss(new CountingRng(), 3, 0, 0.5), 6), '000000');
});

test('every frame takes one draw', () => {
  const rng = new CountingRng();
  losses(new GilbertLoss(rng, 3, 0.1, 0.3), 1000);
  assert.is(rng.draws, 1000);
});

test.run();
