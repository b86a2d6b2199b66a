import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Best } from '../../../core/dispatch/best.js';
import { CountingRng } from '../effects/counting-rng.js';

test('a higher rank goes before every score of a lower one, in whatever order they come', () => {
  const rng = new CountingRng();
  const best = new Best(rng, 3);
  const offers: [arc: number, score: number, rank: number][] = [
    [0, Number.POSITIVE_INFINITY, 0],
    [1, 0.1, 2],
    [2, 1e9, 1],
  ];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
  ]) {
    for (const i of order) best.offer(...offers[i]);
    assert.is(best.take(), 1);
  }
  assert.is(rng.draws, 0);
});

test('it begins anew after each time, and zeros of either sign tie', () => {
  const rng = new CountingRng();
  const best = new Best(rng, 2);
  best.offer(0, 5);
  assert.is(best.take(), 0);
  best.offer(1, -5);
  assert.is(best.take(), 1);
  best.offer(0, -0);
  best.offer(1, 0);
  best.take();
  assert.is(rng.draws, 1);
});

test.run();
