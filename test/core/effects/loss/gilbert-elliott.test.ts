import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GilbertLoss } from '../../../../core/effects/loss/gilbert.js';
import { GilbertElliottLoss } from '../../../../core/effects/loss/gilbert-elliott.js';
import { fit, geometricCounts, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { losses, lossText, mean, runs, share, sigmas } from './losses.js';

const FRAMES = 400_000;
const p = 0.02;
const r = 0.2;

test('a bad state that loses every frame and a good one that loses none are the Gilbert model', () => {
  const lost = losses(new GilbertElliottLoss(new CountingRng(), 3, p, r, 1, 0), FRAMES);
  const bursts = runs(lost, 1);
  assert.ok(fit(lengthCounts(bursts, 8), geometricCounts(bursts.length, r, 8)) > REFUSED);
  const gilbert = runs(losses(new GilbertLoss(new CountingRng(), 3, p, r), FRAMES), 1);
  const sigma = Math.sqrt((1 - r) / r / r) * Math.sqrt(1 / bursts.length + 1 / gilbert.length);
  assert.ok(sigmas(mean(bursts), mean(gilbert), sigma) < 5);
});

test('losses of the bad state alone come in geometric bursts that a good frame may cut', () => {
  const badLoss = 0.6;
  const lost = losses(new GilbertElliottLoss(new CountingRng(), 3, p, r, badLoss, 0), FRAMES);
  const bursts = runs(lost, 1);
  // Each loss happens in the bad state; the next frame is lost if the state stays and the draw says so.
  const end = 1 - (1 - r) * badLoss;
  assert.ok(sigmas(mean(bursts), 1 / end, Math.sqrt((1 - end) / end / end / bursts.length)) < 5);
  assert.ok(fit(lengthCounts(bursts, 6), geometricCounts(bursts.length, end, 6)) > REFUSED);
});

test('the share lost is (r (1-k) + p (1-h)) / (p+r), and pairs are lost as the chain says', () => {
  const badLoss = 0.8;
  const goodLoss = 0.05;
  const lost = losses(new GilbertElliottLoss(new CountingRng(), 3, p, r, badLoss, goodLoss), FRAMES);
  const bad = p / (p + r);
  const good = 1 - bad;
  const part = good * goodLoss + bad * badLoss;
  // The covariance of two frames k apart is good bad (badLoss-goodLoss)² c^k, c = 1-p-r; summed over all k.
  const c = 1 - p - r;
  const between = good * bad * (badLoss - goodLoss) ** 2;
  const sigma = Math.sqrt((part * (1 - part) + (2 * between * c) / (1 - c)) / FRAMES);
  assert.ok(sigmas(share(lost), part, sigma) < 5, `${share(lost)}`);

  // Both frames of a pair are lost with part² + between c. Pairs k apart have at most the variance of one times c^(k-1)
  // as covariance; 1 + 2 (1 + c + c² …) is below 3/(1-c).
  const both = part * part + between * c;
  let pairs = 0;
  for (let i = 1; i < FRAMES; i++) pairs += lost[i] & lost[i - 1];
  const sigmaPairs = Math.sqrt((both * (1 - both) * 3) / (1 - c) / FRAMES);
  assert.ok(sigmas(pairs / FRAMES, both, sigmaPairs) < 5, `${pairs / FRAMES}`);
  // The tolerance is not so wide that independent losses of the same share would pass.
  assert.ok(sigmas(part * part, both, sigmaPairs) > 10);
});

test('certain transitions tell the states apart: the first frame is judged in the good one', () => {
  assert.is(lossText(new GilbertElliottLoss(new CountingRng(), 3, 1, 1, 1, 0), 6), '010101');
  assert.is(lossText(new GilbertElliottLoss(new CountingRng(), 3, 1, 1, 0, 1), 6), '101010');
  assert.is(lossText(new GilbertElliottLoss(new CountingRng(), 3, 1, 0, 0, 1), 6), '100000');
});

test('every frame takes two draws', () => {
  const rng = new CountingRng();
  losses(new GilbertElliottLoss(rng, 3, p, r, 1, 0), 1000);
  assert.is(rng.draws, 2000);
});

test.run();
