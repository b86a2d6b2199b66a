import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallTimer } from '../../../core/stage/call-timer.js';
import type { Nanos } from '../../../sdk/units.js';
import { us } from '../../../sdk/units.js';

/** A timer over a clock that each timed call lets go on by what `took` says of it. */
const timed = (budget: Nanos, took: (call: number) => number, calls: number): { timer: CallTimer; slow: number[] } => {
  const slow: number[] = [];
  let now = 0;
  const timer = new CallTimer(
    () => now,
    budget,
    mean => slow.push(mean),
  );
  for (let call = 0; call < calls; call++) {
    if (!timer.begin()) continue;
    now += took(call);
    timer.end();
  }
  return { timer, slow };
};

test('one call in 64 is timed', () => {
  const { timer } = timed(us(50), () => 1000, 6400);
  assert.equal([timer.calls, timer.total], [100, 100_000]);
});

test('a mean of 16 timed calls beyond the budget is told, each time', () => {
  const { slow } = timed(us(50), () => 60_000, 64 * 40);
  assert.equal(slow, [60_000, 60_000]);
});

test('one long call among short ones is no slow hook', () => {
  const { slow } = timed(us(50), call => (call === 7 + 64 * 5 ? 500_000 : 1000), 64 * 64);
  assert.equal(slow, []);
});

test('other code is not judged by the calls of what was there before, nor by its own first ones', () => {
  const slow: number[] = [];
  let now = 0;
  const timer = new CallTimer(
    () => now,
    us(50),
    mean => slow.push(mean),
  );
  const call = (took: number): void => {
    const isTimed = timer.begin();
    now += took;
    if (isTimed) timer.end();
  };
  for (let i = 0; i < 64 * 15; i++) call(900_000);
  timer.anew();
  for (let i = 0; i < 7; i++) call(5_000_000);
  for (let i = 0; i < 64 * 20; i++) call(1000);
  assert.equal(slow, []);
  assert.ok(timer.calls > 30);
});

test.run();
