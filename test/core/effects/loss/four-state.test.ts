import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FourStateLoss } from '../../../../core/effects/loss/four-state.js';
import { fit, geometricCounts, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { losses, lossText, mean, runs, share, sigmas } from './losses.js';

const FRAMES = 400_000;

interface Chain {
  readonly p13: number;
  readonly p31: number;
  readonly p32: number;
  readonly p23: number;
  readonly p14: number;
}
const model = (chain: Chain, rng = new CountingRng()): FourStateLoss =>
  new FourStateLoss(rng, 3, chain.p13, chain.p31, chain.p32, chain.p23, chain.p14);

/** Probabilities of the states 1 to 4 in the long run. */
const stationary = ({ p13, p31, p32, p23, p14 }: Chain): number[] => {
  const weights = [1, (p13 * p32) / (p31 * p23), p13 / p31, p14];
  const sum = weights.reduce((a, b) => a + b);
  return weights.map(weight => weight / sum);
};

const step = (chain: Chain, state: readonly number[]): number[] => {
  const { p13, p31, p32, p23, p14 } = chain;
  const [one, two, three, four] = state;
  return [
    one * (1 - p13 - p14) + three * p31 + four,
    two * (1 - p23) + three * p32,
    three * (1 - p31 - p32) + one * p13 + two * p23,
    one * p14,
  ];
};

/** Standard deviation of the share lost in n frames: from the covariances of all frames with those after them. */
const sigmaOf = (chain: Chain, frames: number): number => {
  const states = stationary(chain);
  const part = states[2] + states[3];
  let variance = part * (1 - part);
  let state = [0, 0, states[2], states[3]];
  for (let k = 0; k < 5000; k++) {
    state = step(chain, state);
    variance += 2 * (state[2] + state[3] - part * part);
  }
  return Math.sqrt(variance / frames);
};

const FULL: Chain = { p13: 0.02, p31: 0.2, p32: 0.15, p23: 0.4, p14: 0.01 };

test('the closed form of the states is what a step leaves as it is', () => {
  const states = stationary(FULL);
  const next = step(FULL, states);
  for (let i = 0; i < 4; i++) assert.ok(Math.abs(next[i] - states[i]) < 1e-15);
});

test('as many frames are lost as the states 3 and 4 weigh', () => {
  const states = stationary(FULL);
  const found = share(losses(model(FULL), FRAMES));
  assert.ok(sigmas(found, states[2] + states[3], sigmaOf(FULL, FRAMES)) < 5, `${found}`);
});

test('without single losses bursts are geometric, and so are the good frames within them', () => {
  // State 3 is left with p31 + p32, whatever comes then; each run is independent of the others.
  const chain = { ...FULL, p14: 0 };
  const lost = losses(model(chain), FRAMES);
  const bursts = runs(lost, 1);
  const end = chain.p31 + chain.p32;
  assert.ok(sigmas(mean(bursts), 1 / end, Math.sqrt((1 - end) / end / end / bursts.length)) < 5);
  assert.ok(fit(lengthCounts(bursts, 8), geometricCounts(bursts.length, end, 8)) > REFUSED);
  // A run of good frames is one within a burst with p32/(p31+p32), else one of state 1.
  const gaps = runs(lost, 0);
  const within = geometricCounts((gaps.length * chain.p32) / end, chain.p23, 10);
  const outside = geometricCounts((gaps.length * chain.p31) / end, chain.p13, 10);
  const gapFit = fit(
    lengthCounts(gaps, 10),
    within.map((count, i) => count + outside[i]),
  );
  assert.ok(gapFit > REFUSED, `${gapFit}`);
});

test('single losses are one frame long and stand among the bursts in proportion', () => {
  // Without state 2 every run of losses comes out of state 1: by p14 a single one, by p13 a burst.
  const chain = { ...FULL, p32: 0, p14: 0.03 };
  const bursts = runs(losses(model(chain), FRAMES), 1);
  const expected = geometricCounts((bursts.length * chain.p13) / (chain.p13 + chain.p14), chain.p31, 8);
  expected[0] += (bursts.length * chain.p14) / (chain.p13 + chain.p14);
  const burstFit = fit(lengthCounts(bursts, 8), expected);
  assert.ok(burstFit > REFUSED, `${burstFit}`);
});

test('p13 alone is independent loss, as in tc: p31 = 1-p13', () => {
  const p13 = 0.1;
  const lost = losses(model({ p13, p31: 1 - p13, p32: 0, p23: 1, p14: 0 }), FRAMES);
  assert.ok(sigmas(share(lost), p13, Math.sqrt((p13 * (1 - p13)) / FRAMES)) < 5);
  const bursts = runs(lost, 1);
  assert.ok(fit(lengthCounts(bursts, 4), geometricCounts(bursts.length, 1 - p13, 4)) > REFUSED);
});

test('certain transitions walk the states one by one', () => {
  assert.is(lossText(model({ p13: 1, p31: 1, p32: 0, p23: 1, p14: 0 }), 6), '101010');
  assert.is(lossText(model({ p13: 1, p31: 0, p32: 1, p23: 1, p14: 0 }), 6), '101010');
  assert.is(lossText(model({ p13: 0, p31: 1, p32: 0, p23: 1, p14: 1 }), 6), '101010');
  assert.is(lossText(model({ p13: 1, p31: 0, p32: 0, p23: 1, p14: 0 }), 6), '111111');
});

test('every frame takes one draw, in whatever state', () => {
  const rng = new CountingRng();
  losses(model(FULL, rng), 10_000);
  assert.is(rng.draws, 10_000);
});

test.run();
