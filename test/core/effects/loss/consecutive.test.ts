import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConsecutiveLoss } from '../../../../core/effects/loss/consecutive.js';
import { StageCounts } from '../../../../core/effects/loss/frame-counts.js';
import { fit, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { losses, lossText, runs, share, sigmas } from './losses.js';

const FRAMES = 400_000;
const loss = (chances: number[], rng = new CountingRng()): ConsecutiveLoss =>
  new ConsecutiveLoss(rng, new StageCounts(), 3, chances);

test('a single probability is independent loss', () => {
  assert.ok(sigmas(share(losses(loss([0.2]), FRAMES)), 0.2, Math.sqrt((0.2 * 0.8) / FRAMES)) < 5);
});

test('each loss in a row has the probability of its place, and the last one repeats', () => {
  const [p1, p2, p3] = [0.05, 0.3, 0.8];
  const bursts = runs(losses(loss([p1, p2, p3]), FRAMES), 1);
  // A burst ends after one loss with 1-p2, after two with p2 (1-p3), after k > 2 with p2 p3^(k-2) (1-p3).
  const expected = [1 - p2];
  for (let k = 2; k < 10; k++) expected.push(p2 * p3 ** (k - 2) * (1 - p3));
  expected.push(p2 * p3 ** 8);
  const likely = fit(
    lengthCounts(bursts, 10),
    expected.map(part => part * bursts.length),
  );
  assert.ok(likely > REFUSED, `${likely}`);
});

test('a 0 at the end bounds the length of a burst', () => {
  assert.is(lossText(loss([1, 1, 0]), 9), '110110110');
});

test('every frame takes one draw', () => {
  const rng = new CountingRng();
  losses(loss([1, 0.5, 0], rng), 1000);
  assert.is(rng.draws, 1000);
});

test.run();
