import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { achievedRate, busyPart, dispersionRate } from '../../../core/probe/train-rate.js';

/** A full frame takes 1.2112 ms at 10 Mbit/s. */
const FRAME_TIME = 1_211_200;
const RATE = 10e6;

/** `count` frames that enter every `spacing` and come out of a link of 10 Mbit/s and 5 ms. */
const train = (count: number, spacing: number, from = 0): { out: number; in: number }[] => {
  let freeAt = 0;
  return Array.from({ length: count }, (_, i) => {
    const out = from + i * spacing;
    freeAt = Math.max(freeAt, out) + FRAME_TIME;
    return { out, in: freeAt + 5e6 };
  });
};

test('frames at the pace of the link show its rate', () => {
  assert.is(dispersionRate([0, FRAME_TIME, 2 * FRAME_TIME]), RATE);
  assert.is(dispersionRate([7]), undefined);
  assert.is(dispersionRate([7, 7]), undefined);
});

test('what came out while the link rested is left out', () => {
  const stalled = [...train(12, 600e3), ...train(30, 600e3, 200e6)];
  assert.is(busyPart(stalled, RATE).length, 30);
  assert.is(Math.round(achievedRate(stalled, RATE)!), RATE);
});

test('a link that was never busy has shown no rate', () => {
  assert.is(achievedRate(train(40, 2e6), RATE), undefined);
  assert.is(achievedRate([], RATE), undefined);
});

test('one late moment does not decide, a slow link does', () => {
  const late = train(60, 600e3).map((passage, i) =>
    i < 20 ? passage : { ...passage, in: Math.max(passage.in, 40e6) },
  );
  assert.is(Math.round(achievedRate(late, RATE)!), RATE);
  const slow = train(60, 600e3).map(({ out, in: at }) => ({ out, in: at * 1.25 }));
  assert.is(Math.round(achievedRate(slow, RATE)!), RATE / 1.25);
});

test('frames lost at the entry do not matter while the rest keep the link busy', () => {
  const dropped = train(80, 1_211_200 / 2).filter((_, i) => i % 2 === 0);
  const passages = train(40, FRAME_TIME).map((passage, i) => ({ ...passage, out: dropped[i]!.out }));
  assert.is(Math.round(achievedRate(passages, RATE)!), RATE);
});

test.run();
