import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exponential } from '../../../core/traffic/exponential.js';
import type { Rng } from '../../../sdk/rng.js';
import { substream } from '../../../sdk/rng.js';

/** A stream that plays back given words and counts what was taken. */
const script = (...words: number[]) => {
  const played = {
    taken: 0,
    u32: () => words[played.taken++]!,
  };
  return played as typeof played & Rng;
};

const unit = 0x100000000;

test('a falling run of odd length accepts its first number', () => {
  // 0.5, then 0.75 is not smaller: a run of one.
  const rng = script(unit * 0.5, unit * 0.75);
  assert.is(exponential(rng), 0.5);
  assert.is(rng.taken, 2);
});

test('a falling run of even length is thrown away and adds a whole one', () => {
  // 0.75 > 0.5, then 0.6 ends a run of two; then 0.25 with 0.25 (not smaller) is a run of one.
  const rng = script(unit * 0.75, unit * 0.5, unit * 0.6, unit * 0.25, unit * 0.25);
  assert.is(exponential(rng), 1.25);
  assert.is(rng.taken, 5);
});

test('mean, spread and tail are those of an exponential of mean 1', () => {
  const rng = substream(7, 'exponential');
  const n = 200_000;
  let sum = 0;
  let squares = 0;
  let beyond = 0;
  for (let i = 0; i < n; i++) {
    const x = exponential(rng);
    sum += x;
    squares += x * x;
    if (x > 2) beyond += 1;
  }
  // Standard errors: mean 1/sqrt(n), second moment sqrt(20/n), tail sqrt(p(1-p)/n) with p = e^-2; five of each.
  assert.ok(Math.abs(sum / n - 1) < 5 / Math.sqrt(n));
  assert.ok(Math.abs(squares / n - 2) < 5 * Math.sqrt(20 / n));
  const p = 0.1353352832366127;
  assert.ok(Math.abs(beyond / n - p) < 5 * Math.sqrt((p * (1 - p)) / n));
});

test('it draws e²/(e-1) = 4.30 words on average', () => {
  const inner = substream(8, 'count');
  let taken = 0;
  const counting = {
    u32: () => {
      taken += 1;
      return inner.u32();
    },
  } as Rng;
  const n = 100_000;
  for (let i = 0; i < n; i++) exponential(counting);
  // The number of words has a standard deviation below 4: five standard errors are 0.063.
  assert.ok(Math.abs(taken / n - 4.3003) < 0.063);
});

test.run();
