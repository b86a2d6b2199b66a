import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exp } from '../../../../core/effects/arithmetic.js';
import { PASSES } from '../../../../core/effects/effect.js';
import { drawSpan, OutageDraws, type SpanDraw } from '../../../../core/effects/loss/outage-draws.js';
import { fit, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { mean, sigmas } from './losses.js';

const fixed = (span: number): SpanDraw => ({ kind: 'uniform', min: span, max: span });

const COUNT = 50_000;
const draws = (span: SpanDraw): number[] => {
  const rng = new CountingRng();
  return Array.from({ length: COUNT }, () => drawSpan(span, rng));
};

test('uniform spans have every length from the least to the most alike', () => {
  const counts = new Array<number>(20).fill(0);
  for (const span of draws({ kind: 'uniform', min: 11, max: 30 })) counts[span - 11]++;
  assert.is(counts.length, 20);
  assert.ok(fit(counts, new Array<number>(20).fill(COUNT / 20)) > REFUSED);
});

test('exponential spans have their mean and their shape', () => {
  const average = 1e9;
  const found = draws({ kind: 'exponential', mean: average });
  // The variance of an exponential length is the square of its mean.
  assert.ok(sigmas(mean(found), average, average / Math.sqrt(COUNT)) < 5, `${mean(found)}`);
  // Twenty cells of a twentieth each, by the distribution function 1 - e^(-x/mean).
  const counts = new Array<number>(20).fill(0);
  for (const span of found) counts[Math.floor(20 * (1 - exp(-span / average)))]++;
  assert.ok(fit(counts, new Array<number>(20).fill(COUNT / 20)) > REFUSED, counts.join(' '));
});

test('spans are whole and never nothing', () => {
  for (const span of [
    { kind: 'uniform', min: 0, max: 2 },
    { kind: 'exponential', mean: 1 },
  ] as const) {
    assert.ok(draws(span).every(drawn => Number.isInteger(drawn) && drawn >= 1));
  }
});

test('the link is up first, down after its first span, and up again after the next', () => {
  const loss = new OutageDraws(new CountingRng(), 3, fixed(40), { kind: 'uniform', min: 10, max: 30 });
  const lost = Array.from({ length: 10_000 }, (_, now) => loss.judge(0, now) !== PASSES);
  assert.is(lost.indexOf(true), 40);
  const text = lost.map(Number).join('');
  const ups = text.split(/1+/).slice(0, -1);
  const downs = text.split(/0+/).slice(1, -1);
  assert.ok(ups.length > 100 && ups.every(up => up.length === 40));
  assert.ok(downs.every(down => down.length >= 10 && down.length <= 30));
});

test('a draw is taken for each span and none for a frame', () => {
  const rng = new CountingRng();
  const loss = new OutageDraws(rng, 3, fixed(100), fixed(50));
  assert.is(rng.draws, 1);
  for (let now = 0; now < 100; now++) loss.judge(0, now);
  assert.is(rng.draws, 1);
  loss.judge(0, 100);
  assert.is(rng.draws, 2);
  // 600 ns are four cycles: eight changes.
  loss.judge(0, 600);
  assert.is(rng.draws, 9);
});

test('the outages are the same whichever frames come', () => {
  const up: SpanDraw = { kind: 'exponential', mean: 1e6 };
  const often = new OutageDraws(new CountingRng(), 3, up, up);
  const seldom = new OutageDraws(new CountingRng(), 3, up, up);
  for (let now = 0; now < 1e8; now += 1e4) {
    const lost = often.judge(0, now);
    if (now % 7e5 === 0) assert.is(seldom.judge(0, now), lost);
  }
});

test.run();
